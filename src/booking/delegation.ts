/**
 * A request to a pool, passed on to its members (RFC 5546 §3.2.2.3): what a member is asked, and what the pool keeps and
 * answers. The pool's own calendar holds the meetings that it passed on and is busy with none of them.
 * Path: resources/delegate-request.ts, which reads the members' calendars between these.
 */
import { delegateEvent, isDelegate } from '../calendar/delegate-event.js';
import { readStoredCalendar } from '../calendar/stored-calendar.js';
import { decideBooking } from './decide-booking.js';
import type { BookingOutcome } from './booking-outcome.js';
import type { BookingQuestion, CalendarAnswer, Resource } from './booking-request.js';
import type { BookingPolicy } from './booking-policy.js';
import { placeholder } from './busy-interval.js';
import type { CalendarChange } from './calendar-entry.js';
import { findInvitation, sameKey } from './invitation.js';
import { prepareBooking, withOptions, type PreparedBooking } from './prepare-booking.js';
import { recordDecision } from './record-decision.js';
import { retirementOf } from './retirement.js';
import { waitingFor } from './wait-for-own.js';
import { heldRequest } from './waiting-request.js';

/**
 * The pool's request as one to a member, under the member's policy, but that no member of a pool is ever booked twice. The
 * answer is in the pool's language, with its text.
 *
 * @returns null when the organizer has invited the member besides: that invitation is answered by itself
 */
export function questionForMember(question: BookingQuestion, member: Resource): BookingQuestion | null {
  const { parsed, resource: pool } = question;
  const additionalText = pool.policy.additionalText || member.policy.additionalText;
  const retiresAt = earlierRetirement(pool.policy, member.policy);
  const resource: Resource = {
    ...member,
    pool: pool.mailbox,
    language: pool.language,
    policy: { ...member.policy, declineConflict: true, additionalText, retiresAt },
  };
  // The pool itself waits for the organizer, and only if no member can take the meeting.
  const asked = { ...question, resource, options: { ...question.options, ownConflictGraceSeconds: 0 } };
  if (parsed.kind === 'refused') return asked;
  const { components } = parsed.message;
  const invited = components.map((each) => findInvitation(each, components, member.addresses));
  if (invited.some((attendee) => attendee !== null && !isDelegate(attendee))) return null;
  const delegated = components.map((each) => delegateEvent(each, pool.addresses, member.mailbox));
  return { ...asked, parsed: { kind: 'itip', message: { ...parsed.message, components: delegated } } };
}

/** A member holds nothing for a pool that is gone by then. */
function earlierRetirement(pool: BookingPolicy, member: BookingPolicy): string | null {
  const [own, its] = [retirementOf(pool), retirementOf(member)];
  return own !== null && (its === null || own < its) ? pool.retiresAt : member.retiresAt;
}

/** The meeting as it stands with the request in it, for a member that does not know it yet. */
export function wholeMeeting(question: BookingQuestion, { change }: BookingOutcome): BookingQuestion {
  const entry = change?.put[0]?.entry;
  if (entry === undefined || entry.partstat === 'declined') return question;
  const { components, zones } = readStoredCalendar(entry.ical);
  return { ...question, parsed: { kind: 'itip', message: { method: 'REQUEST', uid: entry.uid, components, zones } } };
}

/**
 * What the pool keeps of a meeting: nothing of it takes the pool itself, nor is any of it left to be indexed.
 *
 * @param member who has it, or had it last; null: nobody
 */
export function poolChange<Change extends CalendarChange | null>(change: Change, member: string | null): Change;
export function poolChange(change: CalendarChange | null, member: string | null): CalendarChange | null {
  if (change === null) return null;
  const delegated = member === null ? {} : { delegatedTo: member };
  const put = change.put.map(({ entry }) => ({ entry: { ...entry, indexedUntil: null, ...delegated }, busy: [] }));
  return { ...change, put };
}

/** The outcome of the pool for what a member has taken. */
export function delegatedOutcome(pool: BookingOutcome, taken: BookingOutcome, member: string): BookingOutcome {
  const change = poolChange(pool.change, member);
  if (taken.record.decision === 'keep') return { ...pool, change, answer: null, offerable: null };
  const { occurrences, explanation } = taken.record;
  const record = {
    ...pool.record,
    decision: 'accept' as const,
    because: 'delegated',
    explanation: `Delegated to ${member}. ${explanation}`,
    occurrences,
    answered: taken.answer !== null,
  };
  return { ...pool, change, answer: taken.answer, offerable: null, record };
}

/** Whether a member that cannot take the meeting could if the organizer freed other bookings of their own. */
export function couldTake(
  member: PreparedBooking,
  calendar: CalendarAnswer,
  { question: { options } }: PreparedBooking,
): boolean {
  return decideBooking(withOptions(member, options), calendar).record.decision === 'waiting';
}

/**
 * The pool's request waits for its organizer. It has no member yet, and nothing is held for it.
 *
 * @param pool what the pool's own policy says, which accepts it
 * @param member who has the meeting as it was; null: nobody
 */
export function waitingOutcome(
  { question, state }: PreparedBooking,
  calendar: CalendarAnswer,
  pool: BookingOutcome,
  member: string | null,
  tested: Tested,
): BookingOutcome {
  const change = poolChange(pool.change, member);
  const put = (change?.put ?? []).map(({ entry, busy }) => {
    if (state.kind !== 'open') return { entry, busy };
    const known = calendar.entries.find((each) => sameKey(each, entry)) ?? null;
    const earlier = heldRequest(known)?.before;
    const waiting = waitingFor(state.request, earlier === undefined ? known : earlier, question.now);
    return { entry: { ...entry, waiting }, busy };
  });
  const record = recordDecision(question, { kind: 'waiting', because: 'own-conflict' }, [], false);
  return {
    ...pool,
    change: change === null ? null : { ...change, put },
    ...{ answer: null, notices: [], offerable: null },
    record: { ...record, occurrences: tested },
  };
}

type Tested = BookingOutcome['record']['occurrences'];

/**
 * The request declined for want of a member.
 *
 * @param refusals what the members tested; what none of them has free is named as taken
 */
export function declineTaken(
  { question }: PreparedBooking,
  calendar: CalendarAnswer,
  refusals: readonly Tested[],
): BookingOutcome {
  const policy = {
    ...question.resource.policy,
    ...{ mode: 'auto' as const, declineConflict: true, maxConflicts: 0, capacity: 1, approvers: [] },
  };
  const prepared = prepareBooking({ ...question, resource: { ...question.resource, policy } });
  const [first = [], ...others] = refusals.map((tested) => tested.filter(({ free }) => !free));
  const common = first.filter(({ start }) => others.every((taken) => taken.some((other) => other.start === start)));
  const asked = prepared.calendarQuestion.busyIn;
  const busy = [...(common.length > 0 ? common : asked)].sort((one, other) => one.start - other.start).map(placeholder);
  const outcome = decideBooking(prepared, { ...calendar, busy });
  return { ...outcome, offerable: null };
}
