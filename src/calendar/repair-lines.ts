/**
 * Unfolds the lines of an iCalendar object (RFC 5545 §3.1) and mends what senders and relays are known to break, where
 * only one reading is possible: broken folding, line ends, byte order marks, control characters, names with underscores,
 * unquoted TZIDs. Linear in the size of the text. First step of parse-itip.ts.
 */

/** No honest property has longer parameters; what reads them takes time by the square of their number. */
const MAX_PARAMETER_CHARACTERS = 16_384;

export type RepairedLines =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** The content lines of everything from the first BEGIN:VCALENDAR on, unfolded, without empty ones. */
export function repairLines(text: string): RepairedLines {
  const lines: string[] = [];
  for (const { text: unfolded } of logicalLines(text)) {
    const line = unfolded.replaceAll('\t', ' ');
    if (lines.length === 0 && !/^begin:vcalendar\s*$/i.test(line)) continue;
    const repaired = repairLine(line);
    if (repaired === null) return { kind: 'unreadable', detail: `not a content line: ${line.slice(0, 60)}` };
    lines.push(repaired);
  }
  return { kind: 'lines', lines };
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
    if (last === undefined || beginsLine(line) || isFoldedName(line, physical[index + 1] ?? ''))
      lines.push({ start, end, pieces: [line] });
    else {
      last.pieces.push(/^[ \t]/.test(line) ? line.slice(1) : line);
      last.end = end;
    }
  }
  return lines.map(({ start, end, pieces }) => ({ start, end, text: pieces.join('') }));
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
  return /^x[-_]/i.test(name) || name === name.toUpperCase() || knownNames.has(name.toUpperCase());
}

/** RFC 5545 §3.1 lets a line be folded in or behind the name of its property, as RFC 2446 does in its examples. */
function isFoldedName(line: string, next: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(line.trimEnd())) return false;
  const rest = /^[ \t]([^]*)$/.exec(next.replaceAll(control, ''))?.[1];
  const name = rest === undefined ? undefined : lineStart.exec(line.trimEnd() + rest)?.[1];
  return name !== undefined && knownNames.has(name.toUpperCase());
}

function repairLine(line: string): string | null {
  const name = /^[A-Za-z0-9_-]+/.exec(line)?.[0] ?? '';
  const colon = valueColon(line);
  if (name === '' || colon < 0 || colon > MAX_PARAMETER_CHARACTERS) return null;
  const upper = name.replaceAll('_', '-').toUpperCase();
  const rest = line.slice(name.length);
  if (upper === 'RRULE') return `RRULE${repairRule(rest, colon - name.length)}`;
  if (!timeNames.has(upper)) return `${upper}${dropEmptyParameters(rest, colon - name.length)}`;
  return `${upper}${repairTimeProperty(rest)}`;
}

/** The colon before the value: the first one outside quotes. */
export function valueColon(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length && at <= MAX_PARAMETER_CHARACTERS; at++) {
    const character = line[at];
    if (character === '"') quoted = !quoted;
    else if (character === ':' && !quoted) return at;
  }
  // An odd quote: the value is whatever follows the first colon after all.
  return line.indexOf(':');
}

/** Parameters without `=` say nothing, and nobody can read on after them. */
function dropEmptyParameters(rest: string, colon: number): string {
  const parameters = rest.slice(0, colon);
  if (!parameters.includes(';')) return rest;
  const kept = (parameters.slice(1).match(/(?:"[^"]*"|[^";])+/g) ?? []).filter((each) => each.indexOf('=') > 0);
  return `${kept.map((each) => `;${each.trim()}`).join('')}${rest.slice(colon)}`;
}

/** Case and blanks mean nothing in a rule (RFC 5545 §2, §3.3.10), and a part without a value says nothing. */
function repairRule(rest: string, colon: number): string {
  const parts = rest
    .slice(colon + 1)
    .replaceAll(' ', '')
    .toUpperCase()
    .split(';');
  return `${rest.slice(0, colon)}:${parts.filter((part) => part !== '' && !part.endsWith('=')).join(';')}`;
}

const timeNames = new Set(['DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'RDATE']);

/**
 * The values of these hold no colon, so an unquoted `TZID=(UTC+01:00) Amsterdam, Berlin` has one meaning. Its escapes
 * (`Chennai\, Kolkata`) are undone, as TZIDs are compared without.
 */
function repairTimeProperty(rest: string): string {
  const colon = rest.lastIndexOf(':');
  const value = rest.slice(colon).replaceAll(' ', '');
  const parameters = repairValueType(rest.slice(0, colon), value);
  const at = parameters.toUpperCase().indexOf(';TZID=');
  if (at < 0) return dropEmptyParameters(parameters + value, parameters.length);
  const from = at + ';TZID='.length;
  const closing = parameters.startsWith('"', from) ? parameters.indexOf('"', from + 1) : from;
  const semicolon = parameters.indexOf(';', Math.max(from, closing));
  const end = semicolon < 0 ? parameters.length : semicolon;
  const others = `${parameters.slice(0, at)}${parameters.slice(end)}`;
  const tzid = normalizeTzid(parameters.slice(from, end));
  return `;TZID="${tzid}"${dropEmptyParameters(others + value, others.length)}`;
}

/** What a value looks like tells its type better than a missing or wrong VALUE. */
function repairValueType(parameters: string, value: string): string {
  if (value.includes('/')) return parameters;
  const untyped = parameters.replaceAll(/;VALUE="?(?:DATE|DATE-TIME)"?(?=;|$)/gi, '');
  return /^:\d{8}(?:,|$)/.test(value) ? `${untyped};VALUE=DATE` : untyped;
}

/** TZIDs are compared in this form: unquoted, unescaped, without white space around. */
export function normalizeTzid(tzid: string): string {
  return tzid.replaceAll('"', '').replaceAll(/\\(.)/g, '$1').trim();
}
