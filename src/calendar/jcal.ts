/**
 * jCal (RFC 7265), the tree that read-jcal.ts makes of iCalendar text, and the way back to text. The tree's tuples stay
 * inside calendar/; booking sees EventComponent and text.
 */
import ICAL from 'ical.js';

/** [name in lower case, parameters, value type, values...] */
export type JcalProperty = [string, Record<string, string | string[]>, string, ...unknown[]];
/** [name in lower case, properties, components] */
export type JcalComponent = [string, JcalProperty[], JcalComponent[]];

/** The type of a value that is kept as it was written: of properties that nobody knows, and of values that nobody can read. */
export const AS_WRITTEN = 'unknown';

export function propertiesOf(component: JcalComponent, name: string): JcalProperty[] {
  return component[1].filter((property) => property[0] === name);
}

export function propertyOf(component: JcalComponent, name: string): JcalProperty | null {
  return component[1].find((property) => property[0] === name) ?? null;
}

/** The first value as text; '' if there is none. */
export function textOf(property: JcalProperty | null): string {
  const value = property?.[3];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** A parameter's first value, name in lower case; null without. */
export function parameterOf(property: JcalProperty | null, name: string): string | null {
  const value = property !== null && Object.hasOwn(property[1], name) ? property[1][name] : undefined;
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** RFC 5545 §3.1: without the line break. */
const MAX_LINE_OCTETS = 75;

/** The component as content lines, CRLF, folded so that no line is longer than 75 octets. */
export function writeJcal(component: JcalComponent): string {
  const name = component[0].toUpperCase();
  const lines = component[1].map((property) => `${foldLine(writeProperty(property))}\r\n`);
  return `BEGIN:${name}\r\n${lines.join('')}${component[2].map(writeJcal).join('')}END:${name}\r\n`;
}

// Line breaks in text values are written as \n by ical.js; no other control character has a place (RFC 5545 §3.1).
const unwritable = /[\u0000-\u001f\u007f-\u009f]/g;

/** One content line, not folded, without its line break. */
export function writeProperty(property: JcalProperty): string {
  return toLine(property).replaceAll(unwritable, '');
}

function toLine(property: JcalProperty): string {
  const [name, parameters, type, value] = property;
  if (type !== AS_WRITTEN) return ICAL.stringify.property(property, ICAL.design.icalendar, true);
  // ical.js would write VALUE=UNKNOWN where it knows the property.
  const head = ICAL.stringify.property(['x', parameters, AS_WRITTEN, ''], ICAL.design.icalendar, true);
  return `${name.toUpperCase()}${head.slice(1)}${typeof value === 'string' ? value : ''}`;
}

/** What stands behind the colon of its content line, as iCalendar writes it. */
export function valueTextOf([name, , ...typed]: JcalProperty): string {
  return writeProperty([name, {}, ...typed]).replace(/^[^:]*:/, '');
}

/** @param lineBreak the object's own, where it is not CRLF. Breaks stand between characters, never in one. */
export function foldLine(line: string, lineBreak = '\r\n', maxOctets = MAX_LINE_OCTETS): string {
  if (line.length * 3 <= maxOctets) return line;
  let folded = '';
  let from = 0;
  let octets = 0;
  for (let at = 0; at < line.length;) {
    const point = line.codePointAt(at) ?? 0;
    const width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (octets + width > maxOctets) {
      folded += `${line.slice(from, at)}${lineBreak} `;
      from = at;
      octets = 1;
    }
    octets += width;
    at += point > 0xffff ? 2 : 1;
  }
  return folded + line.slice(from);
}
