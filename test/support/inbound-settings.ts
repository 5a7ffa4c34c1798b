/** The settings of an inbound path in tests: the product's defaults, without grace for the organizer's own conflicts. */
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { defaultItipLimits } from '../../src/calendar/parse-itip.js';
import type { InboundSettings } from '../../src/delivery/planning/inbound-context.js';
import { defaultCalendarPartLimits } from '../../src/mail/find-calendar-parts.js';
import { effectiveTrust, resultTrust, type TrustSettings } from '../../src/settings/trust-settings.js';
import { vacationSettings } from './vacation-settings.js';

/** What the author writes is believed, and nobody's Authentication-Results. */
const nobodyTrusted: TrustSettings = { trust: 'author', trustedAuthserv: [], trustedRelays: [] };

export function inboundSettings(
  hostname: string,
  booking: Partial<BookingOptions> = {},
  trust: TrustSettings = nobodyTrusted,
): InboundSettings {
  return {
    hostname,
    disabled: 'store',
    forwardContacts: false,
    expired: 'ignore',
    junkHeaders: [],
    quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail: false },
    booking: {
      horizonDays: 730,
      maxHorizonYears: 10,
      declinedUpdate: 'release',
      reversePath: 'resource',
      offerSlots: 'none',
      maxOccurrences: 1000,
      maxExpansionSteps: 100_000,
      tombstoneDays: 90,
      ownConflictGraceSeconds: 0,
      approvalHours: 72,
      organization: '',
      ...effectiveTrust(trust),
      ...booking,
    },
    maxAnswersPerOrganizerHour: 60,
    maxMessagesPerResourceHour: 1000,
    administrator: null,
    outOfOffice: vacationSettings,
    meetings: { limits: { parts: defaultCalendarPartLimits, itip: defaultItipLimits }, trust: resultTrust(trust) },
  };
}
