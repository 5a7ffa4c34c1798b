/**
 * Who speaks in an iTIP object: its ORGANIZER lines, or in an answer its ATTENDEE lines, with where they stand.
 * Path: read-calendar.ts, for each calendar part; stamp-calendar.ts changes those lines and no other.
 * Standards: RFC 5546 §1.4 (methods and who sends them), §3.2, RFC 5545 §3.1, §3.6.6 (alarms have attendees of their own), RFC 6047
 * §2.4 (the method parameter).
 */
import { itipMethods, type ItipMethod } from '../../calendar/itip-message.js';
import { readCalendarAddress } from '../../calendar/read-calendar-user.js';
import { userColon, valueColon } from '../../calendar/content-line.js';
import { logicalLines, type LogicalLine } from '../../calendar/repair-lines.js';
import { addressKey, type Address } from '../../mail/address.js';

export interface CalendarUserLine {
  readonly property: 'ORGANIZER' | 'ATTENDEE';
  /** As written, `NAME=value`. */
  readonly parameters: readonly string[];
  /** `mailto:ann@example.org`, as written. */
  readonly uri: string;
  /** Everybody it may be meant for: by the URI first, then by EMAIL. */
  readonly addresses: readonly Address[];
  /** Characters of the object's text. */
  readonly start: number;
  readonly end: number;
  /** Nobody can tell for sure who it names. */
  readonly isUnreadable: boolean;
}

/** One VCALENDAR. */
export interface SpokenObject {
  /** null only if it is ambiguous. */
  readonly method: ItipMethod | null;
  /** Who speaks: the organizer, or attendees. */
  readonly speaker: CalendarUserLine['property'];
  /** It names several methods, or its lines can be told apart in two ways: nobody can tell who speaks. */
  readonly isAmbiguous: boolean;
  readonly lines: readonly CalendarUserLine[];
}

const answers: ReadonlySet<ItipMethod> = new Set(['REPLY', 'COUNTER', 'REFRESH']);

/**
 * The iTIP objects of a calendar part; one without a METHOD is nobody's act, and is left out.
 * @param methodParameter of the content type, for objects that name none
 */
export function findCalendarUsers(text: string, methodParameter: string | null): readonly SpokenObject[] {
  const objects: SpokenObject[] = [];
  const logical = logicalLines(text);
  const isTwofold = hasOtherReading(text, logical);
  for (const lines of splitObjects(logical)) {
    const methods = lines.filter(({ within, name }) => within.length === 1 && name === 'METHOD');
    const written = methods.map(({ line }) => line.text.slice(line.text.indexOf(':') + 1));
    const method = toMethod(written[0] ?? methodParameter);
    // RFC 6047 §2.4: the parameter says the same; who goes by it must not find another speaker.
    const said = new Set([...written, ...(methodParameter === null ? [] : [methodParameter])].map(toMethod));
    if (method === null && said.size < 2 && !isTwofold) continue;
    const speaker = method !== null && answers.has(method) ? 'ATTENDEE' : 'ORGANIZER';
    const spoken = lines.filter(({ name, within }) => name === speaker && !within.includes('VALARM'));
    objects.push({
      method,
      speaker,
      isAmbiguous: isTwofold || said.size > 1,
      lines: spoken.map(({ line }) => readLine(text, line, speaker)),
    });
  }
  return objects;
}

// No more than two CRs before an LF: with any number of them, a run of CRs would take time by its square.
const anyLineBreak = /\r{1,2}\n|[\n\r\v\f\u0085\u2028\u2029]/;
const foldBreak = /(?:\r{1,2}\n|[\n\r])[ \t]/g;
const telling = /^(?:begin|end|method|organizer|attendee)[;:]/i;

/**
 * logicalLines mends broken folding; a reader that takes RFC 5545 §3.1 by the letter, or other characters for line
 * breaks, must not find a speaker where we have found none.
 */
function hasOtherReading(text: string, logical: readonly LogicalLine[]): boolean {
  const counted = new Map<string, number>();
  for (const { text: line } of logical)
    if (telling.test(line)) counted.set(line.trim(), (counted.get(line.trim()) ?? 0) + 1);
  const byTheLetter = text.replaceAll(foldBreak, '').split(anyLineBreak);
  return byTheLetter.some((line) => {
    if (!telling.test(line) || valueColon(line) < 0) return false;
    const plain = line.replaceAll(/\p{Cc}/gu, (control) => (control === '\t' ? control : '')).trim();
    const left = counted.get(plain) ?? 0;
    counted.set(plain, left - 1);
    return left <= 0;
  });
}

interface PlacedLine {
  readonly line: LogicalLine;
  /** Of the property, in upper case. */
  readonly name: string;
  /** The components that it stands in, outermost first. */
  readonly within: readonly string[];
}

/** More components within each other: what stands deeper counts as standing here. */
const MAX_DEPTH = 8;

function splitObjects(lines: readonly LogicalLine[]): readonly (readonly PlacedLine[])[] {
  const objects: PlacedLine[][] = [];
  let within: readonly string[] = [];
  for (const line of lines) {
    const name = nameOf(line);
    const value = line.text
      .slice(name.length + 1)
      .trim()
      .toUpperCase();
    if (name === 'BEGIN' && value === 'VCALENDAR') {
      objects.push([]);
      within = [];
    }
    if (name === 'BEGIN' && within.length < MAX_DEPTH) within = [...within, value];
    objects.at(-1)?.push({ line, name, within });
    if (name === 'END') within = within.slice(0, Math.max(0, within.lastIndexOf(value)));
  }
  return objects;
}

/** With `_` for `-`, and in any case, as repair-lines.ts mends them. */
function nameOf({ text }: LogicalLine): string {
  return (/^[A-Za-z0-9_-]+/.exec(text)?.[0] ?? '').replaceAll('_', '-').toUpperCase();
}

/** With white space around. */
const MAX_METHOD_CHARACTERS = 100;

function toMethod(name: string | null): ItipMethod | null {
  const upper = name?.slice(0, MAX_METHOD_CHARACTERS).trim().toUpperCase();
  return itipMethods.find((method) => method === upper) ?? null;
}

const ESCAPE = '\u001b';

function readLine(
  text: string,
  { start, end, text: line }: LogicalLine,
  property: CalendarUserLine['property'],
): CalendarUserLine {
  const colon = userColon(line);
  const uri = line.slice(colon + 1).trim();
  const parameters = splitParameters(line.slice(0, Math.max(0, colon)));
  // A reader that takes the first colon may find somebody else: both must be the author's to name.
  const first = valueColon(line);
  const other = first === colon ? '' : line.slice(first + 1).trim();
  const written = [uri, parameterOf(parameters, 'EMAIL') ?? '', /^mailto:[^?]*/i.exec(other)?.[0] ?? ''];
  const addresses = written.flatMap((each) => readCalendarAddress(each) ?? []);
  const distinct = [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
  // Charsets that shift in and out (ISO-2022) may hide a colon or a quote in a name.
  const isShifted = text.slice(start, end).includes(ESCAPE);
  const isUnreadable = colon < 0 || isShifted || (distinct.length === 0 && uri.includes('@'));
  return { property, parameters, uri, addresses: distinct, start, end, isUnreadable };
}

/** What stands between semicolons outside quotes, behind the property's name. */
function splitParameters(head: string): readonly string[] {
  const pieces = head.match(/(?:"[^"]*"|[^";]|"(?=[^"]*$))+/g) ?? [];
  return pieces.slice(1).filter((piece) => piece.indexOf('=') > 0);
}

/** The value of a parameter without quotes; null without it. */
export function parameterOf(parameters: readonly string[], name: string): string | null {
  const found = parameters.find((parameter) => isNamed(parameter, name));
  return found === undefined
    ? null
    : found
        .slice(found.indexOf('=') + 1)
        .replaceAll('"', '')
        .trim();
}

export function isNamed(parameter: string, name: string): boolean {
  return parameter.slice(0, parameter.indexOf('=')).trim().toUpperCase() === name;
}
