/** Takes mail from the MTA by LMTP. */
export { startDelivery } from '../src/wiring.js';
