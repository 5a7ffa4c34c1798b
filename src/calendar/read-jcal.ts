/**
 * iCalendar text as jCal (RFC 7265): the lines are put into components and properties here, values of text are read by
 * ical.js. Values that tell times are read by time-values.ts instead, as ical.js takes any text for a time: one that cannot
 * be read becomes a property of the type `unknown` with the text as written, which check-event.ts finds. Used by
 * parse-itip.ts for what comes in, and for every object that a store keeps.
 */
import ICAL from 'ical.js';
import { readContentLine, type ContentLine } from './content-line.js';
import { AS_WRITTEN, type JcalComponent, type JcalProperty } from './jcal.js';
import { readRuleValue } from './recurrence-rule.js';
import { logicalLines, normalizeTzid } from './repair-lines.js';
import { readDurationValue, readOffsetValue, readTimeValue, type TimeValue } from './time-values.js';

/** Reads one component with all that is in it. Throws an Error when the text is none. */
export function readJcal(text: string): JcalComponent {
  const lines = logicalLines(text).map((line) => readContentLine(line.text));
  const read = lines.filter((line) => line !== null);
  if (read.length < lines.length) throw new Error('not a content line');
  return readComponent(read);
}

/** @param lines from its BEGIN to its END; throws an Error when they are not nested as they should be */
export function readComponent(lines: readonly ContentLine[]): JcalComponent {
  const root: JcalComponent = ['', [], []];
  const open: JcalComponent[] = [root];
  for (const line of lines) {
    const current = open.at(-1);
    if (current === undefined) break;
    if (line.name === 'BEGIN') {
      const begun: JcalComponent = [line.value.trim().toLowerCase(), [], []];
      current[2].push(begun);
      open.push(begun);
    } else if (line.name === 'END') {
      if (open.length === 1 || current[0] !== line.value.trim().toLowerCase()) throw new Error(`unexpected END`);
      open.pop();
    } else current[1].push(...readProperties(line));
  }
  const [component, ...others] = root[2];
  if (component === undefined || open.length !== 1 || others.length > 0 || root[1].length > 0)
    throw new Error('not one component');
  return component;
}

const lists = new Set(['rdate', 'exdate']);
const times = new Set(['dtstart', 'dtend', 'due', 'recurrence-id', 'dtstamp', 'created', 'last-modified', 'completed']);

/** One property; several where a list has values of several kinds. */
function readProperties(line: ContentLine): readonly JcalProperty[] {
  const name = line.name.toLowerCase();
  const { value: _, ...parameters } = line.parameters;
  if (lists.has(name) || times.has(name)) return readTimes(name, line);
  switch (name) {
    case 'duration':
      return [[name, parameters, ...typed('duration', readDurationValue(line.value), line.value)]];
    case 'rrule':
    case 'exrule':
      return [[name, parameters, ...typed('recur', readRuleValue(line.value), line.value)]];
    case 'tzoffsetfrom':
    case 'tzoffsetto':
      return [[name, parameters, ...typed('utc-offset', readOffsetValue(line.value), line.value)]];
    default:
      return [readByType(name, line, parameters)];
  }
}

function typed(type: string, value: unknown, written: string): [string, unknown] {
  return value === null ? [AS_WRITTEN, written] : [type, value];
}

/** What of a list of times stands in one property: jCal has one type and one zone for all its values. */
interface TimeGroup {
  readonly type: string;
  readonly tzid: string;
  readonly values: unknown[];
}

/**
 * A value's look tells its type better than a missing or wrong VALUE. A TZID beside a date or beside a time in UTC says
 * nothing (RFC 5545 §3.2.19), and an empty one makes a floating time.
 */
function readTimes(name: string, line: ContentLine): readonly JcalProperty[] {
  const { value: _, tzid: written = '', ...parameters } = line.parameters;
  const tzid = normalizeTzid(String(written));
  const groups: TimeGroup[] = [];
  const values = line.value.split(',');
  const isTwofold = line.contradicted.includes('tzid') || (!lists.has(name) && values.length > 1);
  for (const value of values) {
    const read = isTwofold ? null : readOne(name, value, tzid);
    if (read === null) return [[name, tzid === '' ? parameters : { ...parameters, tzid }, AS_WRITTEN, line.value]];
    const last = groups.at(-1);
    if (last?.type === read.type && last.tzid === read.tzid) last.values.push(read.value);
    else groups.push({ type: read.type, tzid: read.tzid, values: [read.value] });
  }
  return groups.map(({ type, tzid: own, values: all }) => [
    name,
    own === '' ? parameters : { ...parameters, tzid: own },
    type,
    ...all,
  ]);
}

/** @returns null: unreadable */
function readOne(name: string, text: string, tzid: string): { type: string; tzid: string; value: unknown } | null {
  const slash = name === 'rdate' ? text.indexOf('/') : -1;
  const start = readTimeValue(slash < 0 ? text : text.slice(0, slash));
  if (start === null || contradicts(start, tzid)) return null;
  const own = start.isDate || start.isUtc ? '' : tzid;
  if (slash < 0) return { type: start.isDate ? 'date' : 'date-time', tzid: own, value: start.text };
  const until = text.slice(slash + 1);
  const end = readTimeValue(until);
  const lasting = end?.text ?? readDurationValue(until);
  if (lasting === null || start.isDate || (end !== null && contradicts(end, tzid))) return null;
  // With the start in UTC there is no zone for a local end.
  if (end !== null && (end.isDate || (start.isUtc && !end.isUtc))) return null;
  return { type: 'period', tzid: own, value: [start.text, lasting] };
}

function contradicts({ hadOffset }: TimeValue, tzid: string): boolean {
  return hadOffset && tzid !== '';
}

const { property: designs } = ICAL.design.icalendar as unknown as {
  readonly property: Readonly<Record<string, { readonly defaultType?: string; readonly allowedTypes?: string[] }>>;
};

/** Text, integers, URIs. A VALUE that the property cannot have says nothing. */
function readByType(name: string, line: ContentLine, parameters: JcalProperty[1]): JcalProperty {
  if (!Object.hasOwn(designs, name)) return [name, { ...line.parameters }, AS_WRITTEN, line.value];
  const wanted = String(line.parameters['value'] ?? '').toLowerCase();
  const { allowedTypes = ['uri', 'binary', 'text'] } = designs[name] ?? {};
  const isKept = wanted !== '' && allowedTypes.includes(wanted) && isOpen(name);
  try {
    const read: unknown = ICAL.parse.property(
      `${name.toUpperCase()}${isKept ? `;VALUE=${wanted}` : ''}:${line.value}`,
      ICAL.design.icalendar,
    );
    const [, , type, ...values] = read as JcalProperty;
    return [name, parameters, type, ...values];
  } catch {
    return [name, parameters, AS_WRITTEN, line.value];
  }
}

/** Text and numbers stay what they are. */
function isOpen(name: string): boolean {
  const type = designs[name]?.defaultType;
  return type !== 'text' && type !== 'integer' && type !== 'cal-address';
}
