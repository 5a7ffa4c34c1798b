/**
 * The row that tells afterwards what was decided and why: `frontdesk booking explain`.
 */
import type { BookingQuestion } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { Cancellation } from './cancel-booking.js';
import type { DecisionRecord, HeldBy } from './decision-record.js';
import { explainRuling } from './explain-ruling.js';
import type { Interval } from '../mail/instant.js';
import { isPlaceholder } from './busy-interval.js';
import type { BusyInterval, EntryKey } from './calendar-entry.js';
import { entryKeyOf, organizerAddresses } from './invitation.js';
import type { KnownMeeting } from './known-meeting.js';
import type { NotedReply } from './note-reply.js';
import type { TestedOccurrence } from './proposal.js';

/** A row stays small enough to list. */
const MAX_RECORDED_OCCURRENCES = 1_000;
/** Dates for which the bookings in the way are named, and bookings for each. */
const MAX_NAMED_DATES = 50;
const MAX_HOLDERS = 3;
/** In UTF-16 units. */
const MAX_SUBJECT_LENGTH = 200;

export function recordDecision(
  { parsed, mail, now, booker, resource }: BookingQuestion,
  ruling: Ruling | Cancellation | NotedReply,
  tested: readonly TestedOccurrence[],
  answered: boolean,
  others: readonly BusyInterval[] = [],
): DecisionRecord {
  const itip = parsed.kind === 'itip' ? parsed.message : null;
  const master = itip?.components.find((component) => component.recurrenceId === null) ?? itip?.components[0];
  return {
    decidedAt: now,
    messageId: mail.messageId,
    method: itip?.method ?? null,
    uid: itip?.uid ?? null,
    organizer: itip === null ? null : (keyOf({ itip, booker, resource })?.organizer ?? null),
    revision: master?.revision ?? null,
    decision: ruling.kind,
    because: ruling.because,
    explanation: explainRuling(ruling, tested, parsed.kind === 'refused' ? parsed.detail : null),
    occurrences: recordOccurrences(tested, others),
    ...(master === undefined ? {} : { subject: subjectOf(master.summary) }),
    answered,
    milliseconds: 0,
    ...(itip === null || itip.components.some(({ recurrenceId }) => recurrenceId === null) ? {} : { isOfDates: true }),
  };
}

function keyOf(request: Parameters<typeof organizerAddresses>[0]): EntryKey | null {
  return entryKeyOf(request.itip.uid, request.itip.components, organizerAddresses(request));
}

/** The row of what was declined without a request that asks: by the clock, an administrator, or an approver. */
export function recordWithdrawal(
  { entry, key, request }: KnownMeeting,
  because: Ruling['because'],
  explanation: string,
  tested: readonly TestedOccurrence[],
  { answered, isWhole }: { readonly answered: boolean; readonly isWhole: boolean },
): DecisionRecord {
  return {
    decidedAt: request.now,
    messageId: null,
    method: null,
    uid: key.uid,
    organizer: key.organizer,
    revision: entry?.revision ?? null,
    decision: 'decline',
    because,
    explanation,
    occurrences: recordOccurrences(tested, []),
    ...(entry === null ? {} : { subject: subjectOf(entry.summary) }),
    answered,
    milliseconds: 0,
    ...(isWhole ? {} : { isOfDates: true }),
  };
}

function recordOccurrences(
  tested: readonly TestedOccurrence[],
  others: readonly BusyInterval[],
): DecisionRecord['occurrences'] {
  let named = 0;
  return tested.slice(0, MAX_RECORDED_OCCURRENCES).map(({ occurrence: { start, end }, free, hindrance }) => {
    const isNamed = hindrance !== null && hindrance !== 'conflict';
    const heldBy = free || named >= MAX_NAMED_DATES ? [] : holdersOf({ start, end }, others);
    named += heldBy.length > 0 ? 1 : 0;
    return { start, end, free, ...(isNamed ? { because: hindrance } : {}), ...(heldBy.length > 0 ? { heldBy } : {}) };
  });
}

function holdersOf({ start, end }: Interval, others: readonly BusyInterval[]): readonly HeldBy[] {
  const holders: HeldBy[] = [];
  for (const other of others) {
    if (other.start >= end || other.end <= start || isPlaceholder(other)) continue;
    holders.push({ subject: subjectOf(other.summary), organizer: other.organizer });
    if (holders.length === MAX_HOLDERS) break;
  }
  return holders;
}

/** One line of bounded length. */
function subjectOf(summary: string): string {
  return summary.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SUBJECT_LENGTH);
}
