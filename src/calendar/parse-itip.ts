/**
 * Reads the iTIP message of a mail (RFC 5546) out of its calendar parts: repairs the text, holds it to the limits,
 * reads it with ical.js, and says as a value why it cannot be used. Called by delivery before booking decides. Never
 * throws, and takes time in proportion to the text whatever the text is.
 */
import {
  itipMethods,
  type EventComponent,
  type ItipMethod,
  type ItipRefusal,
  type ParsedItip,
} from './itip-message.js';
import { propertyOf, readJcal, textOf, type JcalComponent } from './jcal.js';
import { readEvent } from './read-event.js';
import { repairLines } from './repair-lines.js';
import { readDefinitions } from './zone-definitions.js';

export interface ItipLimits {
  readonly maxObjectBytes: number;
  /** VEVENT, VTIMEZONE, STANDARD, VALARM, ...: every BEGIN counts. */
  readonly maxComponents: number;
  /** Of one event. */
  readonly maxAttendees: number;
}

export const defaultItipLimits: ItipLimits = {
  maxObjectBytes: 1024 * 1024,
  maxComponents: 1000,
  maxAttendees: 1000,
};

/** As find-calendar-parts.ts gives it; `method` is the content type's parameter, the object's own METHOD wins. */
interface ItipPart {
  readonly content: string;
  readonly method: string | null;
}

/**
 * @param parts the best copy first: where the same object comes twice, the first that can be read holds (RFC 6047 §2.4
 *   has an attached twin for clients that know files only). Objects of different events make 'several-objects'.
 */
export function parseItip(parts: readonly ItipPart[], limits: ItipLimits): ParsedItip {
  let holding: ParsedItip | null = null;
  const seen = new Set<string>();
  for (const part of parts) {
    if (seen.has(part.content)) continue;
    seen.add(part.content);
    const parsed = parsePart(part, limits);
    if (holding === null || holding.kind === 'refused') holding = betterOf(holding, parsed);
    else if (parsed.kind === 'itip' && parsed.message.uid !== holding.message.uid)
      return refuse('several-objects', 'the mail has calendar objects of different events');
  }
  return holding ?? refuse('no-calendar-object', 'the mail has no calendar part');
}

/** The first refusal is told, unless a later copy can be read. */
function betterOf(holding: ParsedItip | null, parsed: ParsedItip): ParsedItip {
  return holding === null || parsed.kind === 'itip' ? parsed : holding;
}

function refuse(because: ItipRefusal, detail: string): ParsedItip {
  return { kind: 'refused', because, detail };
}

function parsePart(part: ItipPart, limits: ItipLimits): ParsedItip {
  if (Buffer.byteLength(part.content) > limits.maxObjectBytes)
    return refuse('too-large', `the calendar object is larger than ${limits.maxObjectBytes} octets`);
  const repaired = repairLines(part.content);
  if (repaired.kind === 'unreadable') return refuse('unreadable', repaired.detail);
  if (repaired.lines.length === 0) return refuse('no-calendar-object', 'no BEGIN:VCALENDAR');
  const outline = checkOutline(repaired.lines, limits);
  if (outline.kind === 'refused') return outline;
  let calendar: JcalComponent;
  try {
    calendar = readJcal(outline.lines.join('\r\n'));
  } catch (error) {
    // What the reader says of the text is worth telling; a TypeError of its own is not.
    const isSaid = error instanceof Error && !(error instanceof TypeError);
    return refuse('unreadable', isSaid ? error.message.slice(0, 200) : 'not iCalendar');
  }
  return readMessage(calendar, part.method);
}

type Outline = { readonly kind: 'outline'; readonly lines: readonly string[] } | (ParsedItip & { kind: 'refused' });

/** Components nest two deep (VALARM in VEVENT in VCALENDAR); vendors may add some. */
const MAX_DEPTH = 8;
/** Values of all RDATEs and EXDATEs: a daily series of ten years with each day named twice has fewer. */
const MAX_LISTED_DATES = 10_000;

/** RRULEs and EXRULEs: each is read apart from the others, and a component has need of one. */
const MAX_RULES = 1000;
/** Unfolded; a thousand events of fifty properties each. A property costs more than its octets. */
const MAX_LINES = 50_000;

/** Counts components, attendees, rules and dates and matches BEGIN with END before anything walks the tree. */
function checkOutline(lines: readonly string[], limits: ItipLimits): Outline {
  const open: string[] = [];
  let components = 0;
  let attendees = 0;
  let dates = 0;
  let rules = 0;
  for (const [index, line] of lines.entries()) {
    if (index >= MAX_LINES) return refused('too-large', `more than ${MAX_LINES} properties`);
    if (line.startsWith('BEGIN:')) {
      const name = line.slice(6).trim().toUpperCase();
      if (++components > limits.maxComponents)
        return refused('too-many-components', `more than ${limits.maxComponents} components`);
      if (name === 'VEVENT') attendees = 0;
      open.push(name);
      if (open.length > MAX_DEPTH) return refused('unreadable', 'components nested too deep');
    } else if (line.startsWith('END:')) {
      if (open.pop() !== line.slice(4).trim().toUpperCase()) return refused('unreadable', `unexpected ${line}`);
      if (open.length === 0) return checkRest(lines, index + 1);
    } else if (/^ATTENDEE[;:]/.test(line) && ++attendees > limits.maxAttendees)
      return refused('too-many-attendees', `more than ${limits.maxAttendees} attendees`);
    else if (/^(?:RRULE|EXRULE)[;:]/.test(line) && ++rules > MAX_RULES)
      return refused('too-large', `more than ${MAX_RULES} recurrence rules`);
    else if (/^(?:RDATE|EXDATE)[;:]/.test(line) && (dates += line.split(',').length) > MAX_LISTED_DATES)
      return refused('too-large', `more than ${MAX_LISTED_DATES} RDATEs and EXDATEs`);
  }
  // Cut short behind the last component: nothing of it is missing.
  if (open.length === 1) return { kind: 'outline', lines: [...lines, 'END:VCALENDAR'] };
  return refused('unreadable', 'the object ends in the middle of a component');
}

function checkRest(lines: readonly string[], end: number): Outline {
  const another = lines.slice(end).some((line) => /^BEGIN:VCALENDAR\s*$/i.test(line));
  if (another) return refused('several-objects', 'more than one VCALENDAR in one part');
  return { kind: 'outline', lines: lines.slice(0, end) };
}

function refused(because: ItipRefusal, detail: string): ParsedItip & { kind: 'refused' } {
  return { kind: 'refused', because, detail };
}

/** RFC 5546 §3.2.3, §3.2.5: these may leave DTSTART out. */
const startOptional: ReadonlySet<ItipMethod> = new Set(['CANCEL', 'REPLY', 'REFRESH', 'DECLINECOUNTER']);

function readMessage(calendar: JcalComponent, methodParameter: string | null): ParsedItip {
  const method = readMethod(calendar, methodParameter);
  const events = calendar[2].filter((component) => component[0] === 'vevent');
  const other = calendar[2].find((component) => /^v(todo|journal|freebusy)$/.test(component[0]));
  if (other !== undefined) return refuse('not-an-event', `the object holds a ${other[0].toUpperCase()}`);
  if (events.length === 0) return refuse('not-an-event', 'the object holds no VEVENT');
  if (method === null) return refuse('no-method', 'the object has no METHOD that RFC 5546 knows');
  const components: EventComponent[] = [];
  for (const event of events) {
    const reading = readEvent(event, startOptional.has(method));
    if (reading.kind === 'refused') return refuse(reading.because, refusalDetails[reading.because]);
    components.push(reading.event);
  }
  const uid = components[0]?.uid ?? '';
  if (components.some((component) => component.uid !== uid))
    return refuse('several-uids', 'the object holds several events');
  return { kind: 'itip', message: { method, uid, components, zones: readDefinitions(calendar) } };
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
