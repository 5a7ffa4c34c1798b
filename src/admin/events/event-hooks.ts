/**
 * Event hooks: executables that run after an account, group or company is created or deleted. The action does not wait
 * for them and is never undone. They run one at a time in the order of the actions, so that a hook learns of a creation
 * before the deletion.
 */
import { join } from 'node:path';
import type { Log } from '../../runtime/log.js';
import { findHooks } from './find-hooks.js';
import { runExecutable } from './run-executable.js';

export type HookEvent = 'createuser' | 'deleteuser' | 'creategroup' | 'deletegroup' | 'createcompany' | 'deletecompany';

/** The facts in a hook's environment, as FRONTDESK_USER and so on. */
export type EventFacts = Readonly<Partial<Record<'user' | 'group' | 'company' | 'store', string | null>>>;

export interface EventHookSettings {
  /** Empty: `events` in the data folder. */
  readonly folder: string;
  readonly timeoutSeconds: number;
}

export interface EventHooks {
  /** Runs the event's hooks after all earlier hooks. Never throws. */
  fire(event: HookEvent, facts: EventFacts): void;
  /** Resolves when the hooks of all fired events have run. */
  settle(): Promise<void>;
  /** Ends the running hook and drops the waiting ones. */
  stop(): Promise<void>;
}

/** The whole environment of a hook, apart from the facts. */
const BARE_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

export function createEventHooks(dataFolder: string, settings: () => EventHookSettings, log: Log): EventHooks {
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();

  const runAll = async (event: HookEvent, facts: EventFacts): Promise<void> => {
    const { folder, timeoutSeconds } = settings();
    const environment = { ...BARE_ENVIRONMENT, FRONTDESK_DATA: dataFolder, ...environmentOf(facts) };
    for (const path of await findHooks(folder === '' ? join(dataFolder, 'events') : folder, event, log)) {
      if (stopping.signal.aborted) {
        log('event-hook-failed', { path, because: 'stopped', facts });
        continue;
      }
      const began = performance.now();
      const run = await runExecutable(path, environment, timeoutSeconds * 1000, stopping.signal);
      const isGood = run.code === 0 && run.because === null;
      const milliseconds = Math.round(performance.now() - began);
      log(isGood ? 'event-hook-done' : 'event-hook-failed', { path, facts, milliseconds, ...run });
    }
  };
  return {
    fire(event, facts) {
      last = last
        .then(() => runAll(event, facts))
        .catch((cause: unknown) => log('event-hook-failed', { path: event, cause }));
    },
    async settle() {
      await last;
    },
    async stop() {
      stopping.abort();
      await last;
    },
  };
}

function environmentOf(facts: EventFacts): Readonly<Record<string, string>> {
  const entries = Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [`FRONTDESK_${name.toUpperCase()}`, value]));
}
