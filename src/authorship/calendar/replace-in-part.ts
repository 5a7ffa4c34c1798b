/**
 * Changes of a decoded part as changes of the octets that stand in the message, in the transfer encoding they are in.
 * Path: stamp-calendar.ts.
 * Standards: RFC 2045 §6.2 (7bit, 8bit), §6.7 (quoted-printable), §6.8 (base64).
 */
import type { CalendarPlace } from '../../mail/find-calendar-parts.js';
import { decodeQuotedPrintable } from '../../mail/decode-text.js';

/** Octets [start, end) give way to `bytes`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/**
 * @param mail the message; the replacements that come back count its octets
 * @param decoded the part without its transfer encoding; `changes` count its octets, in order, none over another
 */
export function replaceInPart(
  mail: Uint8Array,
  place: CalendarPlace,
  decoded: Buffer,
  changes: readonly Replacement[],
): readonly Replacement[] {
  if (changes.length === 0) return [];
  const encoded = Buffer.from(mail.buffer, mail.byteOffset + place.start, place.end - place.start);
  return inEncoding(encoded, place.encoding, decoded, changes).map(({ start, end, bytes }) => ({
    start: place.start + start,
    end: place.start + end,
    bytes,
  }));
}

function inEncoding(
  encoded: Buffer,
  encoding: string,
  decoded: Buffer,
  changes: readonly Replacement[],
): readonly Replacement[] {
  switch (encoding) {
    case 'base64':
      return [{ start: 0, end: encoded.length, bytes: recodeBase64(encoded, applyReplacements(decoded, changes)) }];
    case 'quoted-printable':
      return replaceQuotedPrintable(encoded, changes);
    default:
      return changes;
  }
}

export function applyReplacements(bytes: Buffer, replacements: readonly Replacement[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, bytes: instead } of replacements) {
    pieces.push(bytes.subarray(at, start), instead);
    at = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

/** RFC 2045 §6.8, §6.7: no line of an encoding is longer. */
const MAX_ENCODED_LINE = 76;
/** RFC 5322 §2.1.1: some write everything on one line, which may be this long. */
const MAX_LINE = 998;

/** In lines as long as the first one was, between the white space that was around. */
function recodeBase64(encoded: Buffer, decoded: Buffer): Buffer {
  const written = encoded.toString('latin1');
  const first = /^\s*([^\r\n]*)(\r?\n)?/.exec(written);
  const asWritten = first?.[2] === undefined ? MAX_LINE : (first[1] ?? '').length;
  const length = asWritten < 4 || asWritten > MAX_LINE ? MAX_ENCODED_LINE : asWritten - (asWritten % 4);
  const before = written.slice(0, written.length - written.trimStart().length);
  const after = written.slice(written.trimEnd().length);
  const lines = decoded.toString('base64').match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
  return Buffer.from(`${before}${lines.join('\r\n')}${after}`, 'latin1');
}

function replaceQuotedPrintable(encoded: Buffer, changes: readonly Replacement[]): readonly Replacement[] {
  const origins = new Uint32Array(encoded.length + 1);
  const length = decodeQuotedPrintable(encoded, origins).length;
  const originOf = (octet: number): number => (octet >= length ? encoded.length : (origins[octet] ?? 0));
  return changes.map((change) => {
    const start = originOf(change.start);
    const end = originOf(change.end);
    const startsLine = start === 0 || encoded[start - 1] === 0x0a;
    const endsLine = end === encoded.length || encoded[end] === 0x0a || encoded[end] === 0x0d;
    // What stands before or behind on the same line goes on on a line of its own.
    const text = `${startsLine ? '' : SOFT_BREAK}${encodeQuotedPrintable(change.bytes)}${endsLine ? '' : SOFT_BREAK}`;
    return { start, end, bytes: Buffer.from(text, 'latin1') };
  });
}

const SOFT_BREAK = '=\r\n';

/** CRLFs are line breaks; every other octet that is no printable ASCII is a code, and so is a blank that ends a line. */
function encodeQuotedPrintable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .split('\r\n')
    .map((line) => breakSoftly(line.replace(/[ \t]$|[^\t\x20-\x3c\x3e-\x7e]/g, code)))
    .join('\r\n');
}

function code(octet: string): string {
  return `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function breakSoftly(line: string): string {
  let broken = '';
  let column = 0;
  for (const [unit] of line.matchAll(/=..|./gs)) {
    if (column + unit.length >= MAX_ENCODED_LINE) {
      broken += SOFT_BREAK;
      column = 0;
    }
    broken += unit;
    column += unit.length;
  }
  return broken;
}
