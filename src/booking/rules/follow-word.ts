/**
 * What a request comes to once a person has decided on it: the person's word counts in place of the mode and the policy, but
 * what is over, or cannot be determined, is not accepted, and what is taken only as far as the person says.
 * Path: decide-booking.ts, for resources/decide-by-hand.ts.
 */
import type { PersonsWord } from '../booking-request.js';
import type { Ruling } from '../booking-ruling.js';
import { isSeries, type Proposal } from '../proposal.js';

export function followWord({ expansion, tested, master }: Proposal, { verdict, conflicts }: PersonsWord): Ruling {
  if (expansion.kind === 'expanded' && tested.length === 0) return { kind: 'ignore', because: 'past' };
  if (verdict === 'decline') return { kind: 'decline', because: 'by-person' };
  if (expansion.kind === 'refused') return { kind: 'leave-to-person', because: expansion.because };
  const { length: taken } = tested.filter(({ hindrance }) => hindrance !== null);
  if (taken === 0) return { kind: 'accept', because: null };
  return conflicts === 'decline' && isSeries(master) && taken < tested.length
    ? { kind: 'accept', because: 'partly' }
    : { kind: 'leave-to-person', because: 'not-free' };
}
