/**
 * A request to a pool, passed on to its members (RFC 5546 §3.2.2.3): what a member is asked, and what the pool keeps and
 * answers. The pool's own calendar holds the meetings that it passed on and is busy with none of them.
 * Path: resources/delegate-request.ts, which reads the members' calendars between these.
 */
import { delegateEvent, isDelegate } from '../calendar/delegate-event.js';
import { readStoredCalendar } from '../calendar/stored-calendar.js';
import { sameAddress } from '../mail/address.js';
import { decideBooking } from './decide-booking.js';
import type { BookingOutcome } from './booking-outcome.js';
import type { BookingQuestion, CalendarAnswer, Resource } from './booking-request.js';
import type { BookingPolicy } from './booking-policy.js';
import { placeholder } from './busy-interval.js';
import type { CalendarChange, CalendarEntry } from './calendar-entry.js';
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
 * @param former members that have or have had the meeting for the pool: their ATTENDEE lines are no invitations of their
 * own
 * @returns null when the organizer has invited the member besides: that invitation is answered by itself
 */
export function questionForMember(
  question: BookingQuestion,
  member: Resource,
  former: readonly Resource[],
): BookingQuestion | null {
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
  const addresses = former.flatMap((each) => each.addresses);
  const isFormer = addresses.some((address) => sameAddress(address, member.mailbox.address));
  const invited = components.map((each) => findInvitation(each, components, member.addresses));
  if (!isFormer && invited.some((attendee) => attendee !== null && !isDelegate(attendee))) return null;
  const delegated = components.map((each) => delegateEvent(each, pool.addresses, member.mailbox, addresses));
  return { ...asked, parsed: { kind: 'itip', message: { ...parsed.message, components: delegated } } };
}

/** The meeting as one that the organizer has with the member alone, under any line that the message has for it. */
export function directQuestion(question: BookingQuestion, member: Resource): BookingQuestion {
  return { ...question, resource: member };
}

/** Whether the organizer's message has a line for the account. */
export function names({ parsed }: BookingQuestion, { addresses }: Resource): boolean {
  if (parsed.kind === 'refused') return false;
  const { components } = parsed.message;
  return components.some((each) => findInvitation(each, components, addresses) !== null);
}

/**
 * What a member tells an organizer that knows of it: it does not have the meeting any more. The pool's own answer says
 * who has it.
 *
 * @param calendar the member's
 * @returns null when nobody is to be told
 */
export function memberDeclines(
  question: BookingQuestion,
  member: Resource,
  calendar: CalendarAnswer,
): BookingOutcome['answer'] {
  if (!names(question, member)) return null;
  const policy = { ...member.policy, additionalText: '' };
  const prepared = prepareBooking(
    directQuestion(question, { ...member, language: question.resource.language, policy }),
  );
  const { state } = prepared;
  if (state.kind !== 'open') return null;
  const entries = calendar.entries.filter((each) => !sameKey(each, state.key));
  return declineTaken(prepared, { ...calendar, entries }, []).answer;
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

/** Who has had a pool's meeting, by name: the last of them has it, or had it last. */
export function delegatesOf(entry: CalendarEntry | undefined): readonly string[] {
  if (entry?.delegatedTo === undefined) return [];
  return [...(entry.delegatedBefore ?? []).filter((name) => name !== entry.delegatedTo), entry.delegatedTo];
}

/**
 * What the pool keeps of a meeting: nothing of it takes the pool itself, nor is any of it left to be indexed.
 *
 * @param member who has it, or had it last; null: nobody
 * @param delegates who has had it until now
 */
export function poolChange<Change extends CalendarChange | null>(
  change: Change,
  member: string | null,
  delegates: readonly string[],
): Change;
export function poolChange(
  change: CalendarChange | null,
  member: string | null,
  delegates: readonly string[],
): CalendarChange | null {
  if (change === null) return null;
  const delegatedBefore = delegates.filter((name) => name !== member);
  const before = delegatedBefore.length === 0 ? {} : { delegatedBefore };
  const delegated = member === null ? {} : { delegatedTo: member, ...before };
  const put = change.put.map(({ entry }) => ({ entry: { ...entry, indexedUntil: null, ...delegated }, busy: [] }));
  return { ...change, put };
}

/** What a member keeps of a pool's meeting. */
export function memberChange(change: CalendarChange, pool: string): CalendarChange {
  return { ...change, put: change.put.map(({ entry, busy }) => ({ entry: { ...entry, heldFor: pool }, busy })) };
}

/** A member gives a pool's meeting up. It is remembered, so that what the organizer sends the member reaches the pool. */
export function memberRelease(entry: CalendarEntry, pool: string): CalendarChange {
  const { pending: _, waiting: __, ...kept } = entry;
  const released = { ...kept, partstat: 'declined' as const, occurrences: [], indexedUntil: null, heldFor: pool };
  return { remove: [], put: [{ entry: released, busy: [] }], tombstones: [] };
}

/** The outcome of the pool for what a member has taken. */
export function delegatedOutcome(
  pool: BookingOutcome,
  taken: BookingOutcome,
  member: string,
  delegates: readonly string[],
): BookingOutcome {
  const change = poolChange(pool.change, member, delegates);
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
 * @param delegates who has had it until now
 */
export function waitingOutcome(
  { question, state }: PreparedBooking,
  calendar: CalendarAnswer,
  pool: BookingOutcome,
  { member, delegates }: { readonly member: string | null; readonly delegates: readonly string[] },
  tested: Tested,
): BookingOutcome {
  const change = poolChange(pool.change, member, delegates);
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
  const { word } = question;
  // Where no member takes it, there is nothing that could be booked twice.
  const refusing = word === undefined ? {} : { word: { ...word, conflicts: 'refuse' as const } };
  const prepared = prepareBooking({ ...question, ...refusing, resource: { ...question.resource, policy } });
  const [first = [], ...others] = refusals.map((tested) => tested.filter(({ free }) => !free));
  const common = first.filter(({ start }) => others.every((taken) => taken.some((other) => other.start === start)));
  const asked = prepared.calendarQuestion.busyIn;
  const busy = [...(common.length > 0 ? common : asked)].sort((one, other) => one.start - other.start).map(placeholder);
  const outcome = decideBooking(prepared, { ...calendar, busy });
  return { ...outcome, offerable: null };
}
