/**
 * The iTIP object of an answer (RFC 5546 §3.2.3): what the organizer's calendar needs to mark our attendance, and what
 * Outlook wants repeated. booking/ decides what is in it and puts it into a mail.
 */
import { formatInstant, wholeSecond, type Instant } from '../mail/instant.js';
import type { CalendarUser, EventComponent, ZoneTable } from './itip-message.js';
import { propertiesOf, propertyOf, textOf, writeJcal, type JcalComponent, type JcalProperty } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { seriesClock } from './series-clock.js';
import { wrapCalendar } from './stored-calendar.js';
import { likeStart, timeLike, timeProperty } from './write-time.js';
import { definitionsFor } from './zone-definitions.js';

/** The answer to one VEVENT, or to one occurrence of it. */
export interface ReplyPart {
  readonly component: EventComponent;
  /** An occurrence of `component`, a master, that the request had no override for; null: the component as it is. */
  readonly occurrence: { readonly recurrenceId: Instant; readonly start: Instant; readonly end: Instant } | null;
  readonly partstat: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';
  /** RFC 5546 §3.6: `2.0;Success`, `4.0;Event conflict` */
  readonly requestStatus: string;
  readonly comment: string | null;
}

export interface ReplyContext {
  /** Us, as the organizer wrote us. */
  readonly attendee: CalendarUser;
  readonly zones: ZoneTable;
  /** IANA name; all-day and floating times are read in it. */
  readonly readerZone: string;
  /** DTSTAMP */
  readonly stampedAt: Instant;
}

/** The whole VCALENDAR, CRLF, folded, free of control characters. `parts`: at least one, all of one UID. */
export function composeReply(parts: readonly ReplyPart[], context: ReplyContext): string {
  const events = parts.map((part) => composeEvent(part, context));
  const definitions = definitionsFor(events, context.zones);
  return wrapCalendar(['METHOD:REPLY'], definitions, events.map(writeJcal).join(''));
}

function composeEvent(part: ReplyPart, context: ReplyContext): JcalComponent {
  const { component, comment } = part;
  const asked = readJcal(component.ical);
  const properties: (JcalProperty | null)[] = [
    ['uid', {}, 'text', component.uid],
    ['dtstamp', {}, 'date-time', formatInstant(wholeSecond(context.stampedAt))],
    ['sequence', {}, 'integer', component.revision.sequence],
    ...whenOf(part, asked, context),
    propertyOf(asked, 'summary'),
    propertyOf(asked, 'organizer'),
    ...delegatorsOf(asked, context.attendee),
    attendeeProperty(part, asked, context.attendee),
    ['request-status', {}, 'text', part.requestStatus.split(';')],
    comment === null || comment === '' ? null : ['comment', {}, 'text', comment],
  ];
  return ['vevent', properties.filter((property) => property !== null), []];
}

const single = ['recurrence-id', 'dtstart', 'dtend', 'duration'];
/** The dates that are answered: without them a master would say one that the request does not, or not all. */
const ofSeries = ['rrule', 'exrule', 'rdate', 'exdate'];

/** An occurrence has RECURRENCE-ID and times of its own, everything else what the request says. */
function whenOf({ component, occurrence }: ReplyPart, asked: JcalComponent, context: ReplyContext): JcalProperty[] {
  const clock = seriesClock(component.start, context.zones, context.readerZone);
  if (occurrence === null) {
    const one = single.flatMap((name) => propertiesOf(asked, name).slice(0, 1));
    // Some leave the rule in an override, where it says nothing.
    if (component.recurrenceId !== null) return one;
    const more = ofSeries.flatMap((name) => propertiesOf(asked, name));
    return [...one, ...more.map((property) => likeStart(property, component.start, clock))];
  }
  const times: [string, Instant][] = [
    ['recurrence-id', occurrence.recurrenceId],
    ['dtstart', occurrence.start],
    ['dtend', occurrence.end],
  ];
  return times.map(([name, at]) => timeProperty(name, timeLike(component.start, at, clock)));
}

/** RFC 5545 §3.2.4, §3.2.5, §3.2.11: lists of addresses. */
const severalValued = new Set(['DELEGATED-FROM', 'DELEGATED-TO', 'MEMBER']);

/** Who answers for itself has not delegated it, whatever the organizer has noted of an earlier answer. */
const notAnswered = new Set(['rsvp', 'partstat', 'delegated-to']);

/** Spelled as the organizer spelled it, that it may be found there; what asks for an answer does not come back. */
function attendeeProperty(part: ReplyPart, asked: JcalComponent, attendee: CalendarUser): JcalProperty {
  const written = propertiesOf(asked, 'attendee').find((property) => textOf(property).trim() === attendee.uri);
  // An override that names nobody is answered as the master is. A list is not written but where several may stand.
  const parameters =
    written?.[1] ??
    Object.fromEntries(
      Object.entries(attendee.parameters).map(([name, values]): [string, string | string[]] => [
        name.toLowerCase(),
        severalValued.has(name) ? [...values] : (values[0] ?? ''),
      ]),
    );
  const kept = Object.entries(parameters).filter(([name]) => !notAnswered.has(name));
  return ['attendee', { ...Object.fromEntries(kept), partstat: part.partstat }, 'cal-address', attendee.uri];
}

/** RFC 5546 §3.2.2.3: the organizer learns in whose place a delegate answers. */
function delegatorsOf(asked: JcalComponent, { parameters }: CalendarUser): JcalProperty[] {
  const names = (parameters['DELEGATED-FROM'] ?? []).map((uri) => uri.toLowerCase());
  return propertiesOf(asked, 'attendee').flatMap((written): JcalProperty[] => {
    const kept = Object.fromEntries(Object.entries(written[1]).filter(([name]) => name !== 'rsvp'));
    const isDelegator = names.includes(textOf(written).trim().toLowerCase()) && kept['delegated-to'] !== undefined;
    return isDelegator ? [['attendee', { ...kept, partstat: 'DELEGATED' }, 'cal-address', textOf(written).trim()]] : [];
  });
}
