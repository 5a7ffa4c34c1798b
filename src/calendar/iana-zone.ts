/**
 * The zones of the IANA database, as the runtime's ICU has them. Offsets are asked of Intl once per zone and year and
 * kept as a list of changes: Intl takes microseconds for each question, a series asks hundreds.
 */
import { boundedCache, type CacheBounds } from './bounded-cache.js';
import { DAY_MS } from './civil-days.js';
import { offsetsByChanges, type OffsetChange, type Offsets } from './offsets.js';

/** A formatter of Intl, and the changes of some decades. */
const ZONE_BYTES = 60_000;
/** Room for every zone that there is. */
const CACHE: CacheBounds<Offsets | null> = {
  maxBytes: 40 * 1024 * 1024,
  bytesOf: (zone) => (zone === null ? 0 : ZONE_BYTES),
};
const MAX_NAME_CHARACTERS = 64;
const MINUTE_MS = 60_000;
/** Shorter than any stretch between two changes of offset that a zone has had (Morocco's Ramadan: four weeks). */
const PROBE_MS = 7 * DAY_MS;
/** Where changes are looked for; before and after, the nearest year stands in, so that no more are kept. */
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);

/** Intl is asked some seventy times. */
const YEAR_STEPS = 1000;

const threeLetterNames = new Set('UTC GMT UCT EST MST HST CET MET EET WET PRC ROC ROK'.split(' '));

/** The zone of that exact IANA name or alias, in any case; null if there is none. */
export function ianaZone(name: string): Offsets | null {
  return name.length > MAX_NAME_CHARACTERS ? null : knownZone(name.toLowerCase());
}

const knownZone = boundedCache(CACHE, makeZone);

function makeZone(name: string): Offsets | null {
  // ICU reads BST as Bangladesh and IST as India: what is not in the IANA database is no name.
  if (/^[a-z]{3}$/i.test(name) && !threeLetterNames.has(name.toUpperCase())) return null;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return null;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', year: 'numeric' });
  } catch {
    return null;
  }
  const offsetByIntl = (at: number): number => readOffset(format.format(at));
  return {
    name: format.resolvedOptions().timeZone,
    yearSteps: YEAR_STEPS,
    ...offsetsByChanges((from, to) => findChanges(from, to, offsetByIntl), 0, { first: FIRST_MS, last: LAST_MS }),
  };
}

/** From `2027, GMT+05:30`; seconds are written for old local mean times only. */
function readOffset(text: string): number {
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text);
  if (match === null) return 0;
  const milliseconds = (Number(match[2]) * 60 + Number(match[3])) * MINUTE_MS + Number(match[4] ?? 0) * 1000;
  return match[1] === '-' ? -milliseconds : milliseconds;
}

function findChanges(from: number, to: number, offsetAt: (at: number) => number): OffsetChange[] {
  const changes: OffsetChange[] = [{ at: from, offsetMs: offsetAt(from) }];
  for (let probe = from; probe < to; probe += PROBE_MS) {
    const next = Math.min(probe + PROBE_MS, to);
    const before = changes.at(-1)?.offsetMs ?? 0;
    const after = offsetAt(next);
    if (after === before) continue;
    // Halve the stretch until the minute of the change is known.
    let early = probe;
    let late = next;
    while (late - early > MINUTE_MS) {
      const middle = Math.floor((early + late) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetAt(middle) === before) early = middle;
      else late = middle;
    }
    changes.push({ at: late, offsetMs: after });
  }
  return changes;
}
