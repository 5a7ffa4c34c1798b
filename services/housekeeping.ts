/** Scheduled work: old requests in Handled are deleted, the booking horizon advances, approvals expire, quotas are checked. */
import { startAllRounds, type Retention } from '../src/housekeeping/start-rounds.js';
import { composeMessage } from '../src/outbox/compose-message.js';
import type { Service } from '../src/runtime/start-services.js';
import type { Config } from '../src/settings/config.js';
import type { Application } from '../src/wiring.js';

const retentionOf = ({ booking, audit, outbox }: Config): Retention => ({
  handledDays: booking.handledDays,
  auditDays: audit.keepDays,
  failedMs: outbox.keepFailed,
});

export function startHousekeeping(app: Application): Service {
  const rounds = startAllRounds({
    ...app,
    compose: composeMessage,
    retention: () => retentionOf(app.config),
    bookingSettings: () => app.inboundSettings(),
  });
  return { name: 'housekeeping', address: null, stop: () => rounds.stop() };
}
