/** All services in one process: the embedded default. Services that receive messages start last and stop first. */
import { startServices } from '../src/runtime/start-services.js';
import type { Application } from '../src/wiring.js';
import { startAdmin } from './admin.js';
import { startDelivery } from './delivery.js';
import { startHousekeeping } from './housekeeping.js';
import { startRelaying } from './outbox.js';
import { startSubmission } from './submission.js';

export const startAll = (app: Application): Promise<{ stop(): Promise<void> }> =>
  startServices(app, [startHousekeeping, startRelaying, startAdmin, startSubmission, startDelivery]);
