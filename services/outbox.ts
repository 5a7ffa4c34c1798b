/** Relays outgoing mail to the MTA. */
export { startRelaying } from '../src/start-services.js';
