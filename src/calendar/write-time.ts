/**
 * Times as jCal properties, in the spelling of a time that is already there: what we write of a series has the type and
 * the TZID of its DTSTART (RFC 5545 §3.8.4.4, §3.8.5.1).
 */
import { formatInstant, type Instant } from '../mail/instant.js';
import type { CalendarTime } from './calendar-time.js';
import type { JcalProperty } from './jcal.js';
import { formatLocal } from './read-time.js';
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

/** @param like DTSTART of the series whose clock it is */
export function timeLike(like: CalendarTime, at: Instant, clock: SeriesClock): CalendarTime {
  const localMs = clock.localOf(at);
  if (like.kind === 'utc' || localMs === null) return { kind: 'utc', at };
  const local = formatLocal(localMs);
  return like.kind === 'date' ? { kind: 'date', date: local.slice(0, 10) } : { ...like, local };
}
