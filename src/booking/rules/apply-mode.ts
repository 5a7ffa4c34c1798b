/**
 * What becomes of a ruling where the engine may speak only one way: the other way is left to a person, unanswered.
 */
import type { Ruling } from '../booking-ruling.js';
import { modeFor } from '../mode-for.js';
import type { Proposal } from '../proposal.js';

export function applyMode({ meeting }: Proposal, ruling: Ruling): Ruling {
  const mode = modeFor(meeting.request);
  // A person need not be asked about those who may not book.
  const isOpen = ruling.kind === 'decline' && ruling.because !== 'not-a-booker';
  if (mode === 'accept-if-free' && isOpen) return { kind: 'leave-to-person', because: 'not-free' };
  if (mode === 'decline-if-busy' && ruling.kind === 'accept')
    return { kind: 'leave-to-person', because: 'free-for-person' };
  return ruling;
}
