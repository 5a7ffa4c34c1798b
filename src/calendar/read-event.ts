/**
 * One VEVENT (RFC 5545 §3.6.1) as an EventComponent. The last step of parse-itip.ts, also used to read what a store
 * keeps.
 */
import { instant, type Instant } from '../mail/instant.js';
import type { CalendarDuration, CalendarTime } from './calendar-time.js';
import { DAY_MS } from './civil-days.js';
import type { EventComponent, Revision } from './itip-message.js';
import { parameterOf, propertiesOf, propertyOf, textOf, valueTextOf, writeJcal, type JcalComponent } from './jcal.js';
import { readAttendee, readCalendarUser } from './read-calendar-user.js';
import { addDuration, firstTime, localMilliseconds, readDuration, readPeriods, readTimes } from './read-time.js';

export type EventReading =
  | { readonly kind: 'event'; readonly event: EventComponent }
  | { readonly kind: 'refused'; readonly because: 'no-uid' | 'no-start' | 'too-large' };

/** RFC 7986 §5.3 wants at most 255; Exchange wraps the UIDs of others in longer ones. A key of the calendar. */
const MAX_UID_OCTETS = 2048;

/** @param startIsOptional CANCEL and REPLY may come without DTSTART (RFC 5546 §3.2.3, §3.2.5) */
export function readEvent(component: JcalComponent, startIsOptional: boolean): EventReading {
  const uid = textOf(propertyOf(component, 'uid')).trim();
  if (uid === '') return { kind: 'refused', because: 'no-uid' };
  if (Buffer.byteLength(uid) > MAX_UID_OCTETS) return { kind: 'refused', because: 'too-large' };
  const revision = readRevision(component);
  const recurrence = propertyOf(component, 'recurrence-id');
  const recurrenceId = firstTime(recurrence);
  const unwritten: CalendarTime | null = startIsOptional
    ? (recurrenceId ?? { kind: 'utc', at: revision.stampedAt })
    : null;
  const start = firstTime(propertyOf(component, 'dtstart')) ?? unwritten;
  if (start === null) return { kind: 'refused', because: 'no-start' };
  const organizer = propertyOf(component, 'organizer');
  const event: EventComponent = {
    uid,
    recurrenceId,
    thisAndFuture: parameterOf(recurrence, 'range')?.toUpperCase() === 'THISANDFUTURE',
    revision,
    start,
    ...readEnd(component, start),
    rrule: readRules(component),
    ...readExclusions(component),
    rdates: propertiesOf(component, 'rdate').flatMap(readTimes),
    rdatePeriods: propertiesOf(component, 'rdate').flatMap(readPeriods),
    exdates: propertiesOf(component, 'exdate').flatMap(readTimes),
    status: readStatus(textOf(propertyOf(component, 'status'))),
    isPrivate: ['class', PRIVACY_KEPT].some((name) => isPrivateClass(textOf(propertyOf(component, name)))),
    summary: textOf(propertyOf(component, 'summary')),
    location: textOf(propertyOf(component, 'location')),
    description: textOf(propertyOf(component, 'description')),
    organizer: organizer === null ? null : readCalendarUser(organizer),
    attendees: propertiesOf(component, 'attendee').map(readAttendee),
    ical: writeJcal(component),
  };
  return { kind: 'event', event };
}

/** Beside an event whose CLASS is not shown: what it was. */
export const PRIVACY_KEPT = 'x-frontdesk-class';

/** RFC 5545 §3.8.1.3 */
function isPrivateClass(text: string): boolean {
  return /^(private|confidential)$/i.test(text.trim());
}

/** SEQUENCE is an INTEGER (RFC 5545 §3.3.8). */
const MAX_SEQUENCE = 2 ** 31 - 1;

/** RFC 5546 §2.1.5. Old Outlook keeps the sequence in a property of its own. */
function readRevision(component: JcalComponent): Revision {
  const written = propertyOf(component, 'sequence') ?? propertyOf(component, 'x-microsoft-cdo-appt-sequence');
  const sequence = Math.trunc(Number(textOf(written)));
  const stamps = ['dtstamp', 'last-modified', 'created'].map((name) => firstTime(propertyOf(component, name)));
  const stamp = stamps.find((time) => time !== null) ?? null;
  return {
    sequence: Number.isNaN(sequence) ? 0 : Math.min(Math.max(sequence, 0), MAX_SEQUENCE),
    stampedAt: readStamp(stamp),
  };
}

/** DTSTAMP must be in UTC (RFC 5545 §3.8.7.2); some write it without the Z and mean the same. */
function readStamp(time: CalendarTime | null): Instant {
  if (time === null) return instant(0);
  if (time.kind === 'utc') return time.at;
  return instant(localMilliseconds(time.kind === 'date' ? time.date : time.local));
}

/** Several different ones, which nobody should write (RFC 5545 §3.8.5.3), make one that cannot be read. */
function readRules(component: JcalComponent): string | null {
  const rules = propertiesOf(component, 'rrule').map(valueTextOf);
  return rules.length === 0 ? null : [...new Set(rules)].join(';');
}

function readExclusions(component: JcalComponent): Pick<EventComponent, 'exrules'> {
  const rules = propertiesOf(component, 'exrule').map(valueTextOf);
  return rules.length === 0 ? {} : { exrules: [...new Set(rules)] };
}

/** DTEND holds over DURATION; a DATE without either is one day, a DATE-TIME takes no time (RFC 5545 §3.6.1). */
function readEnd(component: JcalComponent, start: CalendarTime): Pick<EventComponent, 'end' | 'duration'> {
  const end = firstTime(propertyOf(component, 'dtend'));
  if (end !== null) return { end: alignEnd(start, end), duration: null };
  const duration = inDays(readDuration(textOf(propertyOf(component, 'duration'))), start);
  if (duration !== null) return { end: addDuration(start, duration), duration };
  return { end: start.kind === 'date' ? addDuration(start, { days: 1, milliseconds: 0 }) : start, duration: null };
}

/** Of days only whole ones can be told (§3.6.1): some write `PT24H`. */
function inDays(duration: CalendarDuration | null, start: CalendarTime): CalendarDuration | null {
  if (duration === null || start.kind !== 'date' || duration.milliseconds % DAY_MS !== 0) return duration;
  return { days: duration.days + duration.milliseconds / DAY_MS, milliseconds: 0 };
}

/** DTEND has DTSTART's type (§3.8.2.2). An all-day event that ends on its own day is meant to last that day. */
function alignEnd(start: CalendarTime, end: CalendarTime): CalendarTime {
  if (start.kind === 'date' && end.kind === 'date' && end.date <= start.date)
    return addDuration(start, { days: 1, milliseconds: 0 });
  return end;
}

function readStatus(text: string): EventComponent['status'] {
  const status = text.trim().toUpperCase();
  return status === 'TENTATIVE' || status === 'CONFIRMED' || status === 'CANCELLED' ? status : null;
}
