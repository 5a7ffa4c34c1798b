/**
 * A booking that no message asked for: a person holds the resource, for maintenance or for somebody. It is kept as a meeting,
 * by the resource itself or by the organizer that the person names, and tested against what else takes the resource.
 * Pure; resources/book-by-hand.ts reads the calendar between the two halves.
 */
import { parseItip, type ItipLimits } from '../calendar/parse-itip.js';
import { formatAddress, sameAddress, type Address } from '../mail/address.js';
import { cleanText } from '../mail/clean-text.js';
import { formatInstant, type Instant, type Interval } from '../mail/instant.js';
import type { BookingQuestion, CalendarAnswer, Resource } from './booking-request.js';
import type { CalendarChange, EntryKey } from './calendar-entry.js';
import { enterChangedComponents } from './enter-booking.js';
import { recallMeeting } from './known-meeting.js';
import { openMessage, type PreparedBooking } from './prepare-booking.js';
import { proposeBooking } from './proposal.js';

const MAX_SUBJECT_CHARACTERS = 200;

/** What is to be held. */
export interface OwnBooking {
  readonly uid: string;
  readonly time: Interval;
  readonly subject: string;
  /** null: the resource itself. */
  readonly organizer: Address | null;
}

export type OwnBookingOutcome =
  | { readonly kind: 'booked'; readonly change: CalendarChange; readonly key: EntryKey; readonly isFree: boolean }
  /** It is over, or further ahead than calendars are kept. */
  | { readonly kind: 'outside-time' };

export function prepareOwnBooking(
  booking: OwnBooking,
  around: Omit<BookingQuestion, 'parsed' | 'mail'>,
  limits: ItipLimits,
): PreparedBooking | null {
  const content = calendarOf(booking, around.resource, around.now);
  const parsed = parseItip([{ content, method: null }], limits);
  if (parsed.kind === 'refused') return null;
  const mail = { reversePath: null, authors: [], provenAuthors: [], messageId: null, references: [], languages: [] };
  const question: BookingQuestion = { ...around, parsed, mail };
  const prepared = openMessage(question, { ...around, mail, itip: parsed.message });
  return prepared.state.kind === 'open' ? prepared : null;
}

export function enterOwnBooking({ state }: PreparedBooking, calendar: CalendarAnswer): OwnBookingOutcome {
  if (state.kind !== 'open') return { kind: 'outside-time' };
  const meeting = recallMeeting(state.request, state.key, calendar);
  const proposal = proposeBooking(meeting, state.request.itip.components, state.expansion);
  if (proposal.expansion.kind === 'refused' || proposal.tested.length === 0) return { kind: 'outside-time' };
  const change = enterChangedComponents(proposal, 'accepted');
  return { kind: 'booked', change, key: state.key, isFree: proposal.tested.every(({ free }) => free) };
}

function calendarOf({ uid, time, subject, organizer }: OwnBooking, resource: Resource, now: Instant): string {
  const own = resource.mailbox.address;
  const isOwn = organizer === null || sameAddress(organizer, own);
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(time.start)}`,
    `DTEND:${utc(time.end)}`,
    `SUMMARY:${textValue(cleanText(subject, MAX_SUBJECT_CHARACTERS))}`,
    `ORGANIZER:${uriOf(isOwn ? own : organizer)}`,
    ...(isOwn ? [] : [`ATTENDEE;PARTSTAT=ACCEPTED:${uriOf(own)}`]),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** RFC 5545 §3.3.5, form 2 */
const utc = (at: Instant): string => `${formatInstant(at).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** RFC 5545 §3.3.11 */
const textValue = (text: string): string =>
  text.replaceAll(/[\\;,]/g, (each) => `\\${each}`).replaceAll(/\r\n|\r|\n/g, String.raw`\n`);

/** RFC 6068 §2 */
const uriOf = (address: Address): string => `mailto:${encodeURI(formatAddress(address)).replaceAll('%40', '@')}`;
