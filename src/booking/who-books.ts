/**
 * Whether a request's organizer is one of the people whom a policy names.
 */
import type { BookingRequest } from './booking-request.js';
import type { People } from './booking-policy.js';
import { organizerOf } from './invitation.js';

/** By account, by a group it is in, or by the domain of its address; a domain stands for itself, not for those below. */
export function isAmong(people: People, { booker, itip }: Pick<BookingRequest, 'booker' | 'itip'>): boolean {
  const domain = organizerOf(itip.components)?.addresses[0]?.domain;
  return (
    (booker.accountName !== null && people.accounts.includes(booker.accountName)) ||
    booker.groups.some((group) => people.groups.includes(group)) ||
    (domain !== undefined && people.domains.includes(domain))
  );
}
