/** Takes mail from the MTA by LMTP. */
export { startDelivery } from '../src/start-services.js';
