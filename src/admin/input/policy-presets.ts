/**
 * Booking policies that imitate another system. A preset sets all rules that decide on a request; people (groups,
 * bookers, approvers, members), working hours and texts are not changed.
 */
import { defaultBookingPolicy, type BookingPolicy } from '../../booking/booking-policy.js';

export const presetNames = ['kopano', 'exchange', 'google'] as const;
type PresetName = (typeof presetNames)[number];

const { mode, maxConflicts, maxConflictPercent, windowDays, windowEnd } = defaultBookingPolicy;
const { minDurationMinutes, maxDurationMinutes, bufferMinutes } = defaultBookingPolicy;
const { outsideBookers, nameConflictHolder, strip } = defaultBookingPolicy;

/** Only the mr-* flags decide. */
const kopano: Partial<BookingPolicy> = {
  ...{ mode, maxConflicts, maxConflictPercent, windowDays, windowEnd },
  ...{ minDurationMinutes, maxDurationMinutes, bufferMinutes },
  ...{ outsideBookers, nameConflictHolder, strip },
};

/** The defaults of a resource mailbox that accepts automatically. */
const exchange: Partial<BookingPolicy> = {
  ...kopano,
  declineConflict: true,
  declineRecurring: false,
  windowDays: 180,
  maxDurationMinutes: 1440,
  outsideBookers: false,
  strip: ['subject', 'description', 'attachments', 'private'],
};

/** Only the conflicting dates of a series are declined. */
const google: Partial<BookingPolicy> = {
  ...kopano,
  declineConflict: true,
  declineRecurring: false,
  maxConflicts: null,
};

const presets: Readonly<Record<PresetName, Partial<BookingPolicy>>> = { kopano, exchange, google };

export function withPreset(policy: BookingPolicy, name: PresetName | undefined): BookingPolicy {
  return name === undefined ? policy : { ...policy, ...presets[name] };
}
