/**
 * The calendar objects of a mail that a client submits, and who speaks in them.
 * Path: submission, beside read-writing.ts; the directory is asked about the addresses of both, then authorise.ts decides
 * and stamp-calendar.ts stamps.
 * Standards: RFC 6047 §2.4 (where objects stand), RFC 5546 §1.4.
 */
import { addressKey, type Address } from '../../mail/address.js';
import {
  decodePlace,
  headerAllowsCalendar,
  locateCalendarParts,
  type CalendarPartLimits,
  type CalendarPlace,
} from '../../mail/find-calendar-parts.js';
import { allFields, readHeaderSection } from '../../mail/header-section.js';
import { refuseContent, refuseTooLarge, type Refusal } from '../refusal.js';
import { readCalendarText, type CalendarText } from './calendar-text.js';
import { findCalendarUsers, type SpokenObject } from './calendar-users.js';

/** One part with at least one iTIP object, or with none. */
export interface SubmittedPart {
  readonly place: CalendarPlace;
  readonly decoded: Buffer;
  readonly content: CalendarText;
  readonly objects: readonly SpokenObject[];
}

/** Why a part goes out as it came; for the log. */
export type LeftAlone =
  /** A change would break the signature around it. */
  | 'signed'
  /** A file, larger than what is looked into, that names no METHOD as far as one can see. */
  | 'too-large'
  /** More parts, or deeper ones, than are looked at, in a mail that names no calendar. */
  | 'beyond-limits';

export interface CalendarReading {
  readonly kind: 'calendar';
  readonly mail: Uint8Array;
  readonly parts: readonly SubmittedPart[];
  /** Who speaks, each once: what the directory is to be asked about. */
  readonly users: readonly Address[];
  readonly leftAlone: readonly LeftAlone[];
}

/** An object has one organizer; a counter-proposal repeats the attendees of a meeting. */
const MAX_USERS = 1000;

const nothing = { places: [], isComplete: true, isTwofold: false };
/** What a calendar part is called, however it is spelled. */
const anyCalendar = /calendar|\/ics|\.ics/i;
/** RFC 2045 §6.1, and none. */
const knownEncodings = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

const unreadable = (text: string): Refusal => refuseContent('unreadable-calendar-user', text);
const twofold = unreadable('a part with Content-Type or Content-Transfer-Encoding twice can be read in two ways');
const unseen = unreadable('there are too many parts, or too deep ones, around a calendar object');
const unknownEncoding = unreadable('a calendar object has an unknown transfer encoding');

/**
 * @param mail the whole message; one that names no calendar anywhere (`namesCalendar`) need not be brought here
 */
export function readCalendar(mail: Uint8Array, limits: CalendarPartLimits): CalendarReading | Refusal {
  const parts: SubmittedPart[] = [];
  const leftAlone: LeftAlone[] = [];
  const header = readHeaderSection(mail);
  const isLookedAt = headerAllowsCalendar(header) || allFields(header, 'content-type').length > 1;
  const located = isLookedAt ? locateCalendarParts(mail, limits) : nothing;
  if ((located.isTwofold || !located.isComplete) && anyCalendar.test(Buffer.from(mail).toString('latin1')))
    return located.isTwofold ? twofold : unseen;
  if (!located.isComplete) leftAlone.push('beyond-limits');
  for (const place of located.places) {
    if (!knownEncodings.has(place.encoding)) return unknownEncoding;
    const decoded = decodePlace(mail, place, limits);
    const part = readPart(place, decoded);
    if (!isTooLarge(place, decoded, limits)) parts.push(part);
    else if (place.contentType.value === 'text/calendar' || part.objects.length > 0)
      return refuseTooLarge(limits.maxObjectBytes);
    else leftAlone.push('too-large');
  }
  const addresses = parts.flatMap(({ objects }) =>
    objects.flatMap(({ lines }) => lines.flatMap((line) => line.addresses)),
  );
  const users = [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
  if (users.length > MAX_USERS)
    return refuseContent('too-many-calendar-users', `the calendar objects name more than ${MAX_USERS} people`);
  return { kind: 'calendar', mail, parts, users, leftAlone };
}

function readPart(place: CalendarPlace, decoded: Buffer): SubmittedPart {
  const { parameters } = place.contentType;
  const is8bit = place.encoding !== '7bit' && place.encoding !== '';
  const content = readCalendarText(decoded, parameters.get('charset') ?? null, is8bit);
  return { place, decoded, content, objects: findCalendarUsers(content.text, parameters.get('method') ?? null) };
}

/** Encoded, nothing honest takes four times as much. */
function isTooLarge({ start, end }: CalendarPlace, decoded: Buffer, { maxObjectBytes }: CalendarPartLimits): boolean {
  return decoded.length > maxObjectBytes || end - start > maxObjectBytes * 4;
}
