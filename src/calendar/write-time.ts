/**
 * Times as jCal properties, in the spelling of a time that is already there: what we write of a series has the type and
 * the TZID of its DTSTART (RFC 5545 §3.8.4.4, §3.8.5.1).
 */
import { formatInstant, instant, type Instant } from '../mail/instant.js';
import type { CalendarTime } from './calendar-time.js';
import type { JcalProperty } from './jcal.js';
import { formatLocal, localMilliseconds, readTimes } from './read-time.js';
import type { SeriesClock } from './series-clock.js';

export function timeProperty(name: string, time: CalendarTime): JcalProperty {
  switch (time.kind) {
    case 'date':
      return [name, {}, 'date', time.date];
    case 'floating':
      return [name, {}, 'date-time', time.local];
    case 'utc':
      return [name, {}, 'date-time', formatInstant(time.at)];
    case 'zoned':
      return [name, { tzid: time.tzid }, 'date-time', time.local];
  }
}

/**
 * A property of a series with its times in the type that DTSTART asks for (RFC 5545 §3.3.10, §3.8.5.1, §3.8.5.2), as
 * series-clock.ts understands them: readers differ in what they make of an UNTIL that is a date beside times, or of an RDATE
 * or EXDATE of another type. One in an unknown zone stays as it is.
 */
export function likeStart(property: JcalProperty, start: CalendarTime, clock: SeriesClock): JcalProperty {
  const [name, parameters, type, value] = property;
  if (type === 'recur') {
    const parts = value as Readonly<Record<string, unknown>>;
    const until = typeof parts['until'] === 'string' ? plainUntil(parts['until'], start, clock) : null;
    return until === null ? property : [name, parameters, type, { ...parts, until }];
  }
  if (type === 'period' || (name !== 'rdate' && name !== 'exdate')) return property;
  const meant = readTimes(property).map((time) => (name === 'rdate' ? clock.addedAt(time) : clock.originalOf(time)));
  const written = meant.flatMap((at) => (at === null ? [] : [timeProperty(name, timeLike(start, at, clock))]));
  const [first] = written;
  if (first === undefined || written.length < property.length - 3) return property;
  return [name, first[1], first[2], ...written.map(([, , , each]) => each)];
}

/** null: no zone is known for that date. */
function plainUntil(until: string, start: CalendarTime, clock: SeriesClock): string | null {
  if (start.kind === 'date') return until.slice(0, 10);
  const local = until.length === 10 ? `${until}T23:59:59` : until.slice(0, 19);
  const isUtc = until.endsWith('Z');
  if (start.kind === 'floating') {
    const localMs = isUtc ? clock.localOf(instant(localMilliseconds(local))) : localMilliseconds(local);
    return localMs === null ? null : formatLocal(localMs);
  }
  const at = isUtc ? instant(localMilliseconds(local)) : clock.instantOf(localMilliseconds(local));
  return at === null ? null : formatInstant(at);
}

/** @param like DTSTART of the series whose clock it is */
export function timeLike(like: CalendarTime, at: Instant, clock: SeriesClock): CalendarTime {
  const localMs = clock.localOf(at);
  if (like.kind === 'utc' || localMs === null) return { kind: 'utc', at };
  const local = formatLocal(localMs);
  return like.kind === 'date' ? { kind: 'date', date: local.slice(0, 10) } : { ...like, local };
}
