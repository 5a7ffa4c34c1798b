/**
 * A clock as a VTIMEZONE of bare onsets (RFC 5545 §3.6.5), for the times that an object uses, where no definition at
 * hand says what the clock shows. Used by zone-definitions.ts.
 */
import { DAY_MS } from './civil-days.js';
import { writeJcal, type JcalComponent } from './jcal.js';
import type { Offsets } from './offsets.js';
import { formatLocal } from './read-time.js';
import type { Stretch, UsedTimes } from './used-times.js';

/** A series as far as a resource can be booked ahead, and dates around it; a definition for more would be a long one. */
const MAX_STRETCHES = 300;
const SECOND_MS = 1000;

/** @returns a VTIMEZONE without TZID; null when there is too much to be written down */
export function writeOnsets(clock: Offsets, { times, series }: UsedTimes): string | null {
  const days = times.map((time) => ({ fromMs: time - DAY_MS, toMs: time + DAY_MS }));
  const stretches = merged(series === null ? days : [...days, widened(series)]);
  if (stretches.length > MAX_STRETCHES) return null;
  let offsetMs: number | null = null;
  const observances: JcalComponent[] = [];
  const add = (at: number, next: number): void => {
    const before = offsetMs ?? next;
    observances.push(observance(next > before ? 'daylight' : 'standard', at + before, before, next));
    offsetMs = next;
  };
  for (const { fromMs, toMs } of stretches) {
    const first = Math.floor(fromMs / SECOND_MS) * SECOND_MS;
    add(first, clock.offsetAt(first));
    for (const change of clock.changesIn(first, toMs)) add(change.at, change.offsetMs);
  }
  return writeJcal(['vtimezone', [], observances]);
}

function widened({ fromMs, toMs }: Stretch): Stretch {
  return { fromMs: fromMs - DAY_MS, toMs: toMs + DAY_MS };
}

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const sorted = stretches.toSorted((one, other) => one.fromMs - other.fromMs);
  const found: { fromMs: number; toMs: number }[] = [];
  for (const stretch of sorted) {
    const last = found.at(-1);
    if (last === undefined || stretch.fromMs > last.toMs) found.push({ ...stretch });
    else last.toMs = Math.max(last.toMs, stretch.toMs);
  }
  return found;
}

function observance(name: string, onsetMs: number, fromMs: number, toMs: number): JcalComponent {
  const properties: JcalComponent[1] = [
    ['dtstart', {}, 'date-time', formatLocal(onsetMs)],
    ['tzoffsetfrom', {}, 'utc-offset', formatOffset(fromMs)],
    ['tzoffsetto', {}, 'utc-offset', formatOffset(toMs)],
  ];
  return [name, properties, []];
}

/** As jCal has it (RFC 7265 §3.6.12), with seconds where there are some. */
function formatOffset(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / SECOND_MS);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest}`;
}
