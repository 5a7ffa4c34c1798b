/**
 * The clock of a series: the zone of its DTSTART, on which its rule counts (RFC 5545 §3.8.5.3), and what the times of
 * RECURRENCE-ID, EXDATE and RDATE mean on it when they are written in another type or zone than DTSTART.
 */
import type { Instant } from '../mail/instant.js';
import type { CalendarDuration, CalendarPeriod, CalendarTime } from './calendar-time.js';
import { DAY_MS, dayOf } from './civil-days.js';
import type { EventComponent, ZoneTable } from './itip-message.js';
import { instantOfLocal, localOfInstant } from './offsets.js';
import { localMilliseconds } from './read-time.js';
import { parseRule } from './recurrence-rule.js';
import { toInstant, zoneAt, zoneOf } from './zone-table.js';

export interface SeriesClock {
  /** DTSTART as a local time, as if it were UTC. */
  readonly startMs: number;
  readonly isAllDay: boolean;
  /** null: no zone is known for that date. */
  instantOf(localMs: number): Instant | null;
  localOf(at: Instant): number | null;
  /** The occurrence that a RECURRENCE-ID or EXDATE means, by the instant at which the series has it. */
  originalOf(time: CalendarTime): Instant | null;
  /** When an RDATE adds one: midnight is a time like any other there. */
  addedAt(time: CalendarTime): Instant | null;
}

/** What of a master tells at which times of the day its series has occurrences. */
type SeriesTimes = Pick<EventComponent, 'rrule' | 'rdates'>;

/** @param series the master, if it is known; null: a midnight that names an occurrence is taken as written */
export function seriesClock(
  start: CalendarTime,
  zones: ZoneTable,
  readerZone: string,
  series: SeriesTimes | null = null,
): SeriesClock {
  const startMs = start.kind === 'utc' ? start.at : localMilliseconds(start.kind === 'date' ? start.date : start.local);
  const isAllDay = start.kind === 'date';
  const instantOf = (localMs: number): Instant | null => {
    const zone = zoneOf(start, zones, readerZone, localMs);
    return zone === null ? null : instantOfLocal(zone, localMs);
  };
  const localOf = (at: Instant): number | null => {
    const zone = zoneAt(start, zones, readerZone, at);
    return zone === null ? null : localOfInstant(zone, at);
  };
  const localDay = (time: CalendarTime): number | null => {
    if (time.kind === 'date') return dayOf(localMilliseconds(time.date));
    if (time.kind !== 'utc') return dayOf(localMilliseconds(time.local));
    // Exchange writes all-day identifiers as midnight in UTC, others as midnight on the reader's clock.
    if (time.at % DAY_MS === 0) return dayOf(time.at);
    const localMs = localOf(time.at);
    return localMs === null ? null : dayOf(localMs);
  };
  const timeOfDayMs = startMs - dayOf(startMs) * DAY_MS;
  const addedAt = (time: CalendarTime): Instant | null => {
    if (isAllDay || time.kind === 'date') {
      const day = localDay(time);
      return day === null ? null : instantOf(day * DAY_MS + timeOfDayMs);
    }
    return time.kind === 'floating' ? instantOf(localMilliseconds(time.local)) : toInstant(time, zones, readerZone);
  };
  let oneTimeADay: boolean | null = null;
  /** Made once: thousands of EXDATEs may ask for thousands of RDATEs. */
  let added: ReadonlySet<Instant | null> | null = null;
  /** Some name an occurrence by its day alone, at midnight: where the series has one a day, there is no doubt of it. */
  const meantByDay = (time: CalendarTime, written: Instant): Instant | null => {
    if (series === null || isAllDay || time.kind === 'date' || timeOfDayMs === 0) return null;
    const local = localOf(written);
    const isLocalMidnight = local !== null && local % DAY_MS === 0;
    if (!isLocalMidnight && !(time.kind === 'utc' && written % DAY_MS === 0)) return null;
    oneTimeADay ??= hasOneTimeADay(series, startMs);
    if (!oneTimeADay) return null;
    added ??= new Set(series.rdates.map(addedAt));
    if (added.has(written)) return null;
    const meant = instantOf(dayOf(isLocalMidnight ? local : written) * DAY_MS + timeOfDayMs);
    // Midnight in UTC may mean the day there or the day on the clock of the series: both must be the same occurrence.
    return meant !== null && (isLocalMidnight || dayOf(meant) === dayOf(written)) ? meant : null;
  };
  return {
    startMs,
    isAllDay,
    instantOf,
    localOf,
    addedAt,
    originalOf: (time) => {
      const written = addedAt(time);
      return written === null ? null : (meantByDay(time, written) ?? written);
    },
  };
}

/** All of its rule's times are at DTSTART's time of day. */
function hasOneTimeADay({ rrule }: SeriesTimes, startMs: number): boolean {
  if (rrule === null) return true;
  const rule = parseRule(rrule);
  if (rule === null || ['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.frequency)) return false;
  const start = new Date(startMs);
  const isStart = (wanted: readonly number[], own: number): boolean =>
    wanted.length === 0 || (wanted.length === 1 && wanted[0] === own);
  return (
    isStart(rule.hours, start.getUTCHours()) &&
    isStart(rule.minutes, start.getUTCMinutes()) &&
    isStart(rule.seconds, start.getUTCSeconds())
  );
}

/** How long an event lasts from any start: days on its clock, then milliseconds. */
export type EventLength = CalendarDuration;

/**
 * RFC 5545 §3.8.5.3: with DTEND every occurrence lasts exactly as long, with DURATION its days are nominal; all-day
 * events last whole days.
 *
 * @returns null when the start or the end is in an unknown zone
 */
export function eventLength(event: CalendarPeriod, zones: ZoneTable, readerZone: string): EventLength | null {
  if (event.duration !== null) return event.duration;
  if (event.start.kind === 'date' && event.end.kind === 'date') {
    const milliseconds = localMilliseconds(event.end.date) - localMilliseconds(event.start.date);
    return { days: Math.round(milliseconds / DAY_MS), milliseconds: 0 };
  }
  const start = toInstant(event.start, zones, readerZone);
  const end = toInstant(event.end, zones, readerZone);
  return start === null || end === null ? null : { days: 0, milliseconds: Math.max(0, end - start) };
}

/** @returns null when the clock knows no zone for that date */
export function endAfter(start: Instant, length: EventLength, clock: SeriesClock): Instant | null {
  if (length.days === 0) return (start + length.milliseconds) as Instant;
  const localMs = clock.localOf(start);
  const end = localMs === null ? null : clock.instantOf(localMs + length.days * DAY_MS);
  return end === null ? null : ((end + length.milliseconds) as Instant);
}
