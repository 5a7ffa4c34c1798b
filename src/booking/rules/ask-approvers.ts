/**
 * What becomes of a ruling where approvers are named: what would be accepted is asked about, and what breaks the policy
 * too, for those who may break it with approval. A conflict is never asked about.
 */
import { isApprover } from '../approval.js';
import type { Ruling } from '../booking-ruling.js';
import type { DeclineReason } from '../reasons.js';
import type { Proposal } from '../proposal.js';
import { isAmong } from '../who-books.js';

/** Rules that somebody may break; the others are about what can be told, or about who asks. */
const breakable: readonly DeclineReason[] = ['recurring', 'outside-window', 'outside-hours', 'too-short', 'too-long'];

export function askApprovers(proposal: Proposal, ruling: Ruling): Ruling {
  const { request } = proposal.meeting;
  if (request.resource.policy.approvers.length === 0) return ruling;
  const asked = askOrNot(proposal, ruling);
  // Nobody can be asked: better declined at once than held for a word that cannot come.
  return asked.kind === 'ask' && request.approval?.approvers.length === 0
    ? { kind: 'decline', because: 'not-approved' }
    : asked;
}

function askOrNot(proposal: Proposal, ruling: Ruling): Ruling {
  const { request } = proposal.meeting;
  if (ruling.kind === 'accept') return isApprover(request) ? ruling : { kind: 'ask', because: ruling.because };
  return ruling.kind === 'decline' && mayBreak(proposal, ruling.because)
    ? { kind: 'ask', because: ruling.because }
    : ruling;
}

function mayBreak({ meeting: { request }, expansion, tested }: Proposal, because: DeclineReason): boolean {
  const { policyBreakers, declineConflict } = request.resource.policy;
  const isFree = !declineConflict || tested.every(({ free }) => free);
  return (
    policyBreakers !== null &&
    breakable.includes(because) &&
    expansion.kind === 'expanded' &&
    isFree &&
    isAmong(policyBreakers, request)
  );
}
