/**
 * An approval comes to its end: by the first approver's REPLY (RFC 5546 §3.2.3), or because its time is over. What was
 * held becomes accepted or declined, the organizer gets the final answer, the other approvers are told.
 */
import { addressKey, sameAddress, type Address } from '../mail/address.js';
import { composeAnswer } from './answer/compose-answer.js';
import { composeCancellations, type ApprovalEnd } from './answer/compose-question.js';
import type { BookingRequest, CalendarAnswer } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { CalendarChange, CalendarEntry, PendingApproval, Partstat } from './calendar-entry.js';
import type { DecisionRecord } from './decision-record.js';
import { noChange, reenter, withoutPending } from './enter-booking.js';
import { expandWithinHorizon } from './expand-within-horizon.js';
import type { KnownMeeting } from './known-meeting.js';
import { invitedOccurrences, type Proposal } from './proposal.js';
import { recordWithdrawal } from './record-decision.js';
import { partstatsOf } from './occurrence-partstat.js';
import { recallEntry, type CalendarKeeper } from './stored-meeting.js';
import type { MessageDraft } from '../mail/draft.js';

export interface Settlement {
  readonly change: CalendarChange;
  /** The final answer, then the word to the approvers. */
  readonly messages: readonly MessageDraft[];
  readonly record: DecisionRecord;
}

export type Verdict =
  | { readonly kind: 'settled'; readonly settlement: Settlement }
  | {
      readonly kind: 'nothing';
      readonly because: 'unknown-meeting' | 'not-an-approver' | 'no-verdict' | 'stale-revision';
    };

/** @param request a REPLY to an approval's UID */
export function hearApprover(request: BookingRequest, calendar: CalendarAnswer): Verdict {
  const { itip } = request;
  const entry = calendar.entries.find(({ pending }) => pending?.uid === itip.uid);
  const pending = entry?.pending;
  const [component] = itip.components;
  if (entry === undefined || pending === undefined || component === undefined)
    return { kind: 'nothing', because: 'unknown-meeting' };
  const approver = approverOf(request, pending);
  if (approver === null) return { kind: 'nothing', because: 'not-an-approver' };
  // The answer to what was asked before an update says nothing of the update.
  if (component.revision.sequence < pending.sequence) return { kind: 'nothing', because: 'stale-revision' };
  const attendee = component.attendees.find(({ addresses }) => addresses.some((each) => sameAddress(each, approver)));
  const partstat = attendee?.partstat;
  if (partstat !== 'ACCEPTED' && partstat !== 'DECLINED') return { kind: 'nothing', because: 'no-verdict' };
  const ruling: Ruling =
    partstat === 'ACCEPTED' ? { kind: 'accept', because: null } : { kind: 'decline', because: 'not-approved' };
  return { kind: 'settled', settlement: settle(entry, pending, request, ruling, approver) };
}

/** An approver for whom the REPLY speaks, and who wrote the mail. */
function approverOf({ itip, mail, options }: BookingRequest, { approvers }: PendingApproval): Address | null {
  const authors = new Set((options.trust === 'authenticated' ? mail.provenAuthors : mail.authors).map(addressKey));
  const attendees = new Set(
    itip.components.flatMap((component) => component.attendees).flatMap(({ addresses }) => addresses.map(addressKey)),
  );
  return approvers.find((each) => authors.has(addressKey(each)) && attendees.has(addressKey(each))) ?? null;
}

/** Nobody answered in time. */
export function expireApproval(entry: CalendarEntry, pending: PendingApproval, keeper: CalendarKeeper): Settlement {
  return settle(entry, pending, keeper, { kind: 'decline', because: 'approval-expired' }, null);
}

function settle(
  entry: CalendarEntry,
  pending: PendingApproval,
  keeper: CalendarKeeper,
  ruling: Ruling & { readonly kind: 'accept' | 'decline' },
  approver: Address | null,
): Settlement {
  const meeting = asMailed(recallEntry(entry, keeper, { entries: [], tombstones: [], busy: [] }), pending);
  const settled: Partstat = ruling.kind === 'accept' ? 'accepted' : 'declined';
  const decide = (partstat: Partstat): Partstat => (partstat === 'tentative' ? settled : partstat);
  const decided: CalendarEntry = {
    ...withoutPending(entry),
    partstat: decide(entry.partstat),
    occurrences: entry.occurrences.map((each) => ({ ...each, partstat: decide(each.partstat) })),
  };
  const proposal = heldProposal(meeting, entry);
  const isPartly = ruling.kind === 'accept' && proposal.tested.some(({ hindrance }) => hindrance !== null);
  const answer = composeAnswer(proposal, isPartly ? { kind: 'accept', because: 'partly' } : ruling, null);
  const explanation =
    approver === null
      ? 'No approver replied in time. The booking was declined.'
      : `${addressKey(approver)} ${ruling.kind === 'accept' ? 'approved' : 'declined'} it.`;
  const record = recordWithdrawal(meeting, ruling.because, explanation, proposal.tested, {
    answered: answer !== null,
    isWhole: true,
  });
  return {
    change: { ...noChange, ...reenter(meeting, decided) },
    messages: [
      ...(answer === null ? [] : [answer]),
      ...composeCancellations(meeting, pending, endOf(ruling, approver)),
    ],
    record: { ...record, decision: ruling.kind },
  };
}

function endOf({ kind }: Ruling, approver: Address | null): ApprovalEnd {
  if (approver === null) return { kind: 'expired' };
  return { kind: kind === 'accept' ? 'approved' : 'declined', by: approver };
}

/** The final answer goes to the organizer's request, as the first one did. */
function asMailed(meeting: KnownMeeting, { messageId }: PendingApproval): KnownMeeting {
  const { request } = meeting;
  const reversePath = request.itip.components.flatMap(({ organizer }) => organizer?.addresses ?? [])[0] ?? null;
  return { ...meeting, request: { ...request, mail: { ...request.mail, reversePath, messageId } } };
}

/** What was held, as though it had just been asked for. */
function heldProposal(meeting: KnownMeeting, entry: CalendarEntry): Proposal {
  const { stored, zones, request, recurrenceOf } = meeting;
  const isHeld = (recurrenceId: ReturnType<typeof recurrenceOf>): boolean =>
    (entry.occurrences.find((each) => each.recurrenceId === recurrenceId)?.partstat ?? entry.partstat) === 'tentative';
  const changedComponents = stored.filter((component) => isHeld(recurrenceOf(component)));
  const master = changedComponents.find(({ recurrenceId }) => recurrenceId === null) ?? null;
  const expansion = expandWithinHorizon(stored, zones, request);
  const partstatOf = partstatsOf(entry.occurrences, entry.partstat, recurrenceOf);
  const occurrences = expansion.kind === 'refused' ? [] : invitedOccurrences(meeting, stored, expansion.occurrences);
  const tested = occurrences
    .filter(({ component }) => changedComponents.includes(component))
    .map((occurrence) => {
      const isDeclined = partstatOf(occurrence) === 'declined';
      return { occurrence, free: !isDeclined, hindrance: isDeclined ? ('conflict' as const) : null };
    });
  return { meeting, changedComponents, master, staying: [], components: stored, expansion, tested };
}
