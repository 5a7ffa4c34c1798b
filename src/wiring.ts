/**
 * The composition root: makes the application out of its parts, plain functions without a container. wiring-engines.ts
 * opens the engines, services/ starts what runs on the application, and wiring-command.ts is the short form for one command.
 */
import { settleAllDeputies } from './admin/settle-deputies.js';
import { createEventHooks } from './admin/events/event-hooks.js';
import { serverFigures } from './admin/server-figures.js';
import type { AdminContext } from './admin/admin-context.js';
import { createInboundPath } from './delivery/deliver.js';
import type { InboundSettings } from './delivery/planning/inbound-context.js';
import { decideLeft } from './delivery/explain/decide-left.js';
import { explainMessage } from './delivery/explain/explain-message.js';
import { explainVacation } from './delivery/explain/explain-vacation.js';
import { knownSenders } from './delivery/planning/known-senders.js';
import { createQuotaMonitor, type QuotaMonitor } from './housekeeping/quota-monitor.js';
import { heldForPool } from './resources/held-for-pool.js';
import { bookByHand } from './resources/book-by-hand.js';
import { cancelByHand } from './resources/cancel-by-hand.js';
import { retireResource } from './resources/retire-resource.js';
import { composeMessage } from './outbox/compose-message.js';
import { systemClock } from './runtime/clock.js';
import type { Config } from './settings/config.js';
import type { LiveConfig } from './settings/live-config.js';
import type { CrashMark } from './runtime/crash-mark.js';
import type { Log } from './runtime/log.js';
import type { RunningProcess } from './runtime/running-process.js';
import { createLoginGuard } from './submission/login-guard.js';
import { createOutboundPath } from './submission/submit.js';
import { inboundSettings, monitorSettings, outboundSettings } from './settings/settings-of.js';
import { openEngines, type Engines } from './wiring-engines.js';

/** All parts, opened: what services start from. */
export interface Application extends AdminContext {
  /** Closes what was opened; services are stopped before. */
  close(): Promise<void>;
  /** The running outbox, once there is one. */
  setOutbox(outbox: { wake(): void } | null): void;
  readonly quotaMonitor: QuotaMonitor;
  readonly crashMark: CrashMark;
  /** In effect now. */
  inboundSettings(): InboundSettings;
  /** Calls it after each reload, as long as the process lives. */
  onReload(reconfigure: (config: Config) => void): void;
}

/** How much a client that guesses passwords is slowed down. */
const LOGIN_GUARD = { windowSeconds: 600, firstPauseMs: 250 };

/**
 * Opens the data folder and its engines. Throws StoreError or DirectoryError, or what the file system throws.
 *
 * @param process that will run the services; null: none
 */
export async function openApplication(
  live: LiveConfig,
  log: Log,
  process: RunningProcess | null,
): Promise<Application> {
  const { dataFolder } = live.current();
  const engines = await openEngines(live.current(), { isForCommand: false });
  await settleGrants(engines);
  const { store, directory } = engines;
  const { desk, calendars, outbox, audit, quotas, mailStore, access, backups, dataId } = store;
  const running = wakeableOutbox();
  const parts = partsOf(engines, log, running.wake);
  const { clock } = parts;
  for (const figure of serverFigures({ writer: () => store.metrics(), outbox, calendars, clock, dataFolder }))
    process?.metrics.addFigure(figure);
  const events = createEventHooks(dataFolder, () => live.current().events, log);
  log('store-opened', { dataFolder, dataId });
  const { replayedCalls: calls, heldMessages, damagedRecords } = store.metrics();
  if (calls + damagedRecords > 0) log('store-replayed', { calls, heldMessages, damagedRecords });
  return {
    crashMark: engines.crashMark,
    get config() {
      return live.current();
    },
    process,
    dataId,
    directory,
    desk,
    calendars,
    outbox,
    audit,
    quotas,
    mailStore,
    access,
    backups,
    clock,
    log,
    events,
    wakeOutbox: running.wake,
    setOutbox: running.set,
    ...pathsOf(parts, engines, live),
    onReload: (reconfigure) => live.onChange(reconfigure),
    async close() {
      await engines.close();
      // With the data folder free: a hook may call the command line.
      await events.settle();
    },
  };
}

/** Brings folder entries and grants together, which a stop between the two may have left apart. */
async function settleGrants(engines: Engines): Promise<void> {
  try {
    await settleAllDeputies({ directory: engines.directory, access: engines.store.access });
  } catch (error) {
    await engines.close();
    throw error;
  }
}

/** The outbox is there later than what wakes it, and only in a process that relays. */
function wakeableOutbox() {
  let outbox: { wake(): void } | null = null;
  return {
    wake: (): void => outbox?.wake(),
    set: (running: { wake(): void } | null): void => {
      outbox = running;
    },
  };
}

/** What the paths share. */
function partsOf({ store, directory, crashMark }: Engines, log: Log, wakeOutbox: () => void) {
  const { desk, calendars, outbox, audit, quotas } = store;
  return {
    directory,
    desk,
    calendars,
    outbox,
    quotas,
    clock: systemClock,
    log,
    compose: composeMessage,
    crashMark,
    knownSenders: knownSenders({ directory, audit }),
    wakeOutbox,
  };
}

/** The paths over opened engines, for a process that runs no services. */
export const pathsAlone = (engines: Engines, live: LiveConfig, log: Log): Paths =>
  pathsOf(
    partsOf(engines, log, () => undefined),
    engines,
    live,
  );

type Parts = ReturnType<typeof partsOf>;

type Paths = Pick<
  Application,
  | 'inbound'
  | 'outbound'
  | 'quotaMonitor'
  | 'retireResource'
  | 'decideLeft'
  | 'cancelByHand'
  | 'bookByHand'
  | 'heldForPool'
  | 'explainMessage'
  | 'explainVacation'
  | 'inboundSettings'
>;

/** The ways of messages, and what is decided beside them; each reads the settings of its time. */
function pathsOf(parts: Parts, { secret }: Engines, live: LiveConfig): Paths {
  const settingsOf = (config: Config): InboundSettings => inboundSettings(config, secret);
  let settings = settingsOf(live.current());
  live.onChange((config) => (settings = settingsOf(config)));
  const quotaMonitor = createQuotaMonitor({ ...parts, settings: () => monitorSettings(live.current()) });
  const { touch: watchQuota } = quotaMonitor;
  const { maxFailedLogins: maxFailuresPerAddress } = live.current().submission;
  return {
    inbound: createInboundPath({ ...parts, watchQuota, settings }, () => settings),
    outbound: createOutboundPath({
      ...parts,
      guard: createLoginGuard({ ...LOGIN_GUARD, maxFailuresPerAddress }),
      secret,
      settings: () => outboundSettings(live.current()),
    }),
    quotaMonitor,
    retireResource: (account, from, dryRun) => retireResource(account, from, dryRun, { ...parts, settings }),
    decideLeft: (account, left, bytes, word) => decideLeft(account, left, bytes, word, { ...parts, settings }),
    cancelByHand: (cancellation) => cancelByHand(cancellation, { ...parts, settings }),
    bookByHand: (booking) => bookByHand(booking, { ...parts, settings }),
    heldForPool: (pool, interval) => heldForPool(pool, interval, parts),
    explainMessage: (account, bytes) => explainMessage(account, bytes, { ...parts, settings }),
    explainVacation: (account, bytes, from) => explainVacation(account, bytes, from, { ...parts, settings }),
    inboundSettings: () => settings,
  };
}
