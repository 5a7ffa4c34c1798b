/**
 * Finds the VCALENDARs in a text and unfolds their lines (RFC 5545 §3.1). Mends what senders and relays are known to break,
 * where only one reading is possible: broken folding, line ends, byte order marks, control characters, and lines that
 * mailing lists and scanners put before, between and behind the components. Linear in the size of the text. First step of
 * parse-itip.ts.
 */
import { readContentLine, type ContentLine } from './content-line.js';

/** One VCALENDAR. */
export interface CalendarLines {
  /** From its BEGIN to its END, or to the end of the text where it has none. */
  readonly lines: readonly ContentLine[];
  /** What makes it unreadable; null: nothing so far. */
  readonly fault: string | null;
}

/** The objects of a text, in order. Whatever stands before, between and behind them is left out. */
export function calendarObjects(text: string): readonly CalendarLines[] {
  const objects: { lines: ContentLine[]; fault: string | null }[] = [];
  let depth = 0;
  for (const { text: unfolded } of logicalLines(text)) {
    const line = unfolded.replaceAll('\t', ' ');
    if (isBoundary('BEGIN', line)) {
      objects.push({ lines: [], fault: null });
      depth = 0;
    }
    const object = objects.at(-1);
    if (object === undefined || (depth === 0 && object.lines.length > 0)) continue;
    const read = readLine(line, depth);
    if (read === 'no-line') continue;
    if (read === 'unreadable') object.fault ??= `not a content line: ${line.slice(0, 60)}`;
    else {
      object.lines.push(read);
      if (read.name === 'BEGIN') depth++;
      else if (read.name === 'END') depth--;
    }
  }
  return objects;
}

/** Some footers follow on the same line. */
function isBoundary(name: 'BEGIN' | 'END', line: string): boolean {
  const rest = name === 'BEGIN' ? /^begin:\s*vcalendar\s*$/i : /^end:\s*vcalendar(?![A-Za-z0-9])/i;
  return rest.test(line);
}

/**
 * Lines that begin nothing are somebody's text where no event is begun, or none of its properties. An unreadable property
 * of the calendar itself, or of an experiment, may be lost.
 *
 * @param depth 1: between the components of the calendar
 */
function readLine(line: string, depth: number): ContentLine | 'no-line' | 'unreadable' {
  if (isBoundary('END', line)) return { name: 'END', parameters: {}, contradicted: [], value: 'VCALENDAR' };
  if (!beginsLine(line)) return 'no-line';
  return readContentLine(line) ?? (depth <= 1 || /^x[-_]/i.test(line) ? 'no-line' : 'unreadable');
}

// TAB stays, it is white space; C1 controls and the line separators of Unicode would be taken for line ends by some.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;

/** A content line and where it stands. */
export interface LogicalLine {
  /** Characters of the text, from the first one to behind the last one before the line break. */
  readonly start: number;
  readonly end: number;
  /** Unfolded, without control characters. */
  readonly text: string;
}

/** The content lines of any text, unfolded; blank ones are left out. */
export function logicalLines(text: string): readonly LogicalLine[] {
  // CRLF, CRCRLF and LF all end in LF; the CRs go with the control characters. A text with CRs only has lines too.
  const lineBreak = text.includes('\n') ? '\n' : '\r';
  const lines: { start: number; end: number; pieces: string[] }[] = [];
  let next = 0;
  const physical = text.split(lineBreak);
  for (const [index, raw] of physical.entries()) {
    const start = next;
    next += raw.length + 1;
    const line = raw.replaceAll(control, '');
    if (line.trim() === '') continue;
    const end = start + lengthBeforeCrs(raw);
    const last = lines.at(-1);
    const isNew = last === undefined || isWhole(last.pieces) || beginsLine(line);
    if (isNew || isFoldedName(line, physical[index + 1] ?? '')) lines.push({ start, end, pieces: [line] });
    else {
      last.pieces.push(/^[ \t]/.test(line) ? line.slice(1) : line);
      last.end = end;
    }
  }
  return lines.map(({ start, end, pieces }) => ({ start, end, text: pieces.join('') }));
}

const wholeLine =
  /^(?:BEGIN|END):[ \t]*(?:VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VTIMEZONE|STANDARD|DAYLIGHT|VALARM)[ \t]*$/i;

/** Nothing can be missing of the first or last line of a component: what follows is no part of it. */
function isWhole(pieces: readonly string[]): boolean {
  return pieces.length <= 2 && wholeLine.test(pieces.join(''));
}

function lengthBeforeCrs(line: string): number {
  let length = line.length;
  while (length > 0 && line[length - 1] === '\r') length--;
  return length;
}

const lineStart = /^([A-Za-z][A-Za-z0-9_-]{0,63})[;:]/;
// The properties of RFC 5545, 7986 and 9073 that invitations have, for lines written in lower or mixed case.
const knownNames = new Set(
  (
    'BEGIN END METHOD VERSION PRODID CALSCALE UID DTSTAMP DTSTART DTEND DUE DURATION SUMMARY DESCRIPTION LOCATION ' +
    'ORGANIZER ATTENDEE SEQUENCE STATUS CLASS TRANSP PRIORITY RRULE RDATE EXDATE EXRULE RECURRENCE-ID CREATED ' +
    'LAST-MODIFIED CATEGORIES COMMENT CONTACT ATTACH URL GEO RESOURCES RELATED-TO REQUEST-STATUS ACTION TRIGGER ' +
    'REPEAT ACKNOWLEDGED TZID TZNAME TZOFFSETFROM TZOFFSETTO TZURL COLOR IMAGE CONFERENCE NAME REFRESH-INTERVAL ' +
    'SOURCE STYLED-DESCRIPTION PERCENT-COMPLETE COMPLETED FREEBUSY'
  ).split(' '),
);

/**
 * Whether a physical line begins a property. One that begins with white space does not, nor one that cannot: its blank
 * was lost, or its colon slipped onto it. `Agenda: ...` is text, `X-ANYTHING:` and `ANYTHING:` are properties.
 */
function beginsLine(line: string): boolean {
  const name = lineStart.exec(line)?.[1];
  if (name === undefined) return false;
  return /^x[-_]/i.test(name) || name === name.toUpperCase() || isKnown(name);
}

function isKnown(name: string): boolean {
  return knownNames.has(name.replaceAll('_', '-').toUpperCase());
}

/** RFC 5545 §3.1 lets a line be folded in or behind the name of its property, as RFC 2446 does in its examples. */
function isFoldedName(line: string, next: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(line.trimEnd())) return false;
  const rest = /^[ \t]([^]*)$/.exec(next.replaceAll(control, ''))?.[1];
  const name = rest === undefined ? undefined : lineStart.exec(line.trimEnd() + rest)?.[1];
  return name !== undefined && isKnown(name);
}

/** TZIDs are compared in this form: unquoted, unescaped, without white space around. */
export function normalizeTzid(tzid: string): string {
  return tzid.replaceAll('"', '').replaceAll(/\\(.)/g, '$1').trim();
}
