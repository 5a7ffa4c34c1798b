#!/usr/bin/env node
/**
 * The launcher of frontdesk-set-oof: loads the built command line and exits with its code.
 */
const FAILED = 1;

// Whoever reads our output may have heard enough (`| head`): that is no failure.
process.stdout.on('error', () => undefined);
try {
  const { runFrontdeskSetOof } = await import('../dist/command-line.js');
  process.exitCode = await runFrontdeskSetOof(process.argv.slice(2));
} catch (error) {
  const missing = error?.code === 'ERR_MODULE_NOT_FOUND';
  process.stderr.write(
    missing ? `error: ${error.message}\nnext: npm run build\n` : `error: ${error?.stack ?? error}\n`,
  );
  process.exit(FAILED);
}
