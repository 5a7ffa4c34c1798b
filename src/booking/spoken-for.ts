/**
 * Whether those who wrote a mail may speak for the organizer of the meeting in it (RFC 6047 §2.3, §3).
 */
import type { CalendarUser, EventComponent } from '../calendar/itip-message.js';
import { addressKey, sameAddress, type Address } from '../mail/address.js';
import { areAligned } from '../mail/authentication-results.js';
import { GOOGLE_CALENDAR_SENDER } from '../mail/proven-authors.js';
import { meansOneOf, organizerOf } from './invitation.js';

/** Google Calendar mails in a person's name for calendars that have no mailbox, and says so in Sender. */
const GOOGLE_SECONDARY_CALENDARS = 'group.calendar.google.com';

/**
 * By the header's word: the authors hold the organizer, by any of its addresses, whom it says it is sent by, or a deputy.
 *
 * @param deputies who may write for the organizer of the message, as the directory has it
 */
export function isSpokenFor(
  components: readonly EventComponent[],
  authors: readonly Address[],
  deputies: readonly Address[] = [],
): boolean {
  const isDeputyFor = byDeputy(components, authors, deputies);
  return areAllSpokenFor(
    components,
    (organizer) =>
      meansOneOf(organizer, authors) ||
      isSentBy(organizer, authors) ||
      isGoogleFor(organizer.addresses, authors) ||
      isDeputyFor(organizer),
  );
}

/**
 * By proven authors alone. Here the object's own word is no proof: what counts is the address under which the meeting
 * is kept and answered, one that it names as sender and that is in the same organization, or a deputy's.
 */
export function isProvenFor(
  components: readonly EventComponent[],
  proven: readonly Address[],
  deputies: readonly Address[] = [],
): boolean {
  const isDeputyFor = byDeputy(components, proven, deputies);
  return areAllSpokenFor(components, (organizer) => {
    if (isDeputyFor(organizer)) return true;
    const [address] = organizer.addresses;
    if (address === undefined) return false;
    const own = proven.filter(({ domain }) => areAligned(domain, address.domain));
    return (
      own.some((author) => sameAddress(author, address)) || isSentBy(organizer, own) || isGoogleFor([address], proven)
    );
  });
}

/** Each organizer, if only by another component that names the same one: some write SENT-BY into the master alone. */
function areAllSpokenFor(
  components: readonly EventComponent[],
  speaksFor: (organizer: CalendarUser) => boolean,
): boolean {
  const organizers = components.map(({ organizer }) => organizer).filter((organizer) => organizer !== null);
  const spokenFor = new Set(organizers.filter(speaksFor));
  const keys = new Set([...spokenFor].flatMap(keyOf));
  return organizers.every((organizer) => spokenFor.has(organizer) || keyOf(organizer).some((key) => keys.has(key)));
}

/** The address under which the meeting is kept, if there is one. */
function keyOf({ addresses: [address] }: CalendarUser): readonly string[] {
  return address === undefined ? [] : [addressKey(address)];
}

/** Deputies are those of the message's organizer, and speak for no other that a component may name. */
function byDeputy(
  components: readonly EventComponent[],
  authors: readonly Address[],
  deputies: readonly Address[],
): (organizer: CalendarUser) => boolean {
  const owner = organizerOf(components)?.addresses[0];
  const isWritten = deputies.some((deputy) => authors.some((author) => sameAddress(author, deputy)));
  return ({ addresses: [address] }) =>
    isWritten && owner !== undefined && address !== undefined && sameAddress(address, owner);
}

function isSentBy({ sentBy }: CalendarUser, authors: readonly Address[]): boolean {
  return sentBy !== null && authors.some((author) => sameAddress(author, sentBy));
}

function isGoogleFor(addresses: readonly Address[], authors: readonly Address[]): boolean {
  return (
    addresses.some(({ domain }) => domain === GOOGLE_SECONDARY_CALENDARS) &&
    authors.some((author) => addressKey(author) === GOOGLE_CALENDAR_SENDER)
  );
}
