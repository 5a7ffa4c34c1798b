/**
 * Whether those who wrote a message may speak for the organizer of the meeting in it (RFC 6047 §2.3, §3).
 */
import type { CalendarUser, EventComponent } from '../calendar/itip-message.js';
import { addressKey, sameAddress, type Address } from '../mail/address.js';
import { areAligned } from '../mail/organizational-domain.js';
import { GOOGLE_CALENDAR_SENDER } from '../mail/proven-authors.js';
import type { Booker } from './booking-request.js';
import { meansOneOf, organizerOf } from './invitation.js';

/** Google Calendar writes in a person's name for calendars that have no mailbox, and says so in Sender. */
const GOOGLE_SECONDARY_CALENDARS = 'group.calendar.google.com';

/** What the directory knows of those who may speak for the organizer of the message. */
type Speakers = Pick<Booker, 'deputies' | 'addresses'>;

/**
 * By the header's word: the authors hold the organizer, by any of its addresses, whom it says it is sent by, or a deputy.
 */
export function isSpokenFor(
  components: readonly EventComponent[],
  authors: readonly Address[],
  booker: Speakers = {},
): boolean {
  const isDeputyFor = byAccountOrDeputy(components, authors, booker);
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
  booker: Speakers = {},
): boolean {
  const isDeputyFor = byAccountOrDeputy(components, proven, booker);
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

/**
 * The authors speak for the organizer only by the SENT-BY that the object itself gives it: anybody can write that of
 * anybody.
 */
export function isSentByAlone(
  components: readonly EventComponent[],
  authors: readonly Address[],
  booker: Speakers = {},
): boolean {
  const withoutSentBy = components.map((component) => ({
    ...component,
    organizer: component.organizer && { ...component.organizer, sentBy: null },
  }));
  return !isSpokenFor(withoutSentBy, authors, booker);
}

/** One of the authors is the attendee, under an address of its account too, or its deputy; SENT-BY counts inside alone. */
export function speaksForAttendee(
  authors: readonly Address[],
  attendee: Pick<CalendarUser, 'addresses' | 'sentBy'>,
  { addresses = [], deputies = [], isSentByInside = false }: Omit<Booker, 'accountName' | 'groups' | 'isInside'>,
): boolean {
  const isKnown = attendee.addresses.some((each) => addresses.some((own) => sameAddress(each, own)));
  const sentBy = isSentByInside && attendee.sentBy !== null ? [attendee.sentBy] : [];
  const speakers = [...attendee.addresses, ...(isKnown ? [...addresses, ...deputies] : []), ...sentBy];
  return speakers.some((speaker) => authors.some((author) => sameAddress(author, speaker)));
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

/**
 * The organizer's account under another of its addresses, or a deputy: those of the message's organizer, who speak for no
 * other that a component may name.
 */
function byAccountOrDeputy(
  components: readonly EventComponent[],
  authors: readonly Address[],
  { deputies = [], addresses = [] }: Speakers,
): (organizer: CalendarUser) => boolean {
  const owner = organizerOf(components)?.addresses[0];
  const own = owner === undefined ? [] : [owner, ...addresses];
  const isWritten = [...deputies, ...addresses].some((each) => authors.some((author) => sameAddress(author, each)));
  return ({ addresses: [address] }) =>
    isWritten && address !== undefined && own.some((each) => sameAddress(each, address));
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
