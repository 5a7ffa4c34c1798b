/** The command line with the embedded house behind it; bin/frontdesk.js calls it. */
import { readFileSync } from 'node:fs';
import { runCommandLine } from '../src/admin/cli/run-command-line.js';
import { createLog } from '../src/runtime/log.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Loaded when needed: a command that a running process answers starts in a third of the time without the engines. */
const openable = () => import('../src/wiring.js');

/** @returns the exit code */
export function runFrontdesk(argv: readonly string[]): Promise<number> {
  // What we write is ours alone, also where a folder of it is copied to.
  process.umask(0o077);
  return runCommandLine(argv, {
    version,
    // A command that opens the house for a moment tells a person its result, not its log.
    openHouse: async (config) => (await openable()).openHouse(config, createLog({ level: 'error' })),
    async startServices(config) {
      const log = createLog({ level: config.log.level });
      const [{ openHouse }, { startAll }] = await Promise.all([openable(), import('./all.js')]);
      const services = await startAll(await openHouse(config, log));
      return { log, close: () => services.stop() };
    },
  });
}
