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
  delegatesOf,
  directQuestion,
  memberChange,
  memberDeclines,
  memberRelease,
  names,
  poolChange,
  questionForMember,
  waitingOutcome,
  wholeMeeting,
} from '../booking/delegation.js';
import type { MessageDraft } from '../mail/draft.js';
import { sameKey } from '../booking/invitation.js';
import { prepareBooking, type PreparedBooking } from '../booking/prepare-booking.js';
import type { EntryKey } from '../booking/calendar-entry.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import type { OtherCalendarChange, CalendarSnapshot } from '../store/delivery-desk.js';
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
  readonly pool: Account;
  readonly booking: PreparedBooking;
  readonly calendar: CalendarSnapshot;
  /** What the pool's own policy says, which knows of no conflicts. */
  readonly own: BookingOutcome;
  /** Who has the meeting, or had it last. */
  readonly holder: Account | null;
  /** Who has had it, the holder among them. */
  readonly former: readonly Account[];
  readonly delegates: readonly string[];
}

/** null: the account is no pool. */
export async function delegateRequest(
  booking: PreparedBooking,
  calendar: CalendarSnapshot,
  pool: Account,
  deps: DelegationDeps,
): Promise<Delegation | null> {
  const { members } = pool.booking;
  const { state } = booking;
  const entry = state.kind === 'open' ? calendar.entries.find((each) => sameKey(each, state.key)) : undefined;
  if (members.length === 0 && entry?.delegatedTo === undefined) return null;
  const delegates = delegatesOf(entry);
  const found = await Promise.all(delegates.map((name) => deps.directory.accountByName(name)));
  const former = found.filter((account) => account !== null);
  const holder = found.at(-1) ?? null;
  const own = deps.look(() => decideBooking(booking, calendar));
  const request = { pool, booking, calendar, own, holder, former, delegates };
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
  const held = holder === null ? null : await ask(holder, booking.question, request, deps);
  if (held !== null && (takesAll(held) || hasTaken(held, request))) return taken(request, held, nothingReleased);
  const heard = held === null ? [] : [held];
  const whole = wholeMeeting(booking.question, own);
  for (const name of members) {
    const member = name === holder?.name ? null : await deps.directory.accountByName(name);
    const asked = member === null ? null : await ask(member, whole, request, deps);
    if (asked === null) continue;
    if (takesAll(asked)) return taken(request, asked, await release(request, deps));
    heard.push(asked);
  }
  const awaited = heard.find((each) => deps.look(() => couldTake(each.prepared, each.calendar, booking)));
  if (awaited !== undefined) {
    const tested = awaited.outcome.record.occurrences;
    const outcome = waitingOutcome(
      booking,
      request.calendar,
      own,
      { member: holder?.name ?? null, delegates: request.delegates },
      tested,
    );
    return { outcome, otherCalendars: [] };
  }
  // Better a series without some of its dates than none.
  const partly = heard.find(({ outcome: { record } }) => record.decision === 'accept');
  if (partly !== undefined)
    return taken(request, partly, partly === held ? nothingReleased : await release(request, deps));
  return noneTakes(request, held, heard, deps);
}

/** null: it takes no bookings, or none without asking somebody, or the organizer has invited it besides. */
async function ask(
  member: Account,
  question: BookingQuestion,
  { holder, former }: PoolRequest,
  deps: DelegationDeps,
): Promise<Asked | null> {
  if (!answersMeetings(member) || member.booking.approvers.length > 0) return null;
  const others = former.map((each) => resourceOf(each, null));
  const own = deps.look(() => questionForMember(question, resourceOf(member, null), others));
  return own === null ? null : askAs(member, own, member.name === holder?.name, deps);
}

/** @param isKnown what the member's calendar has of the meeting counts; else it is asked as for the first time */
async function askAs(
  member: Account,
  question: BookingQuestion,
  isKnown: boolean,
  deps: DelegationDeps,
): Promise<Asked | null> {
  const { storeId } = member;
  if (storeId === null) return null;
  const prepared = deps.look(() => prepareBooking(question));
  await deps.extendIndex(prepared, member);
  const asked = { storeId, deliveryId: '', now: deps.clock(), calendar: prepared.calendarQuestion };
  const { calendar: read } = await deps.desk.read(asked);
  if (read === null) return null;
  const { state } = prepared;
  const isOwn = (each: EntryKey): boolean => !isKnown && state.kind === 'open' && sameKey(each, state.key);
  const calendar = { ...read, entries: read.entries.filter((entry) => !isOwn(entry)) };
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

/** What the member that had the meeting gives back, and what the organizer is told of it. */
interface Released {
  readonly changes: readonly OtherCalendarChange[];
  readonly messages: readonly MessageDraft[];
}

const nothingReleased: Released = { changes: [], messages: [] };

function taken(request: PoolRequest, asked: Asked, released: Released): Delegation {
  const { own, pool, delegates } = request;
  const outcome = delegatedOutcome(own, asked.outcome, asked.member.name, delegates);
  return {
    outcome: { ...outcome, leading: released.messages },
    otherCalendars: [...changeOf(asked, pool), ...released.changes],
  };
}

function changeOf({ storeId, calendar, outcome }: Asked, pool: Account): readonly OtherCalendarChange[] {
  const { change, record } = outcome;
  if (change === null) return [];
  return [{ storeId, basedOn: calendar.version, change: memberChange(change, pool.name), decision: record }];
}

/** The meeting goes to another member, or to none: the one that had it has it no longer. */
async function release(request: PoolRequest, deps: DelegationDeps): Promise<Released> {
  const { booking, holder, pool } = request;
  const { state } = booking;
  if (holder?.storeId == null || state.kind !== 'open') return nothingReleased;
  const asked = { storeId: holder.storeId, deliveryId: '', now: deps.clock() };
  const { calendar } = await deps.desk.read({ ...asked, calendar: { uids: [state.key.uid], busyIn: [] } });
  const entry = calendar?.entries.find((each) => sameKey(each, state.key) && each.partstat !== 'declined');
  if (calendar === null || entry === undefined) return nothingReleased;
  const change = memberRelease(entry, pool.name);
  return {
    changes: [{ storeId: holder.storeId, basedOn: calendar.version, change, decision: null }],
    messages: tellOfRelease(request, holder, calendar, deps),
  };
}

/** An organizer that has noted the member is told by the member itself. */
function tellOfRelease(
  { booking, own }: PoolRequest,
  holder: Account,
  calendar: CalendarSnapshot,
  { look }: DelegationDeps,
): readonly MessageDraft[] {
  if (!names(booking.question, resourceOf(holder, null))) return [];
  const message = look(() => memberDeclines(wholeMeeting(booking.question, own), resourceOf(holder, null), calendar));
  return message === null ? [] : [message];
}

async function noneTakes(
  request: PoolRequest,
  held: Asked | null,
  refused: readonly Asked[],
  deps: DelegationDeps,
): Promise<Delegation> {
  const { booking, calendar, holder, pool, delegates } = request;
  const tested = refused.map(({ outcome: { record } }) => record.occurrences);
  const outcome = deps.look(() => declineTaken(booking, calendar, tested));
  const isDeclined = held?.outcome.record.decision === 'decline';
  const isKept = booking.question.options.declinedUpdate === 'keep';
  const released = isKept ? nothingReleased : await release(request, deps);
  return {
    outcome: {
      ...outcome,
      change: poolChange(outcome.change, holder?.name ?? null, delegates),
      leading: released.messages,
    },
    otherCalendars: isDeclined ? changeOf(held, pool) : released.changes,
  };
}

/** What is not accepted: a cancellation, or the pool's own decline, holds for the member that has the meeting. */
async function follow(request: PoolRequest, deps: DelegationDeps): Promise<Delegation> {
  const { pool, booking, own, holder, delegates } = request;
  const outcome = { ...own, offerable: null, change: poolChange(own.change, holder?.name ?? null, delegates) };
  const { decision } = own.record;
  const isLeft = own.change === null || decision === 'leave-to-person';
  if (isLeft || holder === null) return { outcome, otherCalendars: [] };
  if (decision === 'remove' && names(booking.question, resourceOf(holder, null)))
    return stayWithMember(request, holder, outcome, deps);
  const held = await ask(holder, booking.question, request, deps);
  if (held === null) return { outcome, otherCalendars: [] };
  if (decision !== 'decline') {
    return { outcome, otherCalendars: held.outcome.record.decision === decision ? changeOf(held, pool) : [] };
  }
  const declined = { ...held, outcome: deps.look(() => declineTaken(held.prepared, held.calendar, [])) };
  const isDeclined = declined.outcome.record.decision === decision;
  const isKept = booking.question.options.declinedUpdate === 'keep';
  const leading = isDeclined && !isKept ? tellOfRelease(request, holder, held.calendar, deps) : [];
  return { outcome: { ...outcome, leading }, otherCalendars: isDeclined ? changeOf(declined, pool) : [] };
}

/** The organizer invites the member in the place of the pool: from now on the meeting is the member's own. */
async function stayWithMember(
  { booking }: PoolRequest,
  holder: Account,
  outcome: BookingOutcome,
  deps: DelegationDeps,
): Promise<Delegation> {
  const asked = await askAs(holder, directQuestion(booking.question, resourceOf(holder, null)), true, deps);
  if (asked === null || asked.outcome.change === null) return { outcome, otherCalendars: [] };
  const { storeId, calendar, outcome: direct } = asked;
  const { change, record } = direct;
  const put = (change?.put ?? []).map(({ entry: { heldFor: _, ...entry }, busy }) => ({ entry, busy }));
  return {
    outcome: { ...outcome, answer: direct.answer },
    otherCalendars:
      change === null ? [] : [{ storeId, basedOn: calendar.version, change: { ...change, put }, decision: record }],
  };
}
