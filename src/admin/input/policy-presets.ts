/**
 * Booking policies by the name of the system whose habits they keep. A preset sets all rules that decide on a request;
 * who decides for whom (groups, people, approvers, members), working hours and texts stay as they are.
 */
import { defaultBookingPolicy, type BookingPolicy } from '../../booking/booking-policy.js';

export const presetNames = ['kopano', 'exchange', 'google'] as const;
type PresetName = (typeof presetNames)[number];

const { mode, maxConflicts, maxConflictPercent, windowDays, windowEnd } = defaultBookingPolicy;
const { minDurationMinutes, maxDurationMinutes, bufferMinutes } = defaultBookingPolicy;
const { outsideBookers, nameConflictHolder, strip } = defaultBookingPolicy;

/** The mr-* flags alone decide. */
const kopano: Partial<BookingPolicy> = {
  ...{ mode, maxConflicts, maxConflictPercent, windowDays, windowEnd },
  ...{ minDurationMinutes, maxDurationMinutes, bufferMinutes },
  ...{ outsideBookers, nameConflictHolder, strip },
};

/** A resource mailbox that accepts automatically, as it is set up there. */
const exchange: Partial<BookingPolicy> = {
  ...kopano,
  declineConflict: true,
  declineRecurring: false,
  windowDays: 180,
  maxDurationMinutes: 1440,
  outsideBookers: false,
  strip: ['subject', 'description', 'attachments', 'private'],
};

/** Of a series, only the taken dates are declined. */
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
