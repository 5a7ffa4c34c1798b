/**
 * Whether the times of an event can be read and can be: a time that is there is never dropped, nor taken as absent, as a
 * resource would accept what it does not hold. Such an event is left to a person. Used by parse-itip.ts.
 */
import type { CalendarPeriod, CalendarTime } from './calendar-time.js';
import type { EventComponent, ZoneTable } from './itip-message.js';
import { AS_WRITTEN, parameterOf, propertiesOf, propertyOf, type JcalComponent } from './jcal.js';
import { firstTime, localMilliseconds, readDuration } from './read-time.js';
import { zoneCharges } from './zone-charges.js';
import { toInstant } from './zone-table.js';

const timeProperties = ['dtstart', 'dtend', 'duration', 'recurrence-id', 'rdate', 'exdate', 'rrule', 'exrule'];
/** RFC 5545 §3.6.1: at most once. */
const single = ['dtstart', 'dtend', 'duration', 'recurrence-id'];
const MAX_SHOWN_CHARACTERS = 60;

/** @returns what nobody can read in a VEVENT, for a person; null: nothing */
export function unreadableIn(event: JcalComponent): string | null {
  for (const [name, , type, ...values] of event[1]) {
    if (!timeProperties.includes(name)) continue;
    const tooLong = values.some((value) => lastsTooLong(type, value));
    if (type === AS_WRITTEN || tooLong)
      return `${name.toUpperCase()} cannot be read: ${String(values[0]).slice(0, MAX_SHOWN_CHARACTERS)}`;
  }
  const twice = single.find((name) => new Set(propertiesOf(event, name).map((each) => JSON.stringify(each))).size > 1);
  if (twice !== undefined) return `${twice.toUpperCase()} stands there twice`;
  const range = parameterOf(propertyOf(event, 'recurrence-id'), 'range')?.toUpperCase() ?? 'THISANDFUTURE';
  return range === 'THISANDFUTURE' ? null : `RANGE cannot be read: ${range.slice(0, MAX_SHOWN_CHARACTERS)}`;
}

/** Of a DURATION, or of the PERIOD of an RDATE: beyond what read-time.ts reckons with. */
function lastsTooLong(type: string, value: unknown): boolean {
  const until: unknown = type === 'duration' ? value : type === 'period' && Array.isArray(value) ? value[1] : '';
  return typeof until === 'string' && until.startsWith('P') && readDuration(until) === null;
}

/** What the zones of one object may cost here; expansion has its own bound, and refuses what goes beyond it. */
const MAX_STEPS = 100_000;

/**
 * The same for ends that no start can have: before it, or of another type (RFC 5545 §3.8.2.2).
 *
 * @param written the VEVENTs that the events were read from, in the same order
 * @returns for a person; null: each can be, or is in a zone that nothing explains
 */
export function impossibleEndIn(
  events: readonly EventComponent[],
  written: readonly JcalComponent[],
  zones: ZoneTable,
): string | null {
  const pay = zoneCharges(zones, 'UTC', { left: MAX_STEPS });
  for (const [index, event] of events.entries()) {
    if (lastsPartsOfDays(event)) return 'an all-day event lasts parts of days';
    const component = written[index];
    const end = component === undefined ? null : firstTime(propertyOf(component, 'dtend'));
    const periods: CalendarPeriod[] = [...event.rdatePeriods];
    if (end !== null) periods.unshift({ start: event.start, end, duration: null });
    for (const period of periods) {
      const fault = faultOf(period, zones, pay);
      if (fault !== null) return fault;
    }
  }
  return null;
}

/** RFC 5545 §3.6.1: DURATION in days or weeks, and some of them; no RDATE with hours of its own. */
function lastsPartsOfDays({ start, duration, rdatePeriods }: EventComponent): boolean {
  if (start.kind !== 'date') return false;
  return rdatePeriods.length > 0 || (duration !== null && (duration.milliseconds !== 0 || duration.days === 0));
}

function faultOf(
  { start, end }: CalendarPeriod,
  zones: ZoneTable,
  pay: (time: CalendarTime) => boolean,
): string | null {
  if (typeOf(start) !== typeOf(end)) return 'the end is not of the type of the start';
  const isBefore =
    start.kind === 'utc' || start.kind === 'zoned'
      ? pay(start) && pay(end) && (toInstant(end, zones, 'UTC') ?? 0) < (toInstant(start, zones, 'UTC') ?? 0)
      : localOf(end) < localOf(start);
  return isBefore ? 'the end is before the start' : null;
}

/** A time in UTC and one in a zone are both instants. */
function typeOf({ kind }: CalendarTime): string {
  return kind === 'zoned' ? 'utc' : kind;
}

function localOf(time: CalendarTime): number {
  if (time.kind === 'utc') return time.at;
  return localMilliseconds(time.kind === 'date' ? time.date : time.local);
}
