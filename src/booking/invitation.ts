/**
 * Who a component is about: whether it invites the account, and under which ATTENDEE. The role (required, optional,
 * resource) does not matter (RFC 5545 §3.2.16).
 */
import type { Attendee, CalendarUser, EventComponent } from '../calendar/itip-message.js';
import { addressKey, sameAddress, type Address } from '../mail/address.js';
import type { BookingRequest } from './booking-request.js';
import type { EntryKey } from './calendar-entry.js';

/**
 * The account's ATTENDEE in a component, by any of its addresses; null when it is not invited. Invited under several of
 * them (an alias beside the primary address), it is one attendee: see `asOne`. A component that names nobody at all is
 * meant for whom the master names.
 *
 * @param addresses the primary one first
 */
export function findInvitation(
  component: EventComponent,
  components: readonly EventComponent[],
  addresses: readonly Address[],
): Attendee | null {
  const naming =
    component.attendees.length > 0 ? component : (components.find((other) => other.recurrenceId === null) ?? component);
  const known = lastFound.get(naming.attendees);
  if (known?.addresses === addresses) return known.attendee;
  const attendee = asOne(
    naming.attendees.filter((each) => meansOneOf(each, addresses)),
    addresses,
  );
  lastFound.set(naming.attendees, { addresses, attendee });
  return attendee;
}

/**
 * Each list of attendees is asked several times, the master's once for every override that names nobody. What is
 * remembered never changes an outcome, only its cost.
 */
const lastFound = new WeakMap<
  readonly Attendee[],
  { readonly addresses: readonly Address[]; readonly attendee: Attendee | null }
>();

/**
 * Any line that asks asks for all, with RSVP (RFC 5545 §3.2.17) and with PARTSTAT. Spelled like one that asks, the one
 * with the primary address first: the answer comes from there, and Outlook looks for its sender among the attendees.
 */
function asOne(lines: readonly Attendee[], [primary]: readonly Address[]): Attendee | null {
  const [first] = lines;
  if (first === undefined || lines.length === 1) return first ?? null;
  const asking = lines.filter(({ rsvp }) => rsvp !== false);
  const answerable = asking.length > 0 ? asking : lines;
  const spelled =
    (primary === undefined ? undefined : answerable.find((each) => meansOneOf(each, [primary]))) ??
    answerable[0] ??
    first;
  const unanswered = lines.find(({ partstat }) => partstat === NEEDS_ACTION);
  return {
    ...spelled,
    rsvp: asking.length === 0 ? false : (asking.find(({ rsvp }) => rsvp === true)?.rsvp ?? null),
    partstat: unanswered?.partstat ?? spelled.partstat,
  };
}

/** RFC 5545 §3.2.12: also what a missing PARTSTAT means. */
export const NEEDS_ACTION = 'NEEDS-ACTION';

export function meansOneOf(user: CalendarUser, addresses: readonly Address[]): boolean {
  return user.addresses.some((address) => addresses.some((other) => sameAddress(address, other)));
}

/** The ORGANIZER of a message: the master's, or the first one written. */
export function organizerOf(components: readonly EventComponent[]): CalendarUser | null {
  const master = components.find((component) => component.recurrenceId === null);
  return master?.organizer ?? components.find((component) => component.organizer !== null)?.organizer ?? null;
}

/**
 * The key under which the meeting is kept; null without an ORGANIZER that has an address. The addresses of a local account
 * are one organizer, and the first of them is the one that counts.
 *
 * @param own of the organizer's account; empty: it has none here
 */
export function entryKeyOf(
  uid: string,
  components: readonly EventComponent[],
  own: readonly Address[],
): EntryKey | null {
  const address = organizerOf(components)?.addresses[0];
  return address === undefined ? null : { uid, organizer: addressKey(own[0] ?? address) };
}

/** Of the organizer's account: who asks, and of a REPLY the account itself. Empty: it has none here. */
export function organizerAddresses({
  itip,
  booker,
  resource,
}: Pick<BookingRequest, 'itip' | 'booker' | 'resource'>): readonly Address[] {
  return itip.method === 'REPLY' ? resource.addresses : (booker.addresses ?? []);
}

export function sameKey(one: EntryKey, other: EntryKey): boolean {
  return one.uid === other.uid && one.organizer === other.organizer;
}
