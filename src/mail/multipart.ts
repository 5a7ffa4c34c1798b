/**
 * Where the parts of multiparts are, however deep they stand in each other. The lines that may delimit parts are looked for
 * once a message, so that parts within parts cost no further look at its bytes.
 * Path: find-calendar-parts.ts.
 * Standards: RFC 2046 §5.1.1.
 */

/** The octets [start, end) of a message. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Lines that begin with two hyphens; a message that is not made to cost has some hundred. */
const MAX_DELIMITER_LINES = 100_000;
/** White space that hosts on the way may have put behind a delimiter. */
const MAX_PADDING_BYTES = 1000;

export interface DelimiterLines {
  /** Where they begin, in order. */
  readonly starts: readonly number[];
  /** false: there are more, behind the last one. */
  readonly isComplete: boolean;
}

const lineWithHyphens = Buffer.from('\n--');
const HYPHEN = 0x2d;
const LF = 0x0a;
const CR = 0x0d;

export function findDelimiterLines(message: Buffer): DelimiterLines {
  const starts = message[0] === HYPHEN && message[1] === HYPHEN ? [0] : [];
  let at = message.indexOf(lineWithHyphens);
  while (at >= 0 && starts.length < MAX_DELIMITER_LINES) {
    starts.push(at + 1);
    at = message.indexOf(lineWithHyphens, at + 1);
  }
  return { starts, isComplete: at < 0 };
}

export interface Parts {
  readonly parts: readonly Stretch[];
  /** false: there are more. */
  readonly isComplete: boolean;
}

/**
 * The parts of the body of a multipart. A missing last delimiter is forgiven: the part runs to the end.
 *
 * @param lines of the whole message
 */
export function splitMultipart(
  message: Buffer,
  body: Stretch,
  boundary: string,
  lines: DelimiterLines,
  maxParts: number,
): Parts {
  const delimiter = Buffer.from(`--${boundary}`, 'utf8');
  const parts: Stretch[] = [];
  let start = -1;
  for (let index = firstFrom(lines.starts, body.start); index < lines.starts.length; index++) {
    const at = lines.starts[index] ?? body.end;
    if (at >= body.end) break;
    const line = readDelimiterLine(message, at, body.end, delimiter);
    if (line === null) continue;
    if (start >= 0 && parts.length >= maxParts) return { parts, isComplete: false };
    if (start >= 0) parts.push({ start, end: Math.max(start, beforeLineBreak(message, at)) });
    if (line.isLast) return { parts, isComplete: true };
    start = line.next;
  }
  // Where a part ends that has lines behind it which were not looked at is not known.
  if (start < 0 || !lines.isComplete) return { parts, isComplete: lines.isComplete };
  if (parts.length >= maxParts) return { parts, isComplete: false };
  return { parts: [...parts, { start, end: body.end }], isComplete: true };
}

/** The index of the first number that is not below; the numbers are in order. */
function firstFrom(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** null: this line only begins like the delimiter. */
function readDelimiterLine(
  message: Buffer,
  at: number,
  end: number,
  delimiter: Buffer,
): { readonly isLast: boolean; readonly next: number } | null {
  const behind = at + delimiter.length;
  if (behind > end || message.compare(delimiter, 0, delimiter.length, at, behind) !== 0) return null;
  const isLast = message[behind] === HYPHEN && message[behind + 1] === HYPHEN && behind + 2 <= end;
  let next = isLast ? behind + 2 : behind;
  for (const limit = Math.min(end, next + MAX_PADDING_BYTES); next < limit; next++) {
    const octet = message[next];
    if (octet === LF) return { isLast, next: next + 1 };
    if (octet !== CR && octet !== 0x20 && octet !== 0x09) return null;
  }
  return next === end ? { isLast, next } : null;
}

/** The line break before a delimiter belongs to it. */
function beforeLineBreak(message: Buffer, at: number): number {
  return at >= 2 && message[at - 2] === CR ? at - 2 : at - 1;
}
