/**
 * Says in the calendar objects of a message who has sent them for whom: SENT-BY on the organizer's lines, or on those of the
 * attendee who answers. Objects that speak for somebody whom the actor may not write for are refused.
 * Path: submission, after authorise.ts; the body stays where it is, and the replaced octets go out in their places.
 * Standards: RFC 5545 §3.2.18, §3.8.4.1, §3.8.4.3, RFC 5546 §3.2 (who sends which method), §3.2.3 (REPLY), RFC 6047 §2.3,
 * RFC 1847 §2.1 (what is signed is not changed).
 */
import { foldLine } from '../../calendar/jcal.js';
import { formatAddress, type Address } from '../../mail/address.js';
import { decodeCharset } from '../../mail/decode-text.js';
import type { AuthorshipDecision } from '../authorise.js';
import { refuseAddress, refuseContent, refuseNamed, type Refusal } from '../refusal.js';
import { rightOf, rightsAt, type Owner, type AddressRights, type RightsByAddress } from '../writing-rights.js';
import type { CalendarText } from './calendar-text.js';
import { isNamed, type CalendarUserLine, type SpokenObject } from './calendar-users.js';
import type { CalendarReading, LeftAlone, SubmittedPart } from './read-calendar.js';
import { applyReplacements, replaceInPart, type Replacement } from './replace-in-part.js';
import { dropSentBy, writeSentBy } from './sent-by.js';

export interface CalendarStamp {
  readonly kind: 'stamped';
  /** Octets of the message, in order, none over another; all behind its header section. */
  readonly replacements: readonly Replacement[];
  /** Every calendar part as it goes out, decoded as delivery will decode it: what the proof of submission is made over. */
  readonly objects: readonly string[];
  readonly leftAlone: readonly LeftAlone[];
}

export interface CalendarSettings {
  /** Whether an owner's line gets EMAIL too, as Open-Xchange writes it. */
  readonly organizerEmail: boolean;
}

/** Who stamps, and what they may do. */
interface Stamper {
  readonly decision: AuthorshipDecision;
  readonly rightsByAddress: RightsByAddress;
  readonly settings: CalendarSettings;
}

export function stampCalendar(
  reading: CalendarReading,
  decision: AuthorshipDecision,
  rightsByAddress: RightsByAddress,
  settings: CalendarSettings,
): CalendarStamp | Refusal {
  const stamper = { decision, rightsByAddress, settings };
  const replacements: Replacement[] = [];
  const objects: string[] = [];
  const leftAlone = [...reading.leftAlone];
  for (const part of reading.parts) {
    const stamped = stampPart(part, stamper);
    if (stamped.kind === 'refused') return stamped;
    const changes = part.place.isSigned ? [] : stamped.changes;
    if (changes.length < stamped.changes.length) leftAlone.push('signed');
    replacements.push(...replaceInPart(reading.mail, part.place, part.decoded, changes));
    const charset = part.place.contentType.parameters.get('charset') ?? null;
    objects.push(decodeCharset(applyReplacements(part.decoded, changes), charset));
  }
  return { kind: 'stamped', replacements, objects, leftAlone };
}

/** A line of the object's text, and what it is to be; null: as it is. */
interface NewLine {
  readonly line: CalendarUserLine;
  readonly text: string | null;
}

function stampPart(
  { objects, content }: SubmittedPart,
  stamper: Stamper,
): { readonly kind: 'changes'; readonly changes: readonly Replacement[] } | Refusal {
  const lines: NewLine[] = [];
  for (const object of objects) {
    const unreadable = refuseUnreadable(object);
    if (unreadable !== null) return unreadable;
    const ruled = object.speaker === 'ORGANIZER' ? ruleOrganizers(object, stamper) : ruleAttendees(object, stamper);
    if (!Array.isArray(ruled)) return ruled;
    lines.push(...ruled.map((speaker) => ({ line: speaker.line, text: newText(speaker, content, stamper) })));
  }
  return { kind: 'changes', changes: toChanges(content, lines) };
}

function refuseUnreadable({ isAmbiguous, lines }: SpokenObject): Refusal | null {
  if (isAmbiguous) return refuseContent('unreadable-calendar-user', 'A calendar object can be read in two ways');
  const unreadable = lines.find(({ isUnreadable }) => isUnreadable);
  if (unreadable === undefined) return null;
  return refuseNamed('unreadable-calendar-user', `The ${unreadable.property} cannot be read:`, unreadable.uri);
}

/** Somebody whom the actor may speak for: the actor, or an owner. */
interface Speaker {
  readonly line: CalendarUserLine;
  readonly rights: AddressRights;
}

function ruleOrganizers({ lines }: SpokenObject, { rightsByAddress }: Stamper): Speaker[] | Refusal {
  const speakers: Speaker[] = [];
  for (const line of lines) {
    const stranger = line.addresses.find((address) => !maySpeakAs(address, rightsByAddress));
    if (stranger !== undefined)
      return refuseAddress('no-right-to-calendar-user', 'You are not allowed to send meetings organized by', stranger);
    speakers.push(...speakerOf(line, rightsByAddress));
  }
  return speakers;
}

/**
 * Of a meeting's attendees those speak that are authors of the message; else the actor, if among them; else the owners
 * that the actor may write for. The others are there because the object repeats them.
 */
function ruleAttendees({ method, lines }: SpokenObject, { decision, rightsByAddress }: Stamper): Speaker[] | Refusal {
  const allowed = lines.filter(({ addresses }) => addresses.every((address) => maySpeakAs(address, rightsByAddress)));
  const stranger = lines.find((line) => !allowed.includes(line) && (method === 'REPLY' ? !isDelegation(line) : true));
  const [named] = stranger?.addresses ?? [];
  if (named !== undefined && (method === 'REPLY' || allowed.length === 0))
    return refuseAddress('no-right-to-calendar-user', 'You are not allowed to answer meetings for', named);
  const speakers = allowed.flatMap((line) => speakerOf(line, rightsByAddress));
  const isAuthor = ({ rights }: Speaker): boolean =>
    rights.kind === 'owner' && decision.owners.some(({ name }) => name === rights.owner.name);
  const authors = speakers.filter(isAuthor);
  if (authors.length > 0) return authors;
  const own = speakers.filter(({ rights }) => rights.kind === 'own');
  return own.length > 0 ? own : speakers;
}

/** RFC 5546 §3.2.2.3: who has passed a meeting on, and to whom, stands in the answer of either. */
function isDelegation({ parameters }: CalendarUserLine): boolean {
  return parameters.some((parameter) => isNamed(parameter, 'DELEGATED-TO') || isNamed(parameter, 'DELEGATED-FROM'));
}

/** In a calendar object the right to the owner's Calendar is enough. */
function maySpeakAs(address: Address, rightsByAddress: RightsByAddress): boolean {
  return rightOf(rightsAt(rightsByAddress, address), 'on-behalf', () => true) !== null;
}

function speakerOf(line: CalendarUserLine, rightsByAddress: RightsByAddress): readonly Speaker[] {
  const [address] = line.addresses;
  const rights = address === undefined ? null : rightsAt(rightsByAddress, address);
  return rights === null ? [] : [{ line, rights }];
}

function newText({ line, rights }: Speaker, content: CalendarText, { decision, rightsByAddress, settings }: Stamper) {
  const isActor = (address: Address): boolean =>
    rightsAt(rightsByAddress, address)?.kind === 'own' || isPrimary(address);
  const isPrimary = (address: Address): boolean => formatAddress(address) === formatAddress(decision.actor.address);
  if (rights.kind === 'own') return dropSentBy(line, isActor);
  return writeSentBy(line, {
    actor: decision.actor.address,
    isActor,
    ownerName: content.fitName(rights.owner.fullName),
    ownerEmail: settings.organizerEmail ? plainAddress(rights.owner) : null,
  });
}

/** No charset is asked to hold an address that is not ASCII. */
function plainAddress({ address }: Owner): Address | null {
  return /^[\x21-\x7e]+$/.test(formatAddress(address)) ? address : null;
}

/** RFC 5545 §3.1, in octets of UTF-8; half of it in characters for UTF-16, which has two octets in each. */
const FOLD_OCTETS = 75;

function toChanges({ text, encode, asciiOctets }: CalendarText, lines: readonly NewLine[]): readonly Replacement[] {
  const changes: Replacement[] = [];
  let counted = 0;
  let octets = 0;
  const octetsTo = (character: number): number => {
    octets += encode(text.slice(counted, character)).length;
    counted = character;
    return octets;
  };
  const inOrder = [...lines].sort((one, other) => one.line.start - other.line.start);
  for (const { line, text: instead } of inOrder) {
    if (instead === null) continue;
    const lineBreak = /^\r*\n|^\r/.exec(text.slice(line.end, line.end + 4))?.[0] === '\n' ? '\n' : '\r\n';
    const folded = foldLine(instead, lineBreak, Math.floor(FOLD_OCTETS / asciiOctets));
    const start = octetsTo(line.start);
    changes.push({ start, end: octetsTo(line.end), bytes: encode(folded) });
  }
  return changes;
}
