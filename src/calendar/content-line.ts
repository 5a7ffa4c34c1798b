/**
 * One content line of an iCalendar object (RFC 5545 §3.1) as name, parameters and value. Mends what programs are known to
 * break where only one reading is possible: bare colons in parameters, unclosed quotes, parameters without `=`. Linear in
 * the length of the line. Used by read-jcal.ts, after repair-lines.ts has unfolded the lines.
 */

/** No honest property has longer parameters. */
const MAX_PARAMETER_CHARACTERS = 16_384;

export interface ContentLine {
  /** Upper case, with `-` for `_`. */
  readonly name: string;
  /** Names in lower case, values without quotes (RFC 6868 undone). A list where the parameter may hold several. */
  readonly parameters: Readonly<Record<string, string | string[]>>;
  /** Parameters that stand there twice with different values (RFC 5545 §3.2 allows each once). The first one is kept. */
  readonly contradicted: readonly string[];
  readonly value: string;
}

/** @returns null when the line has no name or no value, or more parameters than are read */
export function readContentLine(line: string): ContentLine | null {
  const written = /^[A-Za-z0-9_-]+/.exec(line)?.[0] ?? '';
  const name = written.replaceAll('_', '-').toUpperCase();
  const colon = colonFor(name, line);
  if (name === '' || colon < written.length || colon > MAX_PARAMETER_CHARACTERS) return null;
  const { parameters, contradicted } = readParameters(line.slice(written.length, colon));
  return { name, parameters, contradicted, value: line.slice(colon + 1) };
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

/**
 * The same for ORGANIZER and ATTENDEE: a bare colon in a parameter (`CN=Sales: EU:mailto:org@ext.example`) does not begin
 * the value, the last `:mailto:` does.
 */
export function userColon(line: string): number {
  let last = -1;
  for (const match of line.matchAll(/:[ \t]*mailto[ \t]*:/gi)) last = match.index;
  // A quote behind it: it stands within a quoted parameter, and the value is no mailto.
  return last < 0 || line.includes('"', last) ? valueColon(line) : last;
}

const users = new Set(['ORGANIZER', 'ATTENDEE']);
const timeNames = new Set(['DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'DTSTAMP', 'DUE']);

/** An unquoted `TZID=(UTC+01:00) Amsterdam` has a colon too; the value is what looks like one. */
function colonFor(name: string, line: string): number {
  if (users.has(name)) return userColon(line);
  const look = timeNames.has(name)
    ? /:(?=[ \t]*\d{4}-?\d{2})/
    : name === 'RRULE' || name === 'EXRULE'
      ? /:(?=[ \t]*[A-Za-z-]+[ \t]*=)/
      : null;
  const found = look === null ? null : look.exec(line.slice(0, MAX_PARAMETER_CHARACTERS));
  return found?.index ?? valueColon(line);
}

/** RFC 5545 §3.2.4, §3.2.5, §3.2.11: lists of addresses. */
const severalValued = new Set(['delegated-from', 'delegated-to', 'member']);
/** Some write `SENT-BY:"mailto:pa@ext.example"`. */
const colonForEquals = /^[ \t]*(CN|SENT-BY|EMAIL|DIR|DELEGATED-FROM|DELEGATED-TO|MEMBER)[ \t]*:([^]*)$/i;

function readParameters(head: string): Pick<ContentLine, 'parameters' | 'contradicted'> {
  const parameters = new Map<string, string | string[]>();
  const contradicted: string[] = [];
  for (const piece of splitOutsideQuotes(head, ';').slice(1)) {
    const [name, written] = nameAndValue(piece);
    // Without a name or a value it says nothing.
    if (name === '') continue;
    const value = severalValued.has(name) ? splitOutsideQuotes(written, ',').map(plain) : plain(written);
    const known = parameters.get(name);
    if (known === undefined) parameters.set(name, value);
    else if (String(known) !== String(value)) contradicted.push(name);
  }
  return { parameters: Object.fromEntries(parameters), contradicted };
}

function nameAndValue(piece: string): readonly [string, string] {
  const equals = piece.indexOf('=');
  const name = piece.slice(0, Math.max(0, equals)).trim();
  if (/^[A-Za-z0-9_-]+$/.test(name)) return [name.replaceAll('_', '-').toLowerCase(), piece.slice(equals + 1)];
  const match = colonForEquals.exec(piece);
  return [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? ''];
}

/** A quote that none follows is an ordinary character. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  const lastQuote = text.lastIndexOf('"');
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted && at < lastQuote;
    else if (character === separator && !quoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...pieces, text.slice(from)];
}

const escapes: Readonly<Record<string, string>> = { "^'": '"', '^n': '\n', '^^': '^' };

/** Without quotes; RFC 6868 §3.2 undone. */
function plain(value: string): string {
  return value
    .trim()
    .replaceAll('"', '')
    .replaceAll(/\^['n^]/g, (escape) => escapes[escape] ?? escape);
}
