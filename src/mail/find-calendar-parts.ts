/**
 * Finds the calendar objects in a message (RFC 6047 §2.4): text/calendar at any depth, application/ics, files named *.ics,
 * alone or in a multipart, signed ones too; never inside a forwarded message. Called by delivery only for messages whose
 * header says that there can be one. Its own walk over MIME: a full mail parser would decode every attachment and look
 * into message/rfc822. What it costs is bounded for a message as a whole.
 */
import { parseParameters, type FieldWithParameters } from './content-type.js';
import { decodeCharset, decodeTransferEncoding } from './decode-text.js';
import { decodeEncodedWords } from './encoded-words.js';
import { allFields, firstField, readHeaderSection, type HeaderSection } from './header-section.js';
import { findDelimiterLines, splitMultipart, type DelimiterLines, type Stretch } from './multipart.js';
import { createReadingBudget, type ReadingLimits } from './reading-budget.js';

export interface CalendarPart {
  /** Decoded. The first part is cut just past maxObjectBytes, so that its parser sees that it is too large. */
  readonly content: string;
  /** The method parameter of the content type, in upper case. */
  readonly method: string | null;
  /** false: what is read of a message was used up before; only the beginning is there, to tell by its UID what it is. */
  readonly isWhole: boolean;
}

export interface CalendarPartLimits extends ReadingLimits {
  /** Parts looked at, of any type. */
  readonly maxParts: number;
  /** Multiparts within each other. */
  readonly maxDepth: number;
}

export const defaultCalendarPartLimits: CalendarPartLimits = {
  maxParts: 200,
  maxDepth: 20,
  maxObjectBytes: 1024 * 1024,
  maxLines: 50_000,
};

/** What is read of a part that is not read whole: a UID stands in the first lines of its event. */
const BEGINNING_BYTES = 16 * 1024;
/** Encoded octets of all parts; an invitation of a few hundred people is smaller. */
const COSTLY_BYTES = 64 * 1024;
/** The header section of a part; real ones have some hundred octets. */
const MAX_PART_HEADER_BYTES = 8 * 1024;

/** What a message with a calendar part holds, as nearly everybody spells it. */
const needles = ['calendar', 'CALENDAR', 'Calendar', '/ics', '/ICS', '.ics', '.ICS'].map((text) => Buffer.from(text));

/** Whether the header section lets there be a calendar part: all that a plain mail costs. */
export function headerAllowsCalendar(header: HeaderSection): boolean {
  const contentType = contentTypeOf(header, 'text/plain');
  return contentType.value.startsWith('multipart/') || isCalendar(contentType, dispositionOf(header));
}

/** Whether it is worth looking for calendar parts: cheap, and never no for a message that has one in plain sight. */
export function mayHoldCalendar(header: HeaderSection, bytes: Uint8Array): boolean {
  const contentType = contentTypeOf(header, 'text/plain');
  if (isCalendar(contentType, dispositionOf(header))) return true;
  return contentType.value.startsWith('multipart/') && namesCalendar(bytes.subarray(header.lengthBytes));
}

/** Whether a piece of a message holds one of the words without which it has no calendar part. */
export function namesCalendar(piece: Uint8Array): boolean {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  return needles.some((needle) => text.includes(needle));
}

/** Pieces of a message that overlap by this many bytes cut none of those words in two. */
export const NAMING_OVERLAP_BYTES = Math.max(...needles.map(({ length }) => length)) - 1;

/** Where a calendar part is in a message, and how its octets are to be read. */
export interface CalendarPlace {
  /** Octets of the message: the part's body, as it is encoded. */
  readonly start: number;
  readonly end: number;
  readonly contentType: FieldWithParameters;
  /** Content-Transfer-Encoding in lower case. */
  readonly encoding: string;
  /** In a multipart/signed: to change an octet breaks the signature. */
  readonly isSigned: boolean;
}

/**
 * The calendar parts of a message, those that are text/calendar first: where a message has an object twice, that copy
 * holds. The same again costs nothing more. Never fails; parts beyond the limits are not seen.
 */
export function findCalendarParts(bytes: Uint8Array, limits: CalendarPartLimits): readonly CalendarPart[] {
  const { places } = locateCalendarParts(bytes, limits);
  const isText = ({ contentType }: CalendarPlace): boolean => contentType.value === 'text/calendar';
  const ordered = [...places.filter(isText), ...places.filter((place) => !isText(place))];
  const budget = createReadingBudget(limits);
  const known = new Set<string>();
  return ordered.map((place, index) => {
    const { parameters } = place.contentType;
    const charset = parameters.get('charset') ?? null;
    const method = parameters.get('method')?.trim().toUpperCase() ?? '';
    const given = { method: method === '' ? null : method };
    if (!budget.isUsedUp()) {
      const octets = decodePlace(bytes, place, limits);
      const content = decodeCharset(octets, charset);
      if (known.has(content) || budget.take(octets) || index === 0) {
        known.add(content);
        return { content, isWhole: true, ...given };
      }
    }
    const beginning = decodePlace(bytes, place, { maxObjectBytes: BEGINNING_BYTES });
    return { content: decodeCharset(beginning, charset), isWhole: false, ...given };
  });
}

interface Walk {
  readonly message: Buffer;
  readonly limits: CalendarPartLimits;
  readonly lines: DelimiterLines;
  readonly places: CalendarPlace[];
  partsLeft: number;
  isComplete: boolean;
  isTwofold: boolean;
}

/**
 * Where they are, in the order of the message; `isComplete`: no limit kept anything from being looked at; `isTwofold`: some
 * part says twice what it is, and others may believe the word that is not believed here.
 */
export function locateCalendarParts(
  bytes: Uint8Array,
  limits: CalendarPartLimits,
): { readonly places: readonly CalendarPlace[]; readonly isComplete: boolean; readonly isTwofold: boolean } {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines = findDelimiterLines(message);
  const walk: Walk = {
    message,
    limits,
    lines,
    places: [],
    partsLeft: limits.maxParts,
    isComplete: true,
    isTwofold: false,
  };
  visit({ start: 0, end: message.length }, { defaultType: 'text/plain', depth: 0, isSigned: false }, walk);
  return walk;
}

/** Whether reading the calendar parts of a message takes so long that others would notice. */
export function isCostlyToRead(bytes: Uint8Array, limits: CalendarPartLimits): boolean {
  const { places } = locateCalendarParts(bytes, limits);
  return places.reduce((sum, { start, end }) => sum + end - start, 0) > COSTLY_BYTES;
}

/** The octets of a part, transfer encoding undone; cut just past maxObjectBytes. */
export function decodePlace(
  bytes: Uint8Array,
  place: CalendarPlace,
  { maxObjectBytes }: Pick<CalendarPartLimits, 'maxObjectBytes'>,
): Buffer {
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

function visit(entity: Stretch, around: Surroundings, walk: Walk): void {
  if (walk.partsLeft-- <= 0) {
    walk.isComplete = false;
    return;
  }
  const maxHeaderBytes = around.depth === 0 ? undefined : MAX_PART_HEADER_BYTES;
  const header = readHeaderSection(walk.message.subarray(entity.start, entity.end), maxHeaderBytes);
  if (header.lengthBytes === maxHeaderBytes) walk.isComplete = false;
  if (onceOnly.some((name) => allFields(header, name).length > 1)) walk.isTwofold = true;
  const contentType = contentTypeOf(header, around.defaultType);
  const body = { start: entity.start + header.lengthBytes, end: entity.end };
  const boundary = contentType.parameters.get('boundary');
  if (contentType.value.startsWith('multipart/') && boundary !== undefined && boundary !== '') {
    visitParts(body, boundary, contentType, around, walk);
  } else if (isCalendar(contentType, dispositionOf(header))) {
    const encoding = (firstField(header, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase();
    walk.places.push({ ...body, contentType, encoding, isSigned: around.isSigned });
  }
}

function visitParts(
  body: Stretch,
  boundary: string,
  { value }: FieldWithParameters,
  around: Surroundings,
  walk: Walk,
): void {
  if (around.depth >= walk.limits.maxDepth) {
    walk.isComplete = false;
    return;
  }
  const within = {
    // RFC 2046 §5.1.5: in a digest, a part without a type is a message.
    defaultType: value === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
    depth: around.depth + 1,
    isSigned: around.isSigned || value === 'multipart/signed',
  };
  const { parts, isComplete } = splitMultipart(walk.message, body, boundary, walk.lines, walk.partsLeft);
  if (!isComplete) walk.isComplete = false;
  for (const part of parts) visit(part, within, walk);
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
