/**
 * Whether a request is accepted: the rules of the resource's policy, in the order in which they are asked. The first
 * that speaks decides; when none does, the request is accepted. Further policy (modes, windows, who may book, approvers)
 * is further rules of this list.
 */
import { isSeries, type Proposal } from '../proposal.js';
import type { Ruling } from '../booking-ruling.js';
import { declineStrangers } from './decline-strangers.js';

type PolicyRule = (proposal: Proposal) => Ruling | null;

/** What cannot be told in time, or only at too high a cost, is never guessed. */
const declineUnexpandable: PolicyRule = ({ expansion }) =>
  expansion.kind === 'refused' ? { kind: 'decline', because: expansion.because } : null;

/** Nothing of it is still to come. */
const ignorePast: PolicyRule = ({ tested }) => (tested.length === 0 ? { kind: 'ignore', because: 'past' } : null);

/** mr-decline-recurring: a series, not the change of one occurrence. */
const declineRecurring: PolicyRule = ({ meeting, master }) => {
  return isSeries(master) && meeting.request.resource.policy.declineRecurring
    ? { kind: 'decline', because: 'recurring' }
    : null;
};

/** mr-decline-conflict: one occurrence without a free unit is enough. */
const declineConflict: PolicyRule = ({ meeting, tested }) =>
  meeting.request.resource.policy.declineConflict && tested.some(({ free }) => !free)
    ? { kind: 'decline', because: 'conflict' }
    : null;

export const policyRules: readonly PolicyRule[] = [
  declineUnexpandable,
  ignorePast,
  declineStrangers,
  declineRecurring,
  declineConflict,
];
