/**
 * What an account's owner or administrator wants of its bookings: Kopano's mr-* flags, the capacity, and the policy
 * beyond them. JSON values throughout: the directory keeps them as they are, missing ones have the defaults below,
 * which keep the behaviour of the flags alone.
 */

/** Who decides: the engine by its rules, always the same word, the engine only one way, or a person. */
export const bookingModes = [
  'auto',
  'accept-always',
  'decline-always',
  'accept-if-free',
  'decline-if-busy',
  'manual',
] as const;
export type BookingMode = (typeof bookingModes)[number];

/** Parts of a stored event that others shall not see. */
export const strippableParts = ['subject', 'description', 'attachments', 'private'] as const;
export type StrippablePart = (typeof strippableParts)[number];

/** One stretch of a week, on the clock of `timeZone`. */
export interface WorkingHours {
  /** 0 = Sunday ... 6 = Saturday; at least one. */
  readonly days: readonly number[];
  /** Minutes since midnight, 0..1440, from < until. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** IANA name; null: the resource's. */
  readonly timeZone: string | null;
}

/** Some of the people in the world. All lists empty: nobody. */
export interface People {
  /** Account names. */
  readonly accounts: readonly string[];
  /** Group names; `Everyone` is there always. */
  readonly groups: readonly string[];
  /** Mail domains, lower-case. */
  readonly domains: readonly string[];
}

export interface BookingPolicy {
  /** Answer meeting requests. Alone, it accepts everything, double bookings included. */
  readonly mrAccept: boolean;
  readonly declineConflict: boolean;
  readonly declineRecurring: boolean;
  /** Kind user: enter requests as tentative, apply answers and cancellations. */
  readonly mrProcess: boolean;
  /** How many bookings may run at one moment; equipment only, a room's number of seats is none. At least 1. */
  readonly capacity: number;

  readonly mode: BookingMode;
  /** Groups whose requests are decided automatically whatever the mode. */
  readonly autoGroups: readonly string[];
  /** A series may have this many conflicting occurrences, which are declined, the rest accepted; null: any number. */
  readonly maxConflicts: number | null;
  /** ... and at most this share of its occurrences, 0..100. Both must hold. */
  readonly maxConflictPercent: number;
  /** How far ahead it may be booked, in days; null: as far as the calendar is kept. */
  readonly windowDays: number | null;
  /** A series that goes on past the window: declined, or accepted up to its end. */
  readonly windowEnd: 'decline' | 'truncate';
  readonly minDurationMinutes: number | null;
  readonly maxDurationMinutes: number | null;
  /** Bookable only inside one of these; null: at any time. */
  readonly workingHours: readonly WorkingHours[] | null;
  /** Free minutes between two bookings. */
  readonly bufferMinutes: number;
  /** Who may book, and nobody else; null: everybody inside. */
  readonly bookers: People | null;
  /** Whether everybody outside our domains may book too; asked only while `bookers` names nobody. */
  readonly outsideBookers: boolean;
  /** Account names or mail addresses; they are asked, the first one's word holds. Empty: nobody is asked. */
  readonly approvers: readonly string[];
  /** Account names or mail addresses that get what the account cannot decide. Empty: the approvers, else the administrator. */
  readonly managers: readonly string[];
  /** Whose requests are asked about instead of declined when they break the policy; null: nobody's. */
  readonly policyBreakers: People | null;
  /** An answer to somebody inside names who has the taken times. */
  readonly nameConflictHolder: boolean;
  /** Added to every answer; empty: nothing. */
  readonly additionalText: string;
  /** Whom people may ask about a booking, in the footer of every message; empty: nobody. */
  readonly contact: string;
  readonly strip: readonly StrippablePart[];
  /** A person's message without iTIP to a resource: kept in its Inbox, or refused (550). */
  readonly plainMail: 'keep' | 'reject' | 'forward';
  /** Account names: this account is a pool, a request to it is delegated to a free one of them. Empty: no pool. */
  readonly members: readonly string[];
  /** RFC 3339: nothing may go on after it, the resource is gone; null: it stays. */
  readonly retiresAt: string | null;
}

export const defaultBookingPolicy: BookingPolicy = {
  mrAccept: false,
  declineConflict: false,
  declineRecurring: false,
  mrProcess: true,
  capacity: 1,
  mode: 'auto',
  autoGroups: [],
  maxConflicts: 0,
  maxConflictPercent: 100,
  windowDays: null,
  windowEnd: 'decline',
  minDurationMinutes: null,
  maxDurationMinutes: null,
  workingHours: null,
  bufferMinutes: 0,
  bookers: null,
  outsideBookers: true,
  approvers: [],
  managers: [],
  policyBreakers: null,
  nameConflictHolder: false,
  additionalText: '',
  contact: '',
  strip: [],
  plainMail: 'keep',
  members: [],
  retiresAt: null,
};
