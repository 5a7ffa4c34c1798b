/** Answers the command line on the control socket. */
export { startAdmin } from '../src/start-services.js';
