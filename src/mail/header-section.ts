/**
 * The header section of a message (RFC 5322 §2.2), read once while the bytes come in. Fields keep their order, spelling
 * and bytes; names compare without case.
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
