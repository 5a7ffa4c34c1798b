/**
 * The calendar objects of a message that a client submits, and who speaks in them.
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
import { createReadingBudget } from '../../mail/reading-budget.js';
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
  /** More parts, or deeper ones, than are looked at, in a message that names no calendar. */
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
/** The lines that name them: each may be written anew. */
const MAX_USER_LINES = 10_000;

const nothing = { places: [], isComplete: true, isTwofold: false };
/** What a calendar part is called, however it is spelled. */
const anyCalendar = /calendar|\/ics|\.ics/i;
/** RFC 2045 §6.1, and none. */
const knownEncodings = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

const unreadable = (text: string): Refusal => refuseContent('unreadable-calendar-user', text);
const twofold = unreadable('A part with two Content-Type or Content-Transfer-Encoding fields can be read in two ways');
const unseen = unreadable('A calendar object is inside too many or too deeply nested parts');
const unknownEncoding = unreadable('A calendar object has an unknown transfer encoding');

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
  const read = createPartReader(mail, limits);
  for (const place of located.places) {
    if (!knownEncodings.has(place.encoding)) return unknownEncoding;
    const part = read(place);
    if (part === 'refused') return refuseTooLarge(limits);
    if (part === 'left-alone') leftAlone.push('too-large');
    else parts.push(part);
  }
  const lines = parts.flatMap(({ objects }) => objects.flatMap((object) => object.lines));
  const users = [...new Map(lines.flatMap(({ addresses }) => addresses.map(keyed))).values()];
  if (users.length > MAX_USERS || lines.length > MAX_USER_LINES)
    return refuseContent('too-many-calendar-users', `The calendar objects name more than ${MAX_USERS} people`);
  return { kind: 'calendar', mail, parts, users, leftAlone };
}

const keyed = (address: Address): [string, Address] => [addressKey(address), address];

type PartReading = SubmittedPart | 'refused' | 'left-alone';

/** Parts are read until the budget of the message is used up. The same object again, as a file beside it, costs nothing. */
function createPartReader(mail: Uint8Array, limits: CalendarPartLimits): (place: CalendarPlace) => PartReading {
  const budget = createReadingBudget(limits);
  const known = new Map<string, Pick<SubmittedPart, 'content' | 'objects'>>();
  return (place) => {
    const { parameters, value } = place.contentType;
    const charset = parameters.get('charset') ?? null;
    const method = parameters.get('method') ?? null;
    const is8bit = place.encoding !== '7bit' && place.encoding !== '';
    const decoded = decodePlace(mail, place, limits);
    const key = JSON.stringify([charset, method, is8bit]) + decoded.toString('latin1');
    const before = known.get(key);
    if (before !== undefined) return { place, decoded, ...before };
    if (isTooLarge(place, decoded, limits) || budget.isUsedUp() || !budget.take(decoded))
      return value === 'text/calendar' || mayNameMethod(decoded, charset) ? 'refused' : 'left-alone';
    const content = readCalendarText(decoded, charset, is8bit);
    const objects = findCalendarUsers(content.text, method);
    known.set(key, { content, objects });
    return { place, decoded, content, objects };
  };
}

/** Rather too often than not: whatever some reader takes for a line break is one, and folding hides nothing. */
function mayNameMethod(decoded: Buffer, charset: string | null): boolean {
  const { text } = readCalendarText(decoded, charset, true);
  const unfolded = text.replaceAll(/[\r\v\f\u0085\u2028\u2029]/g, '\n').replaceAll(/\n{1,3}[ \t]/g, '');
  return /^[ \t]*METHOD[;:]/im.test(unfolded.replaceAll(/[^\P{C}\n\t]/gu, ''));
}

/** Encoded, nothing honest takes four times as much. */
function isTooLarge({ start, end }: CalendarPlace, decoded: Buffer, { maxObjectBytes }: CalendarPartLimits): boolean {
  return decoded.length > maxObjectBytes || end - start > maxObjectBytes * 4;
}
