/**
 * Converts the configuration into the settings of each path of a message. Pure.
 * Used by wiring.ts at the start and at each reload.
 */
import type { InboundSettings } from '../delivery/planning/inbound-context.js';
import type { QuotaMonitorSettings } from '../housekeeping/quota-monitor.js';
import { resultTrust, effectiveTrust } from './trust-settings.js';
import { defaultCalendarPartLimits } from '../mail/find-calendar-parts.js';
import type { BookingOptions } from '../booking/booking-request.js';
import { defaultItipLimits, type ItipLimits } from '../calendar/parse-itip.js';
import { parseAddress } from '../mail/address.js';
import { serverQuota } from '../quota/quota-limits.js';
import type { Config } from './config.js';
import type { OutboundSettings } from '../submission/submit.js';

/** @param secret key of the proof that a message comes from the submission service of this server */
export function inboundSettings(config: Config, secret: Uint8Array): InboundSettings {
  const { delivery, quota, booking, oof, server } = config;
  return {
    hostname: server.hostname,
    disabled: delivery.disabled,
    forwardContacts: delivery.forwardContacts,
    expired: delivery.expired,
    junkHeaders: delivery.junkHeaders.map(headerTest),
    quota: { ...serverQuota(quota), tempfail: quota.tempfail },
    booking: bookingOptions(config),
    meetings: {
      limits: {
        parts: { ...defaultCalendarPartLimits, maxObjectBytes: booking.maxObjectBytes },
        itip: itipLimits(booking),
      },
      trust: { ...resultTrust(booking), submissionSecrets: [secret] },
    },
    maxAnswersPerOrganizerHour: booking.maxAnswersPerOrganizerHour,
    maxMessagesPerResourceHour: booking.maxMessagesPerResourceHour,
    administrator: server.administrator === '' ? null : parseAddress(server.administrator),
    outOfOffice: oof,
  };
}

export function monitorSettings({ server, quota }: Config): QuotaMonitorSettings {
  const { hostname, language } = server;
  const { recipients, templates } = quota;
  return { hostname, language, quota: serverQuota(quota), recipients, templates };
}

/** `X-Spam-Flag: YES` */
function headerTest(text: string): { name: string; word: string } {
  const colon = text.indexOf(':');
  return {
    name: text.slice(0, colon).toLowerCase(),
    word: text
      .slice(colon + 1)
      .trim()
      .toLowerCase(),
  };
}

const bookingOptions = ({ booking, server }: Pick<Config, 'booking' | 'server'>): BookingOptions => ({
  ...booking,
  ...effectiveTrust(booking),
  organization: server.organization,
});

const itipLimits = ({ maxObjectBytes }: Config['booking']): ItipLimits => ({ ...defaultItipLimits, maxObjectBytes });

export function outboundSettings({ server, quota, submission, booking }: Config): OutboundSettings {
  const { precedence, reversePath, copySent, copyOwn, organizerEmail } = submission;
  return {
    hostname: server.hostname,
    quota: serverQuota(quota),
    authors: { precedence, reversePath },
    copies: { copySent, copyOwn },
    calendar: { organizerEmail },
    disabledFeatures: server.disabledFeatures,
    booking: bookingOptions({ booking, server }),
    itipLimits: itipLimits(booking),
  };
}
