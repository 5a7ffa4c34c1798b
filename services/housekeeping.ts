/** What is done from time to time: old handled requests go, the horizon of bookings moves on, approvals expire. */
export { startHousekeeping } from '../src/start-services.js';
