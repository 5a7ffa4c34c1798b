/**
 * Content-Type and Content-Disposition as values (RFC 2045 §5.1, RFC 2183, RFC 2231 for long or encoded parameters).
 * Read leniently: what cannot be understood is left out, nothing fails.
 */
import { withoutComments } from './comments-and-quotes.js';

export interface FieldWithParameters {
  /** Lower-case: `text/calendar`, `attachment`. */
  readonly value: string;
  /** Names in lower case, values unquoted and RFC 2231 decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** More than any real field has; keeps hostile ones cheap. */
const MAX_PARAMETERS = 64;
/** A boundary has at most 70 characters, file names 255; fields longer than this are cut. */
const MAX_FIELD_CHARACTERS = 8192;

/** Reads `type/subtype; name=value; name="value"`. Linear in the length of the field, and bounded by MAX_FIELD_CHARACTERS. */
export function parseParameters(field: string): FieldWithParameters {
  const text = field.slice(0, MAX_FIELD_CHARACTERS);
  const pieces = splitOutsideQuotes(text);
  const raw = new Map<string, string>();
  for (const piece of pieces.slice(1, MAX_PARAMETERS + 1)) {
    const equals = piece.indexOf('=');
    if (equals < 1) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    if (!raw.has(name)) raw.set(name, unquote(piece.slice(equals + 1).trim()));
  }
  // RFC 2045 §5.1: there may be comments and blanks in a type.
  const value = withoutComments(pieces[0] ?? '')
    .replaceAll(/\s/g, '')
    .toLowerCase();
  return { value, parameters: joinContinuations(raw) };
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ';' && !quoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  const end = value.endsWith('"') && value.length > 1 ? -1 : undefined;
  return value.slice(1, end).replaceAll(/\\(.)/g, '$1');
}

/** RFC 2231 §3, §4: `name*0*=utf-8''a; name*1=b` is one value. */
function joinContinuations(raw: ReadonlyMap<string, string>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of raw) {
    const star = name.indexOf('*');
    if (star < 0) joined.set(name, value);
    else if (name.endsWith('*') && star === name.length - 1) joined.set(name.slice(0, star), decodeExtended(value));
    else if (/\*0\*?$/.test(name)) joined.set(name.slice(0, star), joinFrom(raw, name.slice(0, star)));
  }
  return joined;
}

function joinFrom(raw: ReadonlyMap<string, string>, base: string): string {
  let value = '';
  for (let index = 0; index < MAX_PARAMETERS; index++) {
    const encoded = raw.get(`${base}*${index}*`);
    const piece = encoded ?? raw.get(`${base}*${index}`);
    if (piece === undefined) break;
    value += piece;
  }
  return raw.has(`${base}*0*`) ? decodeExtended(value) : value;
}

function decodeExtended(value: string): string {
  const text = value.replace(/^[^']{0,40}'[^']{0,40}'/, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
