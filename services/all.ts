/** Every service in one process: the embedded default. What comes in starts last and stops first. */
import { startServices } from '../src/start-services.js';
import type { OpenHouse } from '../src/wiring.js';
import { startAdmin } from './admin.js';
import { startDelivery } from './delivery.js';
import { startHousekeeping } from './housekeeping.js';
import { startRelaying } from './outbox.js';
import { startSubmission } from './submission.js';

export const startAll = (house: OpenHouse): Promise<{ stop(): Promise<void> }> =>
  startServices(house, [startHousekeeping, startRelaying, startAdmin, startSubmission, startDelivery]);
