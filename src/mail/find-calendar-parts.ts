/**
 * Finds the calendar objects in a mail (RFC 6047 §2.4): text/calendar at any depth, application/ics, files named *.ics,
 * alone or in a multipart, signed ones too; never inside a forwarded message. Called by delivery only for mails whose
 * header says that there can be one. Its own walk over MIME (RFC 2046 §5.1): a full mail parser would decode every
 * attachment and look into message/rfc822.
 */
import { parseParameters, type FieldWithParameters } from './content-type.js';
import { decodeCharset, decodeTransferEncoding } from './decode-text.js';
import { decodeEncodedWords } from './encoded-words.js';
import { allFields, firstField, readHeaderSection, type HeaderSection } from './header-section.js';

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

/** Where a calendar part is in a mail, and how its octets are to be read. */
export interface CalendarPlace {
  /** Octets of the mail: the part's body, as it is encoded. */
  readonly start: number;
  readonly end: number;
  readonly contentType: FieldWithParameters;
  /** Content-Transfer-Encoding in lower case. */
  readonly encoding: string;
  /** In a multipart/signed: whoever changes an octet breaks the signature. */
  readonly isSigned: boolean;
}

interface Walk {
  readonly mail: Buffer;
  readonly limits: CalendarPartLimits;
  readonly places: CalendarPlace[];
  partsLeft: number;
  isComplete: boolean;
  isTwofold: boolean;
}

/**
 * The calendar parts of a mail, those that are text/calendar first: where a mail has an object twice, that copy holds.
 * Never fails; parts beyond the limits are not seen.
 */
export function findCalendarParts(bytes: Uint8Array, limits: CalendarPartLimits): readonly CalendarPart[] {
  const { places } = locateCalendarParts(bytes, limits);
  const isText = ({ contentType }: CalendarPlace): boolean => contentType.value === 'text/calendar';
  const ordered = [...places.filter(isText), ...places.filter((place) => !isText(place))];
  return ordered.map((place) => {
    const method = place.contentType.parameters.get('method')?.trim().toUpperCase();
    return {
      content: decodeCharset(decodePlace(bytes, place, limits), place.contentType.parameters.get('charset') ?? null),
      method: method === undefined || method === '' ? null : method,
    };
  });
}

/**
 * Where they are, in the order of the mail; `isComplete`: no limit kept anything from being looked at; `isTwofold`: some
 * part says twice what it is, and others may believe the word that is not believed here.
 */
export function locateCalendarParts(
  bytes: Uint8Array,
  limits: CalendarPartLimits,
): { readonly places: readonly CalendarPlace[]; readonly isComplete: boolean; readonly isTwofold: boolean } {
  const mail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const walk: Walk = { mail, limits, places: [], partsLeft: limits.maxParts, isComplete: true, isTwofold: false };
  visit(mail, { defaultType: 'text/plain', depth: 0, isSigned: false }, walk);
  return walk;
}

/** The octets of a part, transfer encoding undone; cut just past maxObjectBytes. */
export function decodePlace(bytes: Uint8Array, place: CalendarPlace, { maxObjectBytes }: CalendarPartLimits): Buffer {
  // An encoding makes an object at most three times as long, with room for line breaks; the rest is not looked at.
  const end = Math.min(place.end, place.start + (maxObjectBytes + 1) * 4);
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset + place.start, end - place.start);
  return decodeTransferEncoding(encoded, place.encoding).subarray(0, maxObjectBytes + 1);
}

/** RFC 2045 §3: each at most once. */
const onceOnly = ['content-type', 'content-transfer-encoding'];

interface Surroundings {
  readonly defaultType: string;
  readonly depth: number;
  readonly isSigned: boolean;
}

function visit(entity: Buffer, around: Surroundings, walk: Walk): void {
  if (walk.partsLeft-- <= 0) {
    walk.isComplete = false;
    return;
  }
  const header = readHeaderSection(entity);
  if (onceOnly.some((name) => allFields(header, name).length > 1)) walk.isTwofold = true;
  const contentType = contentTypeOf(header, around.defaultType);
  const body = entity.subarray(header.lengthBytes);
  const boundary = contentType.parameters.get('boundary');
  if (contentType.value.startsWith('multipart/') && boundary !== undefined && boundary !== '') {
    if (around.depth >= walk.limits.maxDepth) {
      walk.isComplete = false;
      return;
    }
    const within = {
      // RFC 2046 §5.1.5: in a digest, a part without a type is a message.
      defaultType: contentType.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
      depth: around.depth + 1,
      isSigned: around.isSigned || contentType.value === 'multipart/signed',
    };
    const { parts, isComplete } = splitMultipart(body, boundary, walk.partsLeft);
    if (!isComplete) walk.isComplete = false;
    for (const part of parts) visit(part, within, walk);
    return;
  }
  if (isCalendar(contentType, dispositionOf(header))) {
    const start = body.byteOffset - walk.mail.byteOffset;
    const encoding = (firstField(header, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase();
    walk.places.push({ start, end: start + body.length, contentType, encoding, isSigned: around.isSigned });
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
  // Some readers take one name, some the other, and many decode encoded words in it.
  return [disposition.parameters.get('filename'), contentType.parameters.get('name')].some((name) =>
    decodeEncodedWords(name ?? '')
      .trimEnd()
      .toLowerCase()
      .endsWith('.ics'),
  );
}

/** RFC 2046 §5.1.1. A missing last delimiter is forgiven: the part runs to the end. */
function splitMultipart(
  body: Buffer,
  boundary: string,
  maxParts: number,
): { readonly parts: readonly Buffer[]; readonly isComplete: boolean } {
  const delimiter = Buffer.from(`--${boundary}`, 'utf8');
  const parts: Buffer[] = [];
  let start = -1;
  let at = body.indexOf(delimiter);
  while (at >= 0 && parts.length < maxParts) {
    const line = readDelimiterLine(body, at, delimiter.length);
    if (line !== null) {
      if (start >= 0) parts.push(body.subarray(start, Math.max(start, beforeLineBreak(body, at))));
      start = line.next;
      if (line.isLast) return { parts, isComplete: true };
    }
    at = body.indexOf(delimiter, at + delimiter.length);
  }
  if (start >= 0 && at < 0) parts.push(body.subarray(start));
  return { parts, isComplete: at < 0 };
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
