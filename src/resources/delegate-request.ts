/**
 * Passes a pool's meeting on to one of its members: the one that has it first, then the others in the order in which
 * they are named; the first that can take it books it. What becomes of the members' calendars is written with the
 * delivery to the pool, in one commit.
 * Path: decide.ts, for a pool.
 */
import type { BookingOutcome } from '../booking/booking-outcome.js';
import type { BookingQuestion } from '../booking/booking-request.js';
import { decideBooking } from '../booking/decide-booking.js';
import {
  couldTake,
  declineTaken,
  delegatedOutcome,
  poolChange,
  questionForMember,
  waitingOutcome,
  wholeMeeting,
} from '../booking/delegation.js';
import { sameKey } from '../booking/invitation.js';
import { prepareBooking, type PreparedBooking } from '../booking/prepare-booking.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import type { OtherCalendarChange, CalendarSnapshot } from '../store/desk.js';
import { answersMeetings } from './answers-meetings.js';
import type { DecisionDeps } from './context.js';
import { resourceOf } from './resource-of.js';

export interface Delegation {
  readonly outcome: BookingOutcome;
  /** What the members' calendars take and give back. */
  readonly otherCalendars: readonly OtherCalendarChange[];
}

type DelegationDeps = Omit<DecisionDeps, 'offersDesk' | 'log' | 'settings'>;

/** A member's calendar beside the request, and what its policy says. */
interface Asked {
  readonly member: Account;
  readonly storeId: StoreId;
  readonly prepared: PreparedBooking;
  readonly calendar: CalendarSnapshot;
  readonly outcome: BookingOutcome;
}

/** A pool as it is asked. */
interface PoolRequest {
  readonly booking: PreparedBooking;
  readonly calendar: CalendarSnapshot;
  /** What the pool's own policy says, which knows of no conflicts. */
  readonly own: BookingOutcome;
  readonly holder: Account | null;
}

/** null: the account is no pool. */
export async function delegateRequest(
  booking: PreparedBooking,
  calendar: CalendarSnapshot,
  { booking: { members } }: Account,
  deps: DelegationDeps,
): Promise<Delegation | null> {
  const { state } = booking;
  const entry = state.kind === 'open' ? calendar.entries.find((each) => sameKey(each, state.key)) : undefined;
  if (members.length === 0 && entry?.delegatedTo === undefined) return null;
  const holder = entry?.delegatedTo === undefined ? null : await deps.directory.accountByName(entry.delegatedTo);
  const request = { booking, calendar, own: deps.look(() => decideBooking(booking, calendar)), holder };
  const { decision } = request.own.record;
  if (decision === 'accept' || decision === 'keep') {
    // A member that has some dates of a series that was declined as a whole cannot hand over the rest.
    const isApart = entry?.partstat === 'declined' && !namesMaster(booking.question);
    return passOn(request, holder !== null && isApart ? [] : members, deps);
  }
  return follow(request, deps);
}

function namesMaster({ parsed }: BookingQuestion): boolean {
  return parsed.kind === 'itip' && parsed.message.components.some(({ recurrenceId }) => recurrenceId === null);
}

async function passOn(request: PoolRequest, members: readonly string[], deps: DelegationDeps): Promise<Delegation> {
  const { booking, own, holder } = request;
  const held = holder === null ? null : await ask(holder, booking.question, deps);
  if (held !== null && (takesAll(held) || hasTaken(held, request))) return taken(request, held, []);
  const heard = held === null ? [] : [held];
  const whole = wholeMeeting(booking.question, own);
  for (const name of members) {
    const member = name === holder?.name ? null : await deps.directory.accountByName(name);
    const asked = member === null ? null : await ask(member, whole, deps);
    if (asked === null) continue;
    if (takesAll(asked)) return taken(request, asked, await release(request, deps));
    heard.push(asked);
  }
  const awaited = heard.find((each) => deps.look(() => couldTake(each.prepared, each.calendar, booking)));
  if (awaited !== undefined) {
    const tested = awaited.outcome.record.occurrences;
    const outcome = waitingOutcome(booking, request.calendar, own, holder?.name ?? null, tested);
    return { outcome, otherCalendars: [] };
  }
  // Better a series without some of its dates than none.
  const partly = heard.find(({ outcome: { record } }) => record.decision === 'accept');
  if (partly !== undefined) return taken(request, partly, partly === held ? [] : await release(request, deps));
  return noneTakes(request, held, heard, deps);
}

/** null: it takes no bookings, or none without asking somebody, or the organizer has invited it besides. */
async function ask(member: Account, question: BookingQuestion, deps: DelegationDeps): Promise<Asked | null> {
  const { storeId } = member;
  if (storeId === null || !answersMeetings(member) || member.booking.approvers.length > 0) return null;
  const prepared = deps.look(() => {
    const own = questionForMember(question, resourceOf(member, null));
    return own === null ? null : prepareBooking(own);
  });
  if (prepared === null) return null;
  await deps.extendIndex(prepared, member);
  const asked = { storeId, deliveryId: '', now: deps.clock(), calendar: prepared.calendarQuestion };
  const { calendar } = await deps.desk.read(asked);
  if (calendar === null) return null;
  return { member, storeId, prepared, calendar, outcome: deps.look(() => decideBooking(prepared, calendar)) };
}

function takesAll({ outcome: { record } }: Asked): boolean {
  return record.decision === 'keep' || (record.decision === 'accept' && record.because !== 'partly');
}

/** The organizer knows of the member by now, and has told it too: it has taken the request by itself. */
function hasTaken({ outcome, calendar }: Asked, { booking: { state } }: PoolRequest): boolean {
  if (outcome.record.because !== 'same-revision' || state.kind !== 'open') return false;
  return calendar.entries.some((entry) => sameKey(entry, state.key) && entry.partstat !== 'declined');
}

function taken({ own }: PoolRequest, asked: Asked, released: readonly OtherCalendarChange[]): Delegation {
  return {
    outcome: delegatedOutcome(own, asked.outcome, asked.member.name),
    otherCalendars: [...changeOf(asked), ...released],
  };
}

function changeOf({ storeId, calendar, outcome }: Asked): readonly OtherCalendarChange[] {
  const { change, record } = outcome;
  return change === null ? [] : [{ storeId, basedOn: calendar.version, change, decision: record }];
}

/** The meeting goes to another member: the one that had it has it no longer. */
async function release(
  { booking, holder }: PoolRequest,
  deps: DelegationDeps,
): Promise<readonly OtherCalendarChange[]> {
  const { state, question } = booking;
  if (holder?.storeId == null || state.kind !== 'open') return [];
  if (questionForMember(question, resourceOf(holder, null)) === null) return [];
  const asked = { storeId: holder.storeId, deliveryId: '', now: deps.clock() };
  const { calendar } = await deps.desk.read({ ...asked, calendar: { uids: [state.key.uid], busyIn: [] } });
  if (calendar === null || !calendar.entries.some((entry) => sameKey(entry, state.key))) return [];
  const change = { remove: [state.key], put: [], tombstones: [] };
  return [{ storeId: holder.storeId, basedOn: calendar.version, change, decision: null }];
}

function noneTakes(
  { booking, calendar, holder }: PoolRequest,
  held: Asked | null,
  refused: readonly Asked[],
  { look }: DelegationDeps,
): Delegation {
  const tested = refused.map(({ outcome: { record } }) => record.occurrences);
  const outcome = look(() => declineTaken(booking, calendar, tested));
  return {
    outcome: { ...outcome, change: poolChange(outcome.change, holder?.name ?? null) },
    otherCalendars: held?.outcome.record.decision === 'decline' ? changeOf(held) : [],
  };
}

/** What is not accepted: a cancellation, or the pool's own decline, holds for the member that has the meeting. */
async function follow({ booking, own, holder }: PoolRequest, deps: DelegationDeps): Promise<Delegation> {
  const outcome = { ...own, offerable: null, change: poolChange(own.change, holder?.name ?? null) };
  const { decision } = own.record;
  const isLeft = own.change === null || decision === 'leave-to-person';
  const held = holder === null || isLeft ? null : await ask(holder, booking.question, deps);
  if (held === null) return { outcome, otherCalendars: [] };
  const settled =
    decision === 'decline'
      ? { ...held, outcome: deps.look(() => declineTaken(held.prepared, held.calendar, [])) }
      : held;
  return { outcome, otherCalendars: settled.outcome.record.decision === decision ? changeOf(settled) : [] };
}
