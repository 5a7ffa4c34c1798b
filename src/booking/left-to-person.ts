/**
 * Whether what was left to a person has to reach one: a resource has nobody who reads its Inbox.
 * Path: delivery/planning/tell-managers.ts asks; the notice is report/compose-manager-notice.ts.
 */
import { formatAddress } from '../mail/address.js';
import { cleanText } from '../mail/clean-text.js';
import { instant, type Interval } from '../mail/instant.js';
import type { BookingQuestion } from './booking-request.js';
import type { DecisionRecord, LeftToPerson } from './decision-record.js';
import { expandWithinHorizon } from './expand-within-horizon.js';
import { meansOneOf } from './invitation.js';
import type { PreparedBooking } from './prepare-booking.js';

/** These say that there is nothing to decide: the account takes no meetings by itself, or organizes this one. */
const nothingToDecide: ReadonlySet<string> = new Set(['mr-accept-off', 'organizer-is-resource']);

/** Never for somebody else's PUBLISH that came along, nor for what a mail system reports. */
export function concernsManagers(
  { parsed, mail, resource }: BookingQuestion,
  { decision, because }: Pick<DecisionRecord, 'decision' | 'because'>,
): boolean {
  const isResource = resource.kind === 'room' || resource.kind === 'equipment';
  if (!isResource || decision !== 'leave-to-person' || mail.reversePath === null) return false;
  if (because !== null && nothingToDecide.has(because)) return false;
  if (parsed.kind === 'refused') return true;
  // An answer asks for no decision: a resource organizes nothing, and who is no approver has no word.
  if (parsed.message.method === 'REPLY') return false;
  if (parsed.message.method !== 'PUBLISH') return true;
  return parsed.message.components.some(({ attendees }) =>
    attendees.some((attendee) => meansOneOf(attendee, resource.addresses)),
  );
}

/** A person's word can settle these: the message asks, and the meeting can be read. */
export function isDecidable({ method, because }: Pick<DecisionRecord, 'method' | 'because'>): boolean {
  return (
    method === 'REQUEST' && (because === 'person-decides' || because === 'not-free' || because === 'free-for-person')
  );
}

/** Somebody else may have written it in the organizer's name. */
export function isUnproven({ because }: Pick<DecisionRecord, 'because'>): boolean {
  return because === 'author-is-not-organizer' || because === 'not-authenticated';
}

const MAX_SUBJECT_CHARACTERS = 200;
const MAX_AUTHORS = 5;

/**
 * What the list of messages that wait shows of one. Bounded as prepareBooking.
 *
 * @param subject of the message
 */
export function describeLeft(booking: PreparedBooking, record: DecisionRecord, subject: string): LeftToPerson {
  const dates = datesOf(booking, record);
  const starts = dates.map(({ start }) => start);
  const ends = dates.map(({ end }) => end);
  return {
    subject: cleanText(subject, MAX_SUBJECT_CHARACTERS),
    authors: booking.question.mail.authors.slice(0, MAX_AUTHORS).map(formatAddress),
    start: starts.length === 0 ? null : instant(starts.reduce((first, each) => Math.min(first, each), Infinity)),
    end: ends.length === 0 ? null : instant(ends.reduce((last, each) => Math.max(last, each), -Infinity)),
  };
}

/** A message that a rule leaves before the calendar is read was not expanded. */
function datesOf({ question, state }: PreparedBooking, { occurrences }: DecisionRecord): readonly Interval[] {
  const { parsed, ...around } = question;
  if (occurrences.length > 0 || parsed.kind === 'refused') return occurrences;
  const { components, zones } = parsed.message;
  const expansion = state.kind === 'open' ? state.expansion : expandWithinHorizon(components, zones, around);
  return expansion.kind === 'expanded' ? expansion.occurrences : [];
}
