/**
 * Changes some fields of a header section and leaves every other byte of it as it is. The body is not touched, so what
 * is signed there still verifies, and a large message need not be put together again.
 * Path: submission stamps with it what authorship/stamp-header.ts asks for.
 * Standards: RFC 5322 §2.2.
 */
import type { RawHeader } from './raw-header.js';

export interface HeaderEdits {
  /** Names in lower case: every field of that name goes, its folded lines too. */
  readonly remove: ReadonlySet<string>;
  /** Index of a field -> its new value, from behind the colon on, without the last line break. */
  readonly values: ReadonlyMap<number, string>;
  /** Index of a field -> a field to stand right behind it, whether that one stays or not. */
  readonly after: ReadonlyMap<number, string>;
  /** Fields to stand behind all others. */
  readonly append: readonly string[];
}

/**
 * The section with its edits, empty line included if it had one. New fields are `Name: value`, folded with CRLF where
 * they need it, without the last line break; they must be free of other control characters (write-mailbox.ts).
 */
export function editHeader(header: RawHeader, edits: HeaderEdits): Buffer {
  const { bytes, fields } = header;
  const pieces: Uint8Array[] = [];
  const put = (text: string): void => void pieces.push(Buffer.from(`${text}\r\n`, 'utf8'));
  for (const [index, field] of fields.entries()) {
    const value = edits.values.get(index);
    if (edits.remove.has(field.name)) {
      // Gone.
    } else if (value === undefined) pieces.push(bytes.subarray(field.start, field.end), missingEnd(bytes, field.end));
    else {
      pieces.push(bytes.subarray(field.start, field.valueStart));
      put(value);
    }
    const added = edits.after.get(index);
    if (added !== undefined) put(added);
  }
  edits.append.forEach(put);
  return Buffer.concat([...pieces, bytes.subarray(fields.at(-1)?.end ?? 0)]);
}

const nothing = Buffer.alloc(0);
const lineEnd = Buffer.from('\r\n');

/** A message may end in the middle of its last field, behind which nothing could be put. */
function missingEnd(bytes: Buffer, end: number): Buffer {
  return bytes[end - 1] === 0x0a ? nothing : lineEnd;
}
