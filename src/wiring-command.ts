/**
 * The server as one command has it that finds no running process: the engines of the data folder are open, and what
 * delivers, submits, books or explains is loaded by the action that calls it.
 */
import type { AdminContext } from './admin/admin-context.js';
import { createEventHooks } from './admin/events/event-hooks.js';
import { settleAllDeputies } from './admin/settle-deputies.js';
import { systemClock } from './runtime/clock.js';
import { logEvents } from './runtime/log-events.js';
import type { Log } from './runtime/log.js';
import type { Config } from './settings/config.js';
import { openEngines, type OpenOptions } from './wiring-engines.js';

/** Throws StoreError or DirectoryError, or what the file system throws. */
export async function openForCommand(
  config: Config,
  options: Pick<OpenOptions, 'replacesLostDatabase'> = {},
): Promise<AdminContext & { close(): Promise<void> }> {
  const engines = await openEngines(config, { isForCommand: true, ...options });
  const { store, directory } = engines;
  const log = errorLog();
  const events = createEventHooks(config.dataFolder, () => config.events, log);
  const settled = once(() => settleAllDeputies({ directory, access: store.access }));
  const paths = once(async () => {
    const [{ pathsAlone }, { liveConfig }] = await Promise.all([
      import('./wiring.js'),
      import('./settings/live-config.js'),
      settled(),
    ]);
    return pathsAlone(
      engines,
      liveConfig(config, () => config),
      log,
    );
  });
  return {
    config,
    process: null,
    dataId: store.dataId,
    directory,
    desk: store.desk,
    calendars: store.calendars,
    outbox: store.outbox,
    audit: store.audit,
    quotas: store.quotas,
    mailStore: store.mailStore,
    backups: store.backups,
    access: onceThere(
      { access: true, accessDownTo: true, changeAccess: true, settleGrants: true, storesWithGrants: true },
      async () => {
        await settled();
        return store.access;
      },
    ),
    inbound: onceThere({ resolve: true, deliver: true }, async () => (await paths()).inbound),
    outbound: onceThere({ logIn: true, submit: true }, async () => (await paths()).outbound),
    clock: systemClock,
    log,
    events,
    wakeOutbox: () => undefined,
    explainMessage: async (...given) => (await paths()).explainMessage(...given),
    explainVacation: async (...given) => (await paths()).explainVacation(...given),
    heldForPool: async (...given) => (await paths()).heldForPool(...given),
    decideLeft: async (...given) => (await paths()).decideLeft(...given),
    cancelByHand: async (...given) => (await paths()).cancelByHand(...given),
    bookByHand: async (...given) => (await paths()).bookByHand(...given),
    retireResource: async (...given) => (await paths()).retireResource(...given),
    async close() {
      await engines.close();
      // With the data folder unlocked: a hook may call the command line.
      await events.settle();
    },
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}

type AsynchronousCalls<Port> = Record<keyof Port, (...given: never[]) => Promise<unknown>>;

/** A port whose calls wait for `load`. @param calls all that the port has */
function onceThere<Port extends AsynchronousCalls<Port>>(
  calls: Readonly<Record<keyof Port, true>>,
  load: () => Promise<Port>,
): Port {
  const names = Object.keys(calls) as (keyof Port & string)[];
  const waiting = names.map((name) => [name, async (...given: never[]) => (await load())[name](...given)] as const);
  // Every call of the port is there with the arguments and the result that it has.
  return Object.fromEntries(waiting) as unknown as Port;
}

/** A command tells a person its result. Only an internal fault is logged, and only then the log is loaded. */
function errorLog(): Log {
  return (event, fields) => {
    if (logEvents[event].level !== 'error') return;
    void import('./runtime/log.js').then(({ createLog }) => {
      createLog({ level: 'error' })(event, fields);
    });
  };
}
