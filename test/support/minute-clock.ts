/**
 * A time zone as a table of minutes, made by asking Intl for every minute of half a year. It is slow and simple, and shares no
 * code with the product, so that the product can be compared with it.
 */
export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1440;
/** More than the longest series of the generator, with room on both sides. */
const TABLE_DAYS = 320;
/** All changes of offset happen at such a minute. */
const PROBE_MINUTES = 30;

export interface MinuteClock {
  /** The minute of the base at which the clock shows this; a minute that comes twice is the first, a skipped one is read as before the gap. */
  instantOf(localMinute: number): number;
  /** What the clock shows, in minutes since the base's midnight. */
  localOf(minute: number): number;
}

/** @param baseMs midnight UTC; minutes count from ten days before it, so that every zone's first day is in the table */
export function minuteClock(zone: string, baseMs: number): MinuteClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  const shownAt = (minute: number): number => {
    const parts = new Map(
      format.formatToParts(baseMs + minute * MINUTE_MS).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    return (shown - baseMs) / MINUTE_MS;
  };
  const total = TABLE_DAYS * DAY_MINUTES;
  const first = -10 * DAY_MINUTES;
  const local = new Int32Array(total);
  for (let at = 0; at < total; at += PROBE_MINUTES) {
    const shown = shownAt(first + at);
    for (let minute = 0; minute < PROBE_MINUTES; minute += 1) local[at + minute] = shown + minute;
  }
  const instants = new Int32Array(total).fill(-1);
  for (let at = total - 1; at >= 0; at -= 1) {
    const slot = (local[at] ?? 0) - first;
    if (slot >= 0 && slot < total) instants[slot] = at;
  }
  // A skipped minute lies as far behind the last one before the gap as the clock would have shown it.
  for (let slot = 1; slot < total; slot += 1) if (instants[slot] === -1) instants[slot] = (instants[slot - 1] ?? 0) + 1;
  return {
    instantOf: (localMinute) => within(instants[localMinute - first]) + first,
    localOf: (minute) => within(local[minute - first]),
  };
}

function within(value: number | undefined): number {
  if (value === undefined) throw new Error('the oracle has no table so far ahead');
  return value;
}
