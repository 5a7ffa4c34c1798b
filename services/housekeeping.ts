/** What runs on a schedule: handled requests expire, the booking horizon moves on, approvals expire, quotas are watched. */
import { startAllRounds } from '../src/housekeeping/start-rounds.js';
import { composeMessage } from '../src/outbox/compose-message.js';
import type { Service } from '../src/runtime/start-services.js';
import type { Application } from '../src/wiring.js';

export function startHousekeeping(app: Application): Service {
  const rounds = startAllRounds({
    ...app,
    compose: composeMessage,
    config: () => app.config,
    bookingSettings: () => app.inboundSettings(),
  });
  return { name: 'housekeeping', address: null, stop: () => rounds.stop() };
}
