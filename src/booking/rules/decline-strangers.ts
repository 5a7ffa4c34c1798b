/**
 * Who may book: everybody inside and, with the policy's leave, everybody outside; or those whom the policy names and
 * nobody else, inside or outside.
 */
import type { Ruling } from '../booking-ruling.js';
import type { Proposal } from '../proposal.js';
import { isAmong } from '../who-books.js';

export function declineStrangers({ meeting: { request } }: Proposal): Ruling | null {
  const { bookers, outsideBookers } = request.resource.policy;
  const mayBook = bookers === null ? request.booker.isInside || outsideBookers : isAmong(bookers, request);
  return mayBook ? null : { kind: 'decline', because: 'not-a-booker' };
}
