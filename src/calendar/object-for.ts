/**
 * Which calendar object of a message is meant for an account: a message may hold others beside the invitation, a hotel's PUBLISH,
 * a REPLY that is passed on, somebody else's REQUEST. Used by booking, once for each recipient.
 */
import { sameAddress, type Address } from '../mail/address.js';
import type { CalendarUser, ItipMethod, ObjectOutline, ParsedItip, ParsedObject } from './itip-message.js';

/**
 * The one object that concerns the account. Several that do are refused, as nobody can answer two in one: the decision
 * would be one mail's.
 *
 * @param addresses all of the account's
 */
export function objectFor(parsed: ParsedItip, addresses: readonly Address[]): ParsedObject {
  const { others = [] } = parsed;
  if (others.length === 0) return parsed;
  const all: readonly ParsedObject[] = [parsed, ...others];
  const concerning = all.filter((each) => concerns(outlineOf(each), addresses));
  const asking = all.filter((each) => isAsking(methodOf(each)));
  const meant = concerning.length > 0 ? concerning : asking;
  const [only, ...more] = meant.length > 0 ? meant : [parsed];
  if (only === undefined || more.length > 0)
    return { kind: 'refused', because: 'several-objects', detail: 'the mail has calendar objects of different events' };
  return only;
}

/** RFC 5546 §1.4: what the organizer asks of attendees, and what attendees say to the organizer. */
export function isAsking(method: ItipMethod | null): boolean {
  return method === 'REQUEST' || method === 'CANCEL' || method === 'ADD';
}

const answering: ReadonlySet<ItipMethod> = new Set(['REPLY', 'COUNTER', 'REFRESH']);

function concerns(outline: ObjectOutline | null, addresses: readonly Address[]): boolean {
  if (outline === null || outline.method === null || outline.method === 'PUBLISH') return false;
  const { method, organizers, attendees } = outline;
  // Some write no ATTENDEE into a CANCEL.
  if (method === 'CANCEL' && attendees.length === 0) return true;
  return (answering.has(method) ? organizers : attendees).some((user) => meansOneOf(user, addresses));
}

function meansOneOf(user: CalendarUser, addresses: readonly Address[]): boolean {
  return user.addresses.some((address) => addresses.some((own) => sameAddress(address, own)));
}

export function methodOf(object: ParsedObject): ItipMethod | null {
  return object.kind === 'itip' ? object.message.method : (object.outline?.method ?? null);
}

function outlineOf(object: ParsedObject): ObjectOutline | null {
  if (object.kind === 'refused') return object.outline ?? null;
  const { method, uid, components } = object.message;
  return {
    method,
    uid,
    organizers: components.flatMap(({ organizer }) => organizer ?? []),
    attendees: components.flatMap(({ attendees }) => attendees),
  };
}
