/**
 * Reads the iTIP objects of a message (RFC 5546) out of its calendar parts: repairs the text, holds it to the limits, makes
 * components of it, and says as a value why an object cannot be used. Called by delivery before booking decides. Never
 * throws, and takes time in proportion to the text whatever the text is.
 */
import { impossibleEndIn, unreadableIn } from './check-event.js';
import { checkOutline, type ItipLimits } from './check-outline.js';
import {
  itipMethods,
  type CalendarUser,
  type EventComponent,
  type ItipMethod,
  type ItipRefusal,
  type ObjectOutline,
  type ParsedItip,
  type ParsedObject,
  type ZoneTable,
} from './itip-message.js';
import { propertiesOf, propertyOf, textOf, type JcalComponent } from './jcal.js';
import { isAsking, methodOf } from './object-for.js';
import { readCalendarUser } from './read-calendar-user.js';
import { readEvent } from './read-event.js';
import { readComponent } from './read-jcal.js';
import { calendarObjects, type CalendarLines } from './repair-lines.js';
import { readDefinitions } from './zone-definitions.js';

export type { ItipLimits } from './check-outline.js';

export const defaultItipLimits: ItipLimits = {
  maxObjectBytes: 1024 * 1024,
  maxComponents: 1000,
  maxAttendees: 1000,
};

/** As find-calendar-parts.ts gives it; `method` is the content type's parameter, the object's own METHOD wins. */
interface ItipPart {
  readonly content: string;
  readonly method: string | null;
  /** false: `content` is only its beginning. */
  readonly isWhole?: boolean;
}

/**
 * @param parts the best copy first: where the same object comes twice, the first that can be read holds (RFC 6047 §2.4
 *   has an attached twin for clients that know files only)
 * @returns the object that asks for something, or the first one, with those of other events beside it
 */
export function parseItip(parts: readonly ItipPart[], limits: ItipLimits): ParsedItip {
  const seen = new Set<string>();
  const named = new Map<string, ParsedObject>();
  let nameless: ParsedObject | null = null;
  const whole = parts.filter(({ isWhole = true }) => isWhole);
  for (const part of whole) {
    if (seen.has(part.content)) continue;
    seen.add(part.content);
    for (const object of parsePart(part, limits)) {
      const uid = uidOf(object);
      if (uid === '') nameless ??= object;
      else if (named.get(uid)?.kind !== 'itip') named.set(uid, better(named.get(uid), object));
    }
  }
  // What is not read may be a copy of what was. Anything else may concern the same people.
  const isUnread = ({ content, isWhole = true }: ItipPart): boolean => !isWhole && !named.has(uidIn(content) ?? '');
  if (parts.some(isUnread)) return refuse('too-large', 'the calendar objects of the message are too many or too large');
  const objects = [...named.values()];
  const first = objects.find((object) => isAsking(methodOf(object))) ?? objects[0] ?? nameless;
  if (first === null) return refuse('no-calendar-object', 'the mail has no calendar part');
  const others = objects.filter((object) => object !== first);
  return others.length === 0 ? first : { ...first, others };
}

/** The first refusal is told, unless a later copy can be read. */
function better(known: ParsedObject | undefined, object: ParsedObject): ParsedObject {
  return known === undefined || object.kind === 'itip' ? object : known;
}

function refuse(because: ItipRefusal, detail: string, outline?: ObjectOutline): ParsedObject {
  return { kind: 'refused', because, detail, ...(outline === undefined ? {} : { outline }) };
}

/** Before they are unfolded: reading lines costs time, also of those that are refused. */
const MAX_LINES = 50_000;

function countLines(text: string): number {
  const lineBreak = text.includes('\n') ? '\n' : '\r';
  let lines = 0;
  for (let at = text.indexOf(lineBreak); at >= 0; at = text.indexOf(lineBreak, at + 1)) lines++;
  return lines;
}

function parsePart(part: ItipPart, limits: ItipLimits): readonly ParsedObject[] {
  if (Buffer.byteLength(part.content) > limits.maxObjectBytes)
    return [refuse('too-large', `the calendar object is larger than ${limits.maxObjectBytes} octets`)];
  if (countLines(part.content) > MAX_LINES) return [refuse('too-large', `more than ${MAX_LINES} lines`)];
  const objects = calendarObjects(part.content);
  if (objects.length === 0) return [refuse('no-calendar-object', 'no BEGIN:VCALENDAR')];
  const begun = objects.reduce((sum, { lines }) => sum + lines.filter(({ name }) => name === 'BEGIN').length, 0);
  if (objects.length > 1 && begun > limits.maxComponents)
    return [refuse('too-many-components', `more than ${limits.maxComponents} components`)];
  return oneOfEach(objects.flatMap((object) => parseObject(object, part.method, limits)));
}

/** Two VCALENDARs of one event in one part: the same twice, or a series in pieces, of which none is the whole. */
function oneOfEach(objects: readonly ParsedObject[]): readonly ParsedObject[] {
  const first = new Map<string, ParsedObject>();
  for (const object of objects) {
    const uid = uidOf(object);
    const known = first.get(uid);
    if (known === undefined) first.set(uid, object);
    else if (known.kind === 'itip' && object.kind === 'itip' && !areAlike(known, object)) {
      const { method, components } = known.message;
      const outline = outlineFrom(uid, components, method);
      first.set(uid, refuse('several-objects', 'the event stands in several VCALENDARs', outline));
    }
  }
  return [...first.values()];
}

type Readable = Extract<ParsedObject, { kind: 'itip' }>;

function areAlike({ message: one }: Readable, { message: other }: Readable): boolean {
  const textOfAll = (components: readonly EventComponent[]): string => components.map(({ ical }) => ical).join('');
  return one.method === other.method && textOfAll(one.components) === textOfAll(other.components);
}

/** The first UID in the beginning of an object, whatever else stands in it; null: it has none there. */
function uidIn(beginning: string): string | null {
  const value = /^UID(?:;[^:\r\n]*)?:(.*(?:\r?\n[ \t].*)*)/im.exec(beginning)?.[1];
  return value?.replaceAll(/\r?\n[ \t]/g, '').trim() ?? null;
}

function uidOf(object: ParsedObject): string {
  return object.kind === 'itip' ? object.message.uid : (object.outline?.uid ?? '');
}

function parseObject(object: CalendarLines, method: string | null, limits: ItipLimits): readonly ParsedObject[] {
  if (object.fault !== null) return [refuse('unreadable', object.fault)];
  const outline = checkOutline(object.lines, limits);
  if (outline.kind === 'refused') return [outline];
  let calendar: JcalComponent;
  try {
    calendar = readComponent(outline.lines);
  } catch (error) {
    return [refuse('unreadable', error instanceof Error ? error.message.slice(0, 200) : 'not iCalendar')];
  }
  return readMessages(calendar, method);
}

/** RFC 5546 §3.2.3, §3.2.5: these may leave DTSTART out. */
const startOptional: ReadonlySet<ItipMethod> = new Set(['CANCEL', 'REPLY', 'REFRESH', 'DECLINECOUNTER']);

/** One for each UID. */
function readMessages(calendar: JcalComponent, methodParameter: string | null): readonly ParsedObject[] {
  const events = calendar[2].filter((component) => component[0] === 'vevent');
  const other = calendar[2].find((component) => /^v(todo|journal|freebusy)$/.test(component[0]));
  if (other !== undefined) return [refuse('not-an-event', `the object holds a ${other[0].toUpperCase()}`)];
  if (events.length === 0) return [refuse('not-an-event', 'the object holds no VEVENT')];
  const around = { method: readMethod(calendar, methodParameter), zones: readDefinitions(calendar) };
  const byUid = new Map<string, JcalComponent[]>();
  for (const event of events) {
    const uid = textOf(propertyOf(event, 'uid')).trim();
    const known = byUid.get(uid);
    if (known === undefined) byUid.set(uid, [event]);
    else known.push(event);
  }
  return [...byUid].map(([uid, components]) => readMessage(uid, components, around));
}

function readMessage(
  uid: string,
  events: readonly JcalComponent[],
  { method, zones }: { readonly method: ItipMethod | null; readonly zones: ZoneTable },
): ParsedObject {
  const refuseIt = (because: ItipRefusal, detail: string): ParsedObject =>
    refuse(because, detail, outlineFrom(uid, events.map(usersOf), method));
  if (method === null) return refuseIt('no-method', 'the object has no METHOD that RFC 5546 knows');
  nameOrganizer(events);
  const components: EventComponent[] = [];
  for (const event of events) {
    const fault = unreadableIn(event);
    if (fault !== null) return refuseIt('unreadable', fault);
    const reading = readEvent(event, startOptional.has(method));
    if (reading.kind === 'refused') return refuseIt(reading.because, refusalDetails[reading.because]);
    components.push(reading.event);
  }
  const fault = startOptional.has(method) ? null : impossibleEndIn(components, events, zones);
  if (fault !== null) return refuseIt('unreadable', fault);
  return { kind: 'itip', message: { method, uid, components, zones } };
}

/** Some write ORGANIZER into the master alone (RFC 5545 §3.8.4.3 asks for it in each component of a group meeting). */
function nameOrganizer(events: readonly JcalComponent[]): void {
  const isMaster = (event: JcalComponent): boolean => propertyOf(event, 'recurrence-id') === null;
  const naming = [...events.filter(isMaster), ...events].find((event) => propertyOf(event, 'organizer') !== null);
  const organizer = naming === undefined ? null : propertyOf(naming, 'organizer');
  if (organizer === null) return;
  for (const event of events) if (propertyOf(event, 'organizer') === null) event[1].push(organizer);
}

interface EventUsers {
  readonly organizer: CalendarUser | null;
  readonly attendees: readonly CalendarUser[];
}

function usersOf(event: JcalComponent): EventUsers {
  const organizer = propertyOf(event, 'organizer');
  return {
    organizer: organizer === null ? null : readCalendarUser(organizer),
    attendees: propertiesOf(event, 'attendee').map(readCalendarUser),
  };
}

function outlineFrom(uid: string, events: readonly EventUsers[], method: ItipMethod | null): ObjectOutline {
  return {
    method,
    uid,
    organizers: events.flatMap(({ organizer }) => organizer ?? []),
    attendees: events.flatMap(({ attendees }) => attendees),
  };
}

const refusalDetails = {
  'no-uid': 'an event has no UID',
  'no-start': 'an event has no DTSTART',
  'too-large': 'a UID is longer than any program makes them',
} as const;

function readMethod(calendar: JcalComponent, parameter: string | null): ItipMethod | null {
  const written = textOf(propertyOf(calendar, 'method')).trim();
  const name = (written === '' ? (parameter ?? '') : written).toUpperCase();
  return itipMethods.find((method) => method === name) ?? null;
}
