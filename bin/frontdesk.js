#!/usr/bin/env node
/**
 * The launcher: loads the built command line and exits with its code. For `deliver`, every code other than those for
 * "delivered", "no such user" and "refused" becomes EX_TEMPFAIL: an MTA must never bounce a message because of a fault
 * here.
 */
'use strict';

const EX_TEMPFAIL = 75;
const FAILED = 1;
const deliverCodes = [0, 67, 73];
const optionsWithValue = ['--data', '--config', '--set'];

const argv = process.argv.slice(2);
const command = argv.find((word, index) => !word.startsWith('-') && !optionsWithValue.includes(argv[index - 1]));
const exitCodeOf = (code) => (command === 'deliver' && !deliverCodes.includes(code) ? EX_TEMPFAIL : code);

function fail(error) {
  const missing = ['NOT_BUILT', 'MODULE_NOT_FOUND'].includes(error?.code);
  process.stderr.write(
    missing ? `error: ${error.message}\nnext: npm run build\n` : `error: ${error?.stack ?? error}\n`,
  );
  process.exit(exitCodeOf(FAILED));
}

if (command === 'deliver') process.on('uncaughtException', fail);
// A reader such as `| head` may close the pipe early, which is not an error.
process.stdout.on('error', () => undefined);
(async () => {
  const { runFrontdesk } = require('./load.js').load('command-line.js');
  process.exitCode = exitCodeOf(await runFrontdesk(argv));
})().catch(fail);
