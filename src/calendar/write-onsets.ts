/**
 * A clock as a VTIMEZONE of bare onsets (RFC 5545 §3.6.5), for a stretch of time in which no definition at hand says what
 * the clock shows. Used by zone-definitions.ts.
 */
import { DAY_MS } from './civil-days.js';
import { writeJcal, type JcalComponent } from './jcal.js';
import type { Offsets } from './offsets.js';
import { formatLocal } from './read-time.js';

/** More than a resource can be booked ahead. */
const MAX_STRETCH_MS = 15 * 366 * DAY_MS;
const SECOND_MS = 1000;

/** @returns a VTIMEZONE without TZID; null when the stretch is too long to be written down */
export function writeOnsets(clock: Offsets, fromMs: number, toMs: number): string | null {
  if (!(toMs - fromMs <= MAX_STRETCH_MS)) return null;
  const first = Math.floor(fromMs / SECOND_MS) * SECOND_MS;
  let offsetMs = clock.offsetAt(first);
  const observances = [observance('standard', first + offsetMs, offsetMs, offsetMs)];
  for (const change of clock.changesIn(first, toMs)) {
    const name = change.offsetMs > offsetMs ? 'daylight' : 'standard';
    observances.push(observance(name, change.at + offsetMs, offsetMs, change.offsetMs));
    offsetMs = change.offsetMs;
  }
  return writeJcal(['vtimezone', [], observances]);
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
