/**
 * The header section of a message (RFC 5322 §2.2), read once while the bytes come in. Fields keep their order; names
 * compare without case.
 */
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

const fieldLine = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)$/s;

/**
 * Reads the header section at the start of `bytes`. Never fails: it ends at the first empty line, or before the first
 * line that cannot be a field. Bytes are read as UTF-8 (RFC 6532). Lines may end in LF alone.
 */
export function readHeaderSection(bytes: Uint8Array): HeaderSection {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAX_HEADER_SECTION_BYTES));
  const fields: HeaderField[] = [];
  let field: { name: string; value: string } | null = null;
  let at = 0;
  while (at < head.length) {
    const newline = head.indexOf(0x0a, at);
    const next = newline < 0 ? head.length : newline + 1;
    const line = head.toString('utf8', at, next).replace(/\r?\n$/, '');
    if (line === '') {
      at = next;
      break;
    }
    if (/^[ \t]/.test(line)) {
      if (field !== null) field.value += line;
    } else {
      const match = fieldLine.exec(line);
      // mbox's "From " line in front is passed over; anything else that is no field begins the body.
      if (match === null && !(at === 0 && line.startsWith('From '))) break;
      if (match !== null) {
        field = { name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' };
        fields.push(field);
      }
    }
    at = next;
  }
  for (const each of fields) (each as { value: string }).value = each.value.trim();
  return { fields, lengthBytes: at };
}

/** The first field of that name (lower-case), or null. */
export function firstField(header: HeaderSection, name: string): string | null {
  return header.fields.find((field) => field.name === name)?.value ?? null;
}

export function allFields(header: HeaderSection, name: string): readonly string[] {
  return header.fields.filter((field) => field.name === name).map((field) => field.value);
}
