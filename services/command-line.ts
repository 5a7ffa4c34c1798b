/** The command line with the embedded house behind it; bin/frontdesk.js calls it. */
import { readFileSync } from 'node:fs';
import { runCommandLine } from '../src/admin/cli/run-command-line.js';
import { managerAddress } from '../src/runtime/config.js';
import { liveConfig } from '../src/runtime/live-config.js';
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
    openHouse: async (config) =>
      (await openable()).openHouse(
        liveConfig(config, () => config),
        createLog({ level: 'error' }),
        null,
      ),
    async startServices(readConfig) {
      const [{ openHouse }, { startAll }, { beginProcess }] = await Promise.all([
        openable(),
        import('./all.js'),
        import('../src/runtime/running-process.js'),
      ]);
      const begun = beginProcess({ version, readConfig, managerAddress: managerAddress() });
      const services = await startAll(await openHouse(begun.config, begun.log, begun.process));
      return { log: begun.log, close: () => services.stop() };
    },
  });
}
