/**
 * Calendar programs send a new meeting before they free the time of the old one. So a request that only bookings of the
 * same organizer are in the way of is not declined at once: it waits, unanswered, and holds its time.
 * Here is when a request waits, and what the calendar then has; waiting-request.ts decides it again.
 * Path: decide-booking.ts, between the rules and the change of the calendar.
 */
import { writeStoredCalendar } from '../calendar/stored-calendar.js';
import { addressKey } from '../mail/address.js';
import { addMilliseconds, instant, type Instant } from '../mail/instant.js';
import type { BookingRequest } from './booking-request.js';
import type { BusyInterval, CalendarChange, CalendarEntry, WaitingRequest } from './calendar-entry.js';
import { enterAccepted, reenter } from './enter-booking.js';
import { organizerAddresses } from './invitation.js';
import type { KnownMeeting } from './known-meeting.js';
import { proposeBeside, type Proposal } from './proposal.js';
import { recallEntry } from './stored-meeting.js';

const SECOND_MS = 1_000;

/**
 * The proposal as if the organizer had freed all other bookings of their own; null if that frees nothing, or if the
 * request may not wait: it is turned off, or approvers decide about an earlier revision.
 */
export function withoutOwnBookings(proposal: Proposal): Proposal | null {
  const { meeting, tested } = proposal;
  const { request, entry } = meeting;
  const mayWait = request.options.ownConflictGraceSeconds > 0 && entry?.pending === undefined;
  if (!mayWait || !tested.some(({ hindrance }) => hindrance === 'conflict')) return null;
  const own = ownBookings(meeting);
  if (own.length === 0) return null;
  const without = proposeBeside(
    proposal,
    meeting.others.filter((each) => !own.includes(each)),
  );
  return without.tested.some(({ free }, index) => free && tested[index]?.free === false) ? without : null;
}

/** Other bookings of the organizer's account, or outside of the same address. */
function ownBookings({ key, others, request }: KnownMeeting): readonly BusyInterval[] {
  const own = new Set([key.organizer, ...organizerAddresses(request).map(addressKey)]);
  return others.filter(({ organizer }) => own.has(organizer));
}

/**
 * What the calendar has of a request while it waits: its time is held as tentative, except what others have booked.
 *
 * @param without of `withoutOwnBookings`
 */
export function holdWaiting({ meeting }: Proposal, without: Proposal): CalendarChange {
  return hold(without, waitingFor(meeting.request, meeting.entry, waitsSince(meeting)));
}

/**
 * The request as it is kept while it waits.
 *
 * @param entry what the calendar has of the meeting
 */
export function waitingFor(request: BookingRequest, entry: CalendarEntry | null, since: Instant): WaitingRequest {
  const { now, options, itip, mail, resource } = request;
  return {
    state: 'held',
    since,
    until: addMilliseconds(now, options.ownConflictGraceSeconds * SECOND_MS),
    ical: writeStoredCalendar(itip.components, itip.zones),
    mail,
    invitedAs: resource.addresses,
    before: entry === null ? null : withoutWaiting(entry),
  };
}

/** A change of some occurrences joins what waits already, and is decided with it. */
export function joinWaiting(proposal: Proposal, waiting: WaitingRequest): CalendarChange {
  const { meeting, master, staying, changedComponents } = proposal;
  const { request, zones, recurrenceOf } = meeting;
  const { stored } = recallEntry({ ...entryOf(meeting), ical: waiting.ical }, request, nothingElse);
  const changed = new Set(changedComponents.map(recurrenceOf));
  const kept = new Set<Instant | null>(staying.map(({ recurrenceId }) => recurrenceId));
  const isLeft = (recurrenceId: Instant | null): boolean =>
    !changed.has(recurrenceId) && (master === null || kept.has(recurrenceId));
  const components = [...stored.filter((each) => isLeft(recurrenceOf(each))), ...changedComponents];
  const joined = {
    ...waiting,
    since: waitsSince(meeting),
    ical: writeStoredCalendar(components, zones),
    mail: request.mail,
  };
  return hold(withoutOwnBookings(proposal) ?? proposal, joined);
}

const nothingElse = { entries: [], tombstones: [], busy: [] };

function entryOf({ entry, key }: KnownMeeting): CalendarEntry {
  if (entry === null) throw new Error(`no entry of ${key.uid} waits`);
  return entry;
}

function waitsSince(meeting: KnownMeeting): Instant {
  const found = ownBookings(meeting).map(({ waitingSince = 0 }) => waitingSince + 1);
  return instant(Math.max(meeting.request.now, ...found));
}

function hold(without: Proposal, waiting: WaitingRequest): CalendarChange {
  const change = enterAccepted(without, 'tentative');
  const kept = keptTimes(without.meeting, waiting);
  const put = change.put.map(({ entry, busy }) => {
    const held = busy.map((each) =>
      each.partstat === 'tentative' ? { ...each, waitingSince: waiting.since } : { ...each },
    );
    const isHeld = (other: BusyInterval): boolean =>
      held.some(({ start, end }) => start === other.start && end === other.end);
    return { entry: { ...entry, waiting }, busy: [...held, ...kept.filter((each) => !isHeld(each))] };
  });
  return { ...change, put };
}

/** Where a declined update leaves the booking where it was, it must find its time again (`booking.declinedUpdate` = keep). */
function keptTimes({ request }: KnownMeeting, { before }: WaitingRequest): readonly BusyInterval[] {
  if (before === null || request.options.declinedUpdate !== 'keep') return [];
  return reenter(recallEntry(before, request, nothingElse), before).put.flatMap(({ busy }) => busy);
}

export function withoutWaiting(entry: CalendarEntry): CalendarEntry {
  const { waiting: _, ...others } = entry;
  return others;
}
