/**
 * The command line, run from the sources instead of the bundle:
 * `node --import ./test/support/run-sources.js test/support/run-frontdesk.ts start`. For `npm run dev` and debuggers.
 */
import { runFrontdesk } from '../../services/command-line.js';

process.exitCode = await runFrontdesk(process.argv.slice(2));
