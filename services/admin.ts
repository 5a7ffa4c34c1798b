/** Answers the command line on the control socket. */
export { startAdmin } from '../src/wiring.js';
