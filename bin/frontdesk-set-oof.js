#!/usr/bin/env node
/**
 * The launcher of frontdesk-set-oof: loads the built command line and exits with its code.
 */
'use strict';

const FAILED = 1;

// A reader such as `| head` may close the pipe early, which is not an error.
process.stdout.on('error', () => undefined);
(async () => {
  const { runFrontdeskSetOof } = require('./load.js').load('command-line.js');
  process.exitCode = await runFrontdeskSetOof(process.argv.slice(2));
})().catch((error) => {
  const missing = ['NOT_BUILT', 'MODULE_NOT_FOUND'].includes(error?.code);
  process.stderr.write(
    missing ? `error: ${error.message}\nnext: npm run build\n` : `error: ${error?.stack ?? error}\n`,
  );
  process.exit(FAILED);
});
