/**
 * Finds the calendar objects in a mail (RFC 6047 §2.4): text/calendar at any depth, application/ics, files named *.ics,
 * alone or in a multipart, signed ones too; never inside a forwarded message. Called by delivery only for mails whose
 * header says that there can be one. Its own walk over MIME (RFC 2046 §5.1): a full mail parser would decode every
 * attachment and look into message/rfc822.
 */
import { parseParameters, type FieldWithParameters } from './content-type.js';
import { decodeCharset, decodeTransferEncoding } from './decode-text.js';
import { firstField, readHeaderSection, type HeaderSection } from './header-section.js';

export interface CalendarPart {
  /** Decoded; cut just past maxObjectBytes, so that whoever parses it sees that it is too large. */
  readonly content: string;
  /** The method parameter of the content type, in upper case. */
  readonly method: string | null;
}

export interface CalendarPartLimits {
  /** Parts looked at, of any type. */
  readonly maxParts: number;
  /** Multiparts within each other. */
  readonly maxDepth: number;
  readonly maxObjectBytes: number;
}

export const defaultCalendarPartLimits: CalendarPartLimits = {
  maxParts: 200,
  maxDepth: 20,
  maxObjectBytes: 1024 * 1024,
};

/** What a mail with a calendar part holds, as nearly everybody spells it. */
const needles = ['calendar', 'CALENDAR', 'Calendar', '/ics', '/ICS', '.ics', '.ICS'].map((text) => Buffer.from(text));

/** Whether the header section lets there be a calendar part: all that a plain mail costs. */
export function headerAllowsCalendar(header: HeaderSection): boolean {
  const contentType = contentTypeOf(header, 'text/plain');
  return contentType.value.startsWith('multipart/') || isCalendar(contentType, dispositionOf(header));
}

/** Whether it is worth looking for calendar parts: cheap, and never no for a mail that has one in plain sight. */
export function mayHoldCalendar(header: HeaderSection, bytes: Uint8Array): boolean {
  const contentType = contentTypeOf(header, 'text/plain');
  if (isCalendar(contentType, dispositionOf(header))) return true;
  return contentType.value.startsWith('multipart/') && namesCalendar(bytes.subarray(header.lengthBytes));
}

/** Whether a piece of a mail holds one of the words without which it has no calendar part. */
export function namesCalendar(piece: Uint8Array): boolean {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  return needles.some((needle) => text.includes(needle));
}

/** Pieces of a mail that overlap by this many bytes cut none of those words in two. */
export const NAMING_OVERLAP_BYTES = Math.max(...needles.map(({ length }) => length)) - 1;

interface Walk {
  readonly limits: CalendarPartLimits;
  readonly textCalendar: CalendarPart[];
  readonly files: CalendarPart[];
  partsLeft: number;
}

/**
 * The calendar parts of a mail, those that are text/calendar first: where a mail has an object twice, that copy holds.
 * Never fails; parts beyond the limits are not seen.
 */
export function findCalendarParts(bytes: Uint8Array, limits: CalendarPartLimits): readonly CalendarPart[] {
  const walk: Walk = { limits, textCalendar: [], files: [], partsLeft: limits.maxParts };
  visit(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'text/plain', 0, walk);
  return [...walk.textCalendar, ...walk.files];
}

function visit(entity: Buffer, defaultType: string, depth: number, walk: Walk): void {
  if (walk.partsLeft-- <= 0) return;
  const header = readHeaderSection(entity);
  const contentType = contentTypeOf(header, defaultType);
  const body = entity.subarray(header.lengthBytes);
  const boundary = contentType.parameters.get('boundary');
  if (contentType.value.startsWith('multipart/') && boundary !== undefined && boundary !== '') {
    if (depth >= walk.limits.maxDepth) return;
    // RFC 2046 §5.1.5: in a digest, a part without a type is a message.
    const inner = contentType.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    for (const part of splitMultipart(body, boundary, walk.partsLeft)) visit(part, inner, depth + 1, walk);
    return;
  }
  if (isCalendar(contentType, dispositionOf(header))) {
    const part = decodePart(body, header, contentType, walk.limits);
    (contentType.value === 'text/calendar' ? walk.textCalendar : walk.files).push(part);
  }
}

function contentTypeOf(header: HeaderSection, defaultType: string): FieldWithParameters {
  return parseParameters(firstField(header, 'content-type') ?? defaultType);
}

function dispositionOf(header: HeaderSection): FieldWithParameters {
  return parseParameters(firstField(header, 'content-disposition') ?? '');
}

function isCalendar(contentType: FieldWithParameters, disposition: FieldWithParameters): boolean {
  if (contentType.value === 'text/calendar' || contentType.value === 'application/ics') return true;
  if (/^(multipart|message)\//.test(contentType.value)) return false;
  const name = disposition.parameters.get('filename') ?? contentType.parameters.get('name') ?? '';
  return name.toLowerCase().endsWith('.ics');
}

/** RFC 2046 §5.1.1. A missing last delimiter is forgiven: the part runs to the end. */
function splitMultipart(body: Buffer, boundary: string, maxParts: number): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`, 'utf8');
  const parts: Buffer[] = [];
  let start = -1;
  let at = body.indexOf(delimiter);
  while (at >= 0 && parts.length < maxParts) {
    const line = readDelimiterLine(body, at, delimiter.length);
    if (line !== null) {
      if (start >= 0) parts.push(body.subarray(start, Math.max(start, beforeLineBreak(body, at))));
      start = line.next;
      if (line.isLast) return parts;
    }
    at = body.indexOf(delimiter, at + delimiter.length);
  }
  if (start >= 0 && at < 0) parts.push(body.subarray(start));
  return parts;
}

/** null: these octets only look like a delimiter. */
function readDelimiterLine(body: Buffer, at: number, length: number): { isLast: boolean; next: number } | null {
  if (at > 0 && body[at - 1] !== 0x0a) return null;
  const newline = body.indexOf(0x0a, at);
  const next = newline < 0 ? body.length : newline + 1;
  const rest = body.toString('latin1', at + length, next).trimEnd();
  if (rest === '') return { isLast: false, next };
  return rest.trimEnd() === '--' ? { isLast: true, next } : null;
}

/** The line break before a delimiter belongs to it. */
function beforeLineBreak(body: Buffer, at: number): number {
  return at >= 2 && body[at - 2] === 0x0d ? at - 2 : at - 1;
}

function decodePart(
  body: Buffer,
  header: HeaderSection,
  contentType: FieldWithParameters,
  limits: CalendarPartLimits,
): CalendarPart {
  // An encoding makes an object at most three times as long, with room for line breaks; the rest is not looked at.
  const encoded = body.subarray(0, (limits.maxObjectBytes + 1) * 4);
  const decoded = decodeTransferEncoding(encoded, firstField(header, 'content-transfer-encoding') ?? '7bit');
  const kept = decoded.subarray(0, limits.maxObjectBytes + 1);
  const method = contentType.parameters.get('method')?.trim().toUpperCase();
  return {
    content: decodeCharset(kept, contentType.parameters.get('charset') ?? null),
    method: method === undefined || method === '' ? null : method,
  };
}
