/**
 * The header section of a message as the lines it is made of, for those who change some and must leave the others.
 * Stricter than header-section.ts, which reads whatever comes in: what is sent on from here may not mean one thing to us
 * and another to the next host.
 * Path: submission reads authors from it and stamps it (edit-header.ts).
 * Standards: RFC 5322 §2.2, §4.5 (old forms), RFC 5321 §2.3.8 (line ends), RFC 6532 (UTF-8).
 */
import { MAX_HEADER_FIELDS, MAX_HEADER_SECTION_BYTES } from './header-section.js';

/** One field with its continuation lines and line ends: `bytes.subarray(start, end)`. */
export interface RawField {
  /** Lower-case. */
  readonly name: string;
  readonly start: number;
  /** Where the value begins, right behind the colon. */
  readonly valueStart: number;
  readonly end: number;
}

export interface RawHeader {
  readonly kind: 'header';
  /** The section, the empty line included if there is one. */
  readonly bytes: Buffer;
  readonly fields: readonly RawField[];
}

/** Why nobody can tell for sure what the section says. */
export type HeaderFault =
  | 'nul'
  /** CR or LF alone: to-crlf.ts has not been there. */
  | 'bare-line-end'
  /** A line that is neither a field nor the continuation of one. */
  | 'not-a-field'
  | 'too-large';

const fieldStart = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/;
/** A field name takes no more than a line (RFC 5322 §2.1.1). */
const MAX_NAME_BYTES = 998;

/**
 * @param message from its first byte; what stands behind the empty line is not looked at
 */
export function readRawHeader(message: Uint8Array): RawHeader | { readonly kind: 'malformed'; fault: HeaderFault } {
  const head = Buffer.from(message.buffer, message.byteOffset, Math.min(message.length, MAX_HEADER_SECTION_BYTES));
  const fields: RawField[] = [];
  let at = 0;
  while (at < head.length) {
    const newline = head.indexOf(0x0a, at);
    if (newline < 0 && head.length < message.length) return { kind: 'malformed', fault: 'too-large' };
    const next = newline < 0 ? head.length : newline + 1;
    if (next === at + 2 && head[at] === 0x0d && newline >= 0) {
      at = next;
      return finish(head.subarray(0, at), fields);
    }
    const field = readLine(head, at, next, fields.at(-1));
    if (field === null) return { kind: 'malformed', fault: 'not-a-field' };
    if (field.start < at) fields.pop();
    if (fields.length >= MAX_HEADER_FIELDS) return { kind: 'malformed', fault: 'too-large' };
    fields.push(field);
    at = next;
  }
  if (head.length < message.length) return { kind: 'malformed', fault: 'too-large' };
  return finish(head, fields);
}

/** The field that begins in this line, or the one before with this line added; null: neither. */
function readLine(head: Buffer, at: number, next: number, before: RawField | undefined): RawField | null {
  if (head[at] === 0x20 || head[at] === 0x09) return before === undefined ? null : { ...before, end: next };
  const match = fieldStart.exec(head.toString('latin1', at, Math.min(next, at + MAX_NAME_BYTES)));
  if (match === null) return null;
  return { name: (match[1] ?? '').toLowerCase(), start: at, valueStart: at + match[0].length, end: next };
}

function finish(
  bytes: Buffer,
  fields: readonly RawField[],
): RawHeader | { readonly kind: 'malformed'; fault: HeaderFault } {
  if (bytes.includes(0)) return { kind: 'malformed', fault: 'nul' };
  // Carriage returns and line feeds come in pairs, or one of them stands alone.
  if (/\r(?!\n)|(?<!\r)\n/.test(bytes.toString('latin1'))) return { kind: 'malformed', fault: 'bare-line-end' };
  return { kind: 'header', bytes, fields };
}

/** The value as written, line breaks inside included; null if it is not UTF-8. */
export function rawValue(header: RawHeader, { valueStart, end }: RawField): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header.bytes.subarray(valueStart, end));
  } catch {
    return null;
  }
}
