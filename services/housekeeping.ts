/** What is done from time to time: old handled requests go. */
export { startHousekeeping } from '../src/wiring.js';
