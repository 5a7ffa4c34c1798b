/**
 * An iTIP message (RFC 5546) as values: what booking reads. Made by parse-itip.ts.
 */
import type { Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';
import type { CalendarDuration, CalendarPeriod, CalendarTime } from './calendar-time.js';

export const itipMethods = [
  'REQUEST',
  'CANCEL',
  'ADD',
  'REPLY',
  'COUNTER',
  'DECLINECOUNTER',
  'REFRESH',
  'PUBLISH',
] as const;
export type ItipMethod = (typeof itipMethods)[number];

/** RFC 5546 §2.1.5: newer is the higher SEQUENCE, then the later DTSTAMP. */
export interface Revision {
  readonly sequence: number;
  readonly stampedAt: Instant;
}

/** ORGANIZER or ATTENDEE (RFC 5545 §3.3.3). */
export interface CalendarUser {
  /** The value as spelled: `MAILTO:Ann@Example.com`. */
  readonly uri: string;
  /** Every address it may be meant by: from the URI, percent-decoded, and from EMAIL. Empty if there is none. */
  readonly addresses: readonly Address[];
  readonly commonName: string | null;
  readonly sentBy: Address | null;
  /** All parameters as written, names in upper case, values unquoted. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

export interface Attendee extends CalendarUser {
  /** Upper case; NEEDS-ACTION when missing. */
  readonly partstat: string;
  /** null: not written, which counts as asked for. */
  readonly rsvp: boolean | null;
}

export interface EventComponent {
  readonly uid: string;
  /** null: the master, or a single event. */
  readonly recurrenceId: CalendarTime | null;
  /** RANGE=THISANDFUTURE on RECURRENCE-ID. */
  readonly thisAndFuture: boolean;
  readonly revision: Revision;
  readonly start: CalendarTime;
  /** DTEND, exclusive; else start + DURATION; else one day for a DATE, zero length for a DATE-TIME. */
  readonly end: CalendarTime;
  /**
   * DURATION, when it tells the end: days are nominal (24 hours or not), the rest is exact (RFC 5545 §3.3.6). null: DTEND
   * or none, and every occurrence is as long as the first (§3.8.5.3).
   */
  readonly duration: CalendarDuration | null;
  /** RRULE as written, null without. */
  readonly rrule: string | null;
  readonly rdates: readonly CalendarTime[];
  /** Those of the RDATEs that say how long their occurrence lasts. */
  readonly rdatePeriods: readonly CalendarPeriod[];
  readonly exdates: readonly CalendarTime[];
  /** EXRULEs as written (RFC 2445 §4.8.5.2): gone from the standard, still sent by old programs. Missing: none. */
  readonly exrules?: readonly string[];
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED' | null;
  readonly isPrivate: boolean;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
  readonly organizer: CalendarUser | null;
  readonly attendees: readonly Attendee[];
  /** This VEVENT as iCalendar lines, repaired where that was unambiguous, CRLF, folded. */
  readonly ical: string;
}

export interface ItipMessage {
  readonly method: ItipMethod;
  /** All components have it. */
  readonly uid: string;
  /** At least one. */
  readonly components: readonly EventComponent[];
  readonly zones: ZoneTable;
}

/** What the object's TZIDs mean; see zone-table.ts. */
export interface ZoneTable {
  /** The VTIMEZONE components as iCalendar lines, by TZID. */
  readonly definitions: Readonly<Record<string, string>>;
}

/** Why an object cannot be read as one iTIP message about events. */
export type ItipRefusal =
  | 'no-calendar-object'
  | 'unreadable'
  | 'too-large'
  | 'too-many-components'
  | 'too-many-attendees'
  | 'no-method'
  | 'not-an-event'
  | 'several-objects'
  | 'no-uid'
  | 'no-start';

/** One calendar object of a message: the components of one UID in one VCALENDAR. */
export type ParsedObject =
  | { readonly kind: 'itip'; readonly message: ItipMessage }
  | {
      readonly kind: 'refused';
      readonly because: ItipRefusal;
      readonly detail: string;
      /** What can be told of it all the same. */
      readonly outline?: ObjectOutline;
    };

export interface ObjectOutline {
  readonly method: ItipMethod | null;
  readonly uid: string;
  readonly organizers: readonly CalendarUser[];
  readonly attendees: readonly CalendarUser[];
}

/**
 * The calendar objects of a message: first the one that asks for something, or the first one, and those of other
 * meetings beside it. See object-for.ts.
 */
export type ParsedItip = ParsedObject & { readonly others?: readonly ParsedObject[] };
