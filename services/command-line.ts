/**
 * The command line with the embedded engines; the launchers in bin/ call it. Everything is loaded on demand, as most
 * commands are answered by the running process.
 */
import packageJson from '../package.json' with { type: 'json' };
import type { CommandLineParts } from '../src/admin/cli/program.js';
import { runCommandLine } from '../src/admin/cli/run-command-line.js';

const parts: CommandLineParts = {
  version: packageJson.version,
  async openContext(config, options) {
    const [{ openForCommand }, { becomeOwnerOf }] = await Promise.all([
      import('../src/wiring-command.js'),
      import('../src/runtime/become-owner.js'),
    ]);
    becomeOwnerOf(config.dataFolder);
    return await openForCommand(config, options);
  },
  async restoreBackup(job) {
    const { restoreDataFolder } = await import('../src/wiring-engines.js');
    return await restoreDataFolder(job);
  },
  async startServices(readConfig) {
    const [{ openApplication }, { startAll }, { beginProcess }, { managerAddress }] = await Promise.all([
      import('../src/wiring.js'),
      import('./all.js'),
      import('../src/begin-process.js'),
      import('../src/settings/config.js'),
    ]);
    const begun = beginProcess({ version: packageJson.version, readConfig, managerAddress: managerAddress() });
    const services = await startAll(await openApplication(begun.config, begun.log, begun.process));
    return { log: begun.log, close: () => services.stop() };
  },
};

/** @returns the exit code */
export async function runFrontdeskSetOof(argv: readonly string[]): Promise<number> {
  process.umask(0o077);
  const { runSetOof } = await import('../src/admin/cli/run-set-oof.js');
  return await runSetOof(argv, parts);
}

/** @returns the exit code */
export function runFrontdesk(argv: readonly string[]): Promise<number> {
  // Other users have no access to written files, even in copies of the folder.
  process.umask(0o077);
  return runCommandLine(argv, parts);
}
