/** The command line with the embedded house behind it; the launchers in bin/ call it. */
import packageJson from '../package.json' with { type: 'json' };
import type { ContextOpener } from '../src/admin/cli/perform-action.js';
import { runCommandLine } from '../src/admin/cli/run-command-line.js';
import { runSetOof } from '../src/admin/cli/run-set-oof.js';
import { managerAddress } from '../src/settings/config.js';
import { liveConfig } from '../src/settings/live-config.js';
import { createLog } from '../src/runtime/log.js';

const { version } = packageJson;

/** Loaded when needed: a command that a running process answers starts in a third of the time without the engines. */
const openable = () => import('../src/wiring.js');

/** A command that opens the house for a moment tells a person its result, not its log. */
const openContext: ContextOpener = async (config) =>
  (await openable()).openApplication(
    liveConfig(config, () => config),
    createLog({ level: 'error' }),
    null,
  );

/** @returns the exit code */
export function runFrontdeskSetOof(argv: readonly string[]): Promise<number> {
  process.umask(0o077);
  return runSetOof(argv, { version, openContext });
}

/** @returns the exit code */
export function runFrontdesk(argv: readonly string[]): Promise<number> {
  // What we write is ours alone, also where a folder of it is copied to.
  process.umask(0o077);
  return runCommandLine(argv, {
    version,
    openContext,
    async startServices(readConfig) {
      const [{ openApplication: openForServices }, { startAll }, { beginProcess }] = await Promise.all([
        openable(),
        import('./all.js'),
        import('../src/begin-process.js'),
      ]);
      const begun = beginProcess({ version, readConfig, managerAddress: managerAddress() });
      const services = await startAll(await openForServices(begun.config, begun.log, begun.process));
      return { log: begun.log, close: () => services.stop() };
    },
  });
}
