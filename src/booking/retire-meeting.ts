/**
 * A resource retires: what of a booked meeting lies after its last moment is declined to the organizer, the rest of a
 * series stands. The stored object stays as it is; what is declined stands in the entry, so that a later update of the
 * organizer is decided beside it.
 * Pure; the caller reads the meeting's busy intervals and commits the change.
 */
import type { Occurrence } from '../calendar/occurrence.js';
import { truncateSeries } from '../calendar/remove-occurrences.js';
import type { MessageDraft } from '../mail/draft.js';
import type { Instant, Interval } from '../mail/instant.js';
import { composeCancellations } from './answer/compose-question.js';
import { composeWithdrawal } from './answer/compose-withdrawal.js';
import type { BusyInterval, CalendarChange, CalendarEntry } from './calendar-entry.js';
import type { DecisionRecord } from './decision-record.js';
import { noChange, withoutPending } from './enter-booking.js';
import type { KnownMeeting } from './known-meeting.js';
import { recordWithdrawal } from './record-decision.js';
import { isAfterRetirement } from './retirement.js';
import { declineOccurrences } from './occurrence-partstat.js';
import { recallEntry, type CalendarKeeper } from './stored-meeting.js';
import { withoutWaiting } from './wait-for-own.js';

export interface Retirement {
  /** Ordered, at least one. */
  readonly declined: readonly Interval[];
  readonly change: CalendarChange;
  readonly answer: MessageDraft | null;
  /** To the approvers who were asked and need not answer any more. */
  readonly notices: readonly MessageDraft[];
  readonly record: DecisionRecord;
}

/**
 * @param from nothing may go on after it
 * @param busy all the meeting's intervals, past ones too, ordered by start
 * @returns null when nothing of it, from now on, lies after `from`
 */
export function retireMeeting(
  entry: CalendarEntry,
  keeper: CalendarKeeper,
  from: Instant,
  busy: readonly BusyInterval[],
): Retirement | null {
  const leaving = busy.filter((interval) => interval.end > keeper.now && isAfterRetirement(interval, from));
  if (leaving.length === 0) return null;
  const explanation = `The resource is retired: ${datesDeclined(leaving.length)}.`;
  return withdrawDates(entry, keeper, { leaving, busy, because: 'retired', explanation });
}

/** Dates of a booked meeting that are declined without a request that asks. */
export interface DatesToWithdraw {
  /** Of `busy`, at least one. */
  readonly leaving: readonly BusyInterval[];
  /** All the meeting's intervals, past ones too, ordered by start. */
  readonly busy: readonly BusyInterval[];
  readonly because: 'retired' | 'by-person';
  /** Of the record. */
  readonly explanation: string;
  /** For the organizer. Absent or empty: none. */
  readonly comment?: string;
}

export function withdrawDates(
  entry: CalendarEntry,
  keeper: CalendarKeeper,
  { leaving, busy, because, explanation, comment = '' }: DatesToWithdraw,
): Retirement {
  const meeting = recallEntry(entry, keeper, { entries: [], tombstones: [], busy: [] });
  const staying = busy.filter((interval) => !leaving.includes(interval));
  const isWhole = staying.length === 0;
  const occurrences = leaving.flatMap((interval) => occurrenceOf(interval, meeting));
  const declined: CalendarEntry = { ...entry, occurrences: declineOccurrences(entry, occurrences) };
  const put = [
    {
      entry: isWhole ? { ...withoutWaiting(withoutPending(declined)), partstat: 'declined' as const } : declined,
      busy: staying,
    },
  ];
  const answer = composeWithdrawal({ meeting, because, occurrences, isWhole, comment });
  const tested = occurrences.map((occurrence) => ({ occurrence, free: true, hindrance: because }));
  const record = recordWithdrawal(meeting, because, explanation, tested, { answered: answer !== null, isWhole });
  const { pending } = entry;
  const why = { kind: because === 'retired' ? ('retired' as const) : ('withdrawn' as const) };
  const notices = isWhole && pending !== undefined ? composeCancellations(meeting, pending, why) : [];
  return { declined: leaving, change: { ...noChange, put }, answer, notices, record };
}

/**
 * What a pool's member gives back when the pool retires: the same dates, of which the pool tells the organizer. An endless
 * series ends there in the member's calendar, which knows nothing of the pool's last day.
 */
export function giveBackRetired(
  entry: CalendarEntry,
  keeper: CalendarKeeper,
  from: Instant,
  busy: readonly BusyInterval[],
): Pick<Retirement, 'change' | 'record'> | null {
  const retirement = retireMeeting(entry, keeper, from, busy);
  if (retirement === null) return null;
  const first = busy.find(({ start }) => start === retirement.declined[0]?.start);
  const put = retirement.change.put.map((each) => ({ ...each, entry: endedAt(each.entry, first, keeper) }));
  const explanation = `The pool is retired: ${datesDeclined(retirement.declined.length)}.`;
  return { change: { ...noChange, put }, record: { ...retirement.record, explanation, answered: false } };
}

function endedAt(entry: CalendarEntry, first: BusyInterval | undefined, { resource }: CalendarKeeper): CalendarEntry {
  if (entry.indexedUntil === null || first?.recurrenceId == null) return entry;
  const ical = truncateSeries(entry.ical, first.recurrenceId, resource.timeZone);
  return ical === null ? entry : { ...entry, ical, indexedUntil: null };
}

export function datesDeclined(count: number): string {
  return `${count} ${count === 1 ? 'date was' : 'dates were'} declined`;
}

/** With the component it comes from: its own override, the last change of all later ones, or the master. */
function occurrenceOf({ start, end, recurrenceId }: BusyInterval, meeting: KnownMeeting): readonly Occurrence[] {
  const { stored, recurrenceOf } = meeting;
  const master = stored.find((component) => component.recurrenceId === null) ?? stored[0];
  if (recurrenceId === null) return master === undefined ? [] : [{ recurrenceId, start, end, component: master }];
  const originals = stored.map((component) => ({ component, original: recurrenceOf(component) }));
  const own = originals.find(({ component, original }) => !component.thisAndFuture && original === recurrenceId);
  const later = originals
    .filter(({ component, original }) => component.thisAndFuture && original !== null && original <= recurrenceId)
    .toSorted((one, other) => (other.original ?? 0) - (one.original ?? 0))[0];
  const component = (own ?? later)?.component ?? master;
  return component === undefined ? [] : [{ recurrenceId, start, end, component }];
}
