/**
 * The header section of a message (RFC 5322 §2.2), read once while the bytes come in. Fields keep their order; names
 * compare without case.
 */
import { isUtf8 } from 'node:buffer';

export interface HeaderField {
  /** Lower-case. */
  readonly name: string;
  /** Unfolded, leading and trailing white space gone, not decoded (RFC 2047 words stay as they are). */
  readonly value: string;
}

export interface HeaderSection {
  readonly fields: readonly HeaderField[];
  /** Octets up to and including the empty line; the body begins here. */
  readonly lengthBytes: number;
}

/** Fields of a header section larger than this are not looked at. */
export const MAX_HEADER_SECTION_BYTES = 1024 * 1024;
/** Nor are more fields than this: real messages have some dozen, after a hundred hops some hundred. */
export const MAX_HEADER_FIELDS = 5000;

const fieldName = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads the header section at the start of `bytes`. Never fails: it ends at the first empty line, or before the first
 * line that cannot be a field. Bytes are read as UTF-8 (RFC 6532). Lines may end in LF alone. Linear in the length of
 * the section.
 *
 * @param maxBytes what is looked at; a part of a message has fewer
 */
export function readHeaderSection(bytes: Uint8Array, maxBytes = MAX_HEADER_SECTION_BYTES): HeaderSection {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBytes));
  const fields: HeaderField[] = [];
  let field: { readonly name: string; readonly lines: string[] } | null = null;
  const finish = (): void => {
    if (field !== null && fields.length < MAX_HEADER_FIELDS)
      fields.push({ name: field.name, value: field.lines.join('').trim() });
    field = null;
  };
  let at = 0;
  while (at < head.length) {
    const newline = head.indexOf(LF, at);
    const next = newline < 0 ? head.length : newline + 1;
    const line = decodeLine(head.subarray(at, lineEnd(head, at, newline)));
    if (line === '') {
      at = next;
      break;
    }
    if (line.startsWith(' ') || line.startsWith('\t')) {
      field?.lines.push(line);
    } else {
      const match = fieldName.exec(line);
      // mbox's "From " line in front is passed over; anything else that is no field begins the body.
      if (match === null && !(at === 0 && line.startsWith('From '))) break;
      finish();
      if (match !== null) field = { name: (match[1] ?? '').toLowerCase(), lines: [line.slice(match[0].length)] };
    }
    at = next;
  }
  finish();
  return { fields, lengthBytes: at };
}

/** RFC 6532 §3.2: UTF-8. What is not was written by an old program in its own charset, most often Latin-1. */
function decodeLine(line: Buffer): string {
  return isUtf8(line) ? line.toString('utf8') : line.toString('latin1');
}

/** Where the line ends that begins at `start`, its line break left out. */
function lineEnd(head: Buffer, start: number, newline: number): number {
  if (newline < 0) return head.length;
  return newline > start && head[newline - 1] === CR ? newline - 1 : newline;
}

/**
 * The same reading of a header section done once, however many recipients it is asked for. The result belongs to the
 * section and goes with it; it must not be changed.
 */
export function oncePerHeader<Value>(read: (header: HeaderSection) => Value): (header: HeaderSection) => Value {
  const known = new WeakMap<HeaderSection, { readonly value: Value }>();
  return (header) => {
    const before = known.get(header);
    if (before !== undefined) return before.value;
    const value = read(header);
    known.set(header, { value });
    return value;
  };
}

const byName = oncePerHeader((header) => {
  const values = new Map<string, string[]>();
  for (const { name, value } of header.fields) {
    const ofName = values.get(name);
    if (ofName === undefined) values.set(name, [value]);
    else ofName.push(value);
  }
  return values;
});

/** The first field of that name (lower-case), or null. */
export function firstField(header: HeaderSection, name: string): string | null {
  return byName(header).get(name)?.[0] ?? null;
}

/** The fields of that name (lower-case), in their order. */
export function allFields(header: HeaderSection, name: string): readonly string[] {
  return byName(header).get(name) ?? [];
}
