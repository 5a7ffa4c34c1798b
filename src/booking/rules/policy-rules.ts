/**
 * Whether a request is accepted: the rules of the resource's policy, in the order in which they are asked. The first
 * that speaks decides; when none does, the request is accepted, a series without the occurrences that something stands
 * against (occurrence-rules.ts).
 */
import type { Ruling } from '../booking-ruling.js';
import type { DeclineReason } from '../reasons.js';
import { truncationFor } from '../booking-window.js';
import { modeFor } from '../mode-for.js';
import { isSeries, type Proposal, type TestedOccurrence } from '../proposal.js';
import { toleratesConflicts } from './conflict-tolerance.js';
import { declineStrangers } from './decline-strangers.js';

type PolicyRule = (proposal: Proposal) => Ruling | null;

/** Mode manual; what is over needs no person. */
const leaveAllToPerson: PolicyRule = ({ meeting, expansion, tested }) => {
  const isOver = expansion.kind === 'expanded' && tested.length === 0;
  return modeFor(meeting.request) === 'manual' && !isOver
    ? { kind: 'leave-to-person', because: 'person-decides' }
    : null;
};

/** What cannot be told in time, or only at too high a cost, is never guessed. */
const declineUnexpandable: PolicyRule = ({ expansion }) =>
  expansion.kind === 'refused' ? { kind: 'decline', because: expansion.because } : null;

/**
 * Occurrences without their master, each in a component of its own, are requests of their own: one that something stands
 * against is declined without the others. When something stands against all of them, the whole message is declined.
 */
const declineEachApart: PolicyRule = (proposal) => {
  if (!areRequestsOfTheirOwn(proposal)) return null;
  const [first] = proposal.tested;
  if (first?.hindrance == null || proposal.tested.some(({ hindrance }) => hindrance === null)) return null;
  return { kind: 'decline', because: first.hindrance };
};

/** Nothing of it is still to come. */
export const ignorePast: PolicyRule = ({ tested }) =>
  tested.length === 0 ? { kind: 'ignore', because: 'past' } : null;

/** Mode decline-always. */
const declineEverything: PolicyRule = ({ meeting }) =>
  modeFor(meeting.request) === 'decline-always' ? { kind: 'decline', because: 'takes-no-bookings' } : null;

/** mr-decline-recurring: a series, not the change of one occurrence. */
const declineRecurring: PolicyRule = ({ meeting: { request }, master }) =>
  isSeries(master) && request.resource.policy.declineRecurring && modeFor(request) !== 'accept-always'
    ? { kind: 'decline', because: 'recurring' }
    : null;

/** What is booked already goes on until the resource retires; nothing new is begun that goes on after it. */
const declineRetired: PolicyRule = (proposal) => {
  const { meeting, tested } = proposal;
  const retired = tested.filter(({ hindrance }) => hindrance === 'retired');
  if (retired.length === 0) return null;
  const isBooked = meeting.entry !== null && meeting.entry.partstat !== 'declined';
  const isCut =
    areRequestsOfTheirOwn(proposal) ||
    (isBooked && retired.length < tested.length && mayDeclineApart(proposal, retired));
  return isCut ? null : { kind: 'decline', because: 'retired' };
};

/** One occurrence that is too short, too long or outside working hours is enough. */
const declineUnfitting: PolicyRule = (proposal) => {
  const { tested } = proposal;
  if (areRequestsOfTheirOwn(proposal)) return null;
  const because = tested.map(({ hindrance }) => hindrance).find((hindrance) => isUnfitting(hindrance));
  return because == null ? null : { kind: 'decline', because };
};

const isUnfitting = (hindrance: DeclineReason | null): boolean =>
  hindrance === 'too-short' || hindrance === 'too-long' || hindrance === 'outside-hours';

/** A series that goes on past the window is cut there when the policy says so; one that is beyond it is declined. */
const declineBeyondWindow: PolicyRule = (proposal) => {
  const { meeting, master, expansion, tested } = proposal;
  const { request } = meeting;
  const beyond = tested.filter(({ hindrance }) => hindrance === 'outside-window');
  const isEndless = master !== null && expansion.kind === 'expanded' && expansion.indexedUntil !== null;
  const isBounded = request.resource.policy.windowDays !== null && modeFor(request) !== 'accept-always';
  if (beyond.length === 0 && !(isEndless && isBounded)) return null;
  const isCut =
    areRequestsOfTheirOwn(proposal) ||
    (truncationFor(request) !== null && beyond.length < tested.length && mayDeclineApart(proposal, beyond));
  return isCut ? null : { kind: 'decline', because: 'outside-window' };
};

/** One occurrence without a free unit is enough, but for a series of which the policy tolerates some. */
const declineConflict: PolicyRule = (proposal) => {
  const taken = proposal.tested.filter(({ hindrance }) => hindrance === 'conflict');
  if (taken.length === 0) return null;
  const inside = proposal.tested.filter(({ hindrance }) => hindrance === null || hindrance === 'conflict');
  const isTolerated =
    areRequestsOfTheirOwn(proposal) ||
    (mayDeclineApart(proposal, taken) &&
      toleratesConflicts(proposal.meeting.request.resource.policy, taken.length, inside.length));
  return isTolerated ? null : { kind: 'decline', because: 'conflict' };
};

/**
 * Only a series has occurrences that can be declined while the rest is accepted, and a change of all later occurrences
 * has one standing for them all.
 */
function mayDeclineApart({ master }: Proposal, occurrences: readonly TestedOccurrence[]): boolean {
  return master !== null && occurrences.every(({ occurrence }) => !occurrence.component.thisAndFuture);
}

/** Two or more occurrences, none of them with all that follow it, and no master. */
function areRequestsOfTheirOwn({ master, changedComponents, tested }: Proposal): boolean {
  const isEachSingle = changedComponents.every(({ thisAndFuture }) => !thisAndFuture);
  return master === null && isEachSingle && tested.length > 1;
}

export const policyRules: readonly PolicyRule[] = [
  leaveAllToPerson,
  declineUnexpandable,
  ignorePast,
  declineStrangers,
  declineEverything,
  declineRecurring,
  declineEachApart,
  declineRetired,
  declineUnfitting,
  declineBeyondWindow,
  declineConflict,
];
