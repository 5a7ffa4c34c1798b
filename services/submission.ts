/** Takes mail from people who log in. */
export { startSubmission } from '../src/start-services.js';
