/**
 * Whether a booking lies inside working hours: stretches of the week on a wall clock, so an hour that is skipped or
 * comes twice in a night of March or October is read as that clock shows it (RFC 5545 §3.3.5).
 */
import { ianaZone } from '../../calendar/iana-zone.js';
import { instantOfLocal, localOfInstant } from '../../calendar/offsets.js';
import type { Instant, Interval } from '../../mail/instant.js';
import type { WorkingHours } from '../booking-policy.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The first day of 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Longer bookings than this many stretches after each other are outside, whatever the hours: it bounds the work. */
const MAX_STRETCHES = 62;

/**
 * All of it, from one stretch into the next where they touch.
 *
 * @param resourceZone IANA name; hours that name no zone are read in it
 */
export function isInsideWorkingHours(
  { start, end }: Interval,
  hours: readonly WorkingHours[],
  resourceZone: string,
): boolean {
  let covered = start;
  for (let stretches = 0; stretches < MAX_STRETCHES; stretches += 1) {
    const ends = hours.flatMap((stretch) => endOfStretchAt(covered, stretch, resourceZone) ?? []);
    if (ends.length === 0) return false;
    covered = ends.reduce((latest, each) => (each > latest ? each : latest));
    if (covered >= end) return true;
  }
  return false;
}

/** When the stretch ends that `at` lies in; null when it lies in none, and for a zone that is not known. */
function endOfStretchAt(
  at: Instant,
  { days, fromMinute, untilMinute, timeZone }: WorkingHours,
  resourceZone: string,
): Instant | null {
  const zone = ianaZone(timeZone ?? resourceZone);
  if (zone === null) return null;
  const day = Math.floor(localOfInstant(zone, at) / DAY_MS);
  if (!days.includes((day + FIRST_WEEKDAY) % 7)) return null;
  const from = instantOfLocal(zone, day * DAY_MS + fromMinute * MINUTE_MS);
  const until = instantOfLocal(zone, day * DAY_MS + untilMinute * MINUTE_MS);
  return at >= from && at < until ? until : null;
}
