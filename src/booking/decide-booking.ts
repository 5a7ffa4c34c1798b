/**
 * The second half of a decision: the request against what the calendar holds. Pure; the caller reads the calendar as
 * `prepareBooking` asks, and writes the change, the answer and the record in one commit.
 * Standards: RFC 5546 (iTIP), RFC 6047 (iMIP).
 */
import { sameAddress } from '../mail/address.js';
import { isSentByAlone } from './spoken-for.js';
import { composeAnswer } from './answer/compose-answer.js';
import { composeCancellations, composeQuestions } from './answer/compose-question.js';
import { pendingFor } from './approval.js';
import type { MessageDraft } from '../mail/draft.js';
import type { BookingOutcome, Offerable } from './booking-outcome.js';
import type { BookingRequest, CalendarAnswer } from './booking-request.js';
import { isVerdict, type Ruling } from './booking-ruling.js';
import type { CalendarChange } from './calendar-entry.js';
import { cancelBooking } from './cancel-booking.js';
import {
  declineUntold,
  enterAccepted,
  enterDetails,
  enterChangedComponents,
  keepBooking,
  removeBooking,
  withPending,
} from './enter-booking.js';
import { processingModeOf } from './processing-mode.js';
import type { HorizonExpansion } from './expand-within-horizon.js';
import { findInvitation } from './invitation.js';
import { recallMeeting, selectChangedComponents, type KnownMeeting } from './known-meeting.js';
import { noteReply, type NotedReply } from './note-reply.js';
import { offerQuestionOf } from './offer-slots.js';
import type { PreparedBooking } from './prepare-booking.js';
import { proposeBooking, type Proposal } from './proposal.js';
import { recordDecision } from './record-decision.js';
import { reportCancellation, reportChange } from './report/compose-report.js';
import { askApprovers } from './rules/ask-approvers.js';
import { followWord } from './rules/follow-word.js';
import { enteringRules } from './rules/entering-rules.js';
import { applyMode } from './rules/apply-mode.js';
import { policyRules } from './rules/policy-rules.js';
import { revisionRules } from './rules/revision-rules.js';
import { hearApprover } from './settle-approval.js';
import { holdWaiting, joinWaiting, withoutOwnBookings } from './wait-for-own.js';
import { calendarBefore, heldRequest, settledChange } from './waiting-request.js';

/** Never throws for what a message or a sound entry holds. */
export function decideBooking(prepared: PreparedBooking, calendar: CalendarAnswer): BookingOutcome {
  const { question, state } = prepared;
  if (state.kind === 'ruled') return withoutChange(prepared, state.ruling);
  if (state.kind === 'reply') return heedApprover(prepared, state.request, calendar);
  const meeting = recallMeeting(state.request, state.key, calendar);
  if (isBySentByAlone(meeting))
    return withoutChange(prepared, { kind: 'leave-to-person', because: 'author-is-not-organizer' });
  if (state.request.itip.method === 'CANCEL') {
    const cancellation = cancelBooking(meeting);
    if (cancellation.kind !== 'cancel') return withoutChange(prepared, cancellation);
    const record = recordDecision(question, cancellation, [], false);
    const notices = [...reportCancellation(meeting), ...tellApprovers(meeting, cancellation.change)];
    return { handled: true, change: cancellation.change, answer: null, notices, offerable: null, record };
  }
  if (state.request.itip.method === 'REPLY') {
    const noted = noteReply(meeting);
    const change = noted.kind === 'note-reply' ? noted.change : null;
    return { ...withoutChange(prepared, noted), change };
  }
  return decideUpdate(prepared, meeting, calendar, state.expansion);
}

/**
 * Neighbours at a mail provider must not change each other's meetings: what is booked, and what is cancelled, is the
 * organizer's. SENT-BY counts where the stored meeting names it, and inside.
 */
function isBySentByAlone({ request, entry, stored }: KnownMeeting): boolean {
  const { itip, mail, booker } = request;
  if (request.word?.isAuthorKnown === true || itip.method === 'REPLY' || (entry === null && itip.method !== 'CANCEL'))
    return false;
  if (booker.isSentByInside === true || !isSentByAlone(itip.components, mail.authors, booker)) return false;
  const known = stored.flatMap(({ organizer }) => organizer?.sentBy ?? []);
  return !known.some((sender) => mail.authors.some((author) => sameAddress(author, sender)));
}

/** A newer revision takes the place of one that waits; a change of some of its occurrences waits with it. */
function decideUpdate(
  prepared: PreparedBooking,
  meeting: KnownMeeting,
  calendar: CalendarAnswer,
  expansion: HorizonExpansion,
): BookingOutcome {
  const { entry, request, key } = meeting;
  const waiting = heldRequest(entry);
  if (entry === null || waiting === null) return decideRequest(prepared, meeting, expansion);
  const changedComponents = selectChangedComponents(meeting);
  if (changedComponents.kind === 'nothing')
    return withoutChange(prepared, { kind: 'ignore', because: changedComponents.because });
  const proposal = proposeBooking(meeting, changedComponents.components, expansion);
  const isWhole = proposal.master !== null && proposal.staying.length === 0;
  if (isWhole && !invites(request)) return decideRequest(prepared, meeting, expansion);
  if (isWhole) {
    const earlier = recallMeeting(request, key, calendarBefore(calendar, entry, waiting));
    const outcome = decideRequest(prepared, earlier, expansion);
    return { ...outcome, change: settledChange(outcome.change, entry, waiting, request) };
  }
  const record = recordDecision(prepared.question, waits, proposal.tested, false, meeting.others);
  const change = joinWaiting(proposal, waiting);
  return { handled: true, change, answer: null, notices: [], offerable: null, record };
}

const waits: Ruling = { kind: 'waiting', because: 'own-conflict' };

function decideRequest(prepared: PreparedBooking, meeting: KnownMeeting, expansion: HorizonExpansion): BookingOutcome {
  const { request, entry } = meeting;
  if (entry === null && !invites(request)) {
    return withoutChange(prepared, { kind: 'leave-to-person', because: 'not-an-attendee' });
  }
  if (entry === null && request.itip.method === 'ADD') {
    return withoutChange(prepared, { kind: 'ignore', because: 'unknown-meeting' });
  }
  const changedComponents = selectChangedComponents(meeting);
  if (changedComponents.kind === 'nothing')
    return withoutChange(prepared, { kind: 'ignore', because: changedComponents.because });
  const proposal = proposeBooking(meeting, changedComponents.components, expansion);
  const ruling = rule(proposal);
  const without = isVerdict(ruling) ? withoutOwnBookings(proposal) : null;
  if (without !== null && isTaken(rule(without))) {
    const record = recordDecision(prepared.question, waits, proposal.tested, false, meeting.others);
    const held = holdWaiting(proposal, without);
    return { handled: true, change: held, answer: null, notices: [], offerable: null, record };
  }
  const answer = composeAnswer(proposal, ruling, null);
  const pending = ruling.kind === 'ask' ? pendingFor(proposal) : null;
  const asked = ruling.kind === 'ask' ? ruling.because : null;
  const change = pending === null ? changeFor(proposal, ruling) : withPending(hold(proposal, ruling), pending);
  return {
    handled: ruling.kind !== 'leave-to-person',
    change,
    answer,
    notices: [
      ...(change === null ? [] : reportChange(proposal, ruling.kind === 'remove')),
      ...(pending === null ? tellApprovers(meeting, change) : composeQuestions(proposal, pending, asked)),
    ],
    offerable: answer === null ? null : offerableOf(proposal, ruling),
    record: recordDecision(prepared.question, ruling, proposal.tested, answer !== null, meeting.others),
  };
}

function isTaken({ kind }: Ruling): boolean {
  return kind === 'accept' || kind === 'ask';
}

function offerableOf(proposal: Proposal, ruling: Ruling): Offerable | null {
  const question = offerQuestionOf(proposal, ruling);
  return question === null ? null : { question, proposal, ruling };
}

/** One component of it is enough. */
function invites({ itip, resource }: BookingRequest): boolean {
  return itip.components.some((each) => findInvitation(each, itip.components, resource.addresses) !== null);
}

function rule(proposal: Proposal): Ruling {
  const { resource, word } = proposal.meeting.request;
  const { kind, policy } = resource;
  const ofRevision = firstRuling(revisionRules, proposal);
  if (ofRevision !== null) return ofRevision;
  if (word !== undefined) return followWord(proposal, word);
  if (processingModeOf(kind, policy) === 'enter') return firstRuling(enteringRules, proposal) ?? enteredTentative;
  const ofPolicy = applyMode(proposal, firstRuling(policyRules, proposal) ?? acceptanceOf(proposal));
  return askApprovers(proposal, ofPolicy);
}

type Rule = (proposal: Proposal) => Ruling | null;

function firstRuling(rules: readonly Rule[], proposal: Proposal): Ruling | null {
  for (const each of rules) {
    const ruling = each(proposal);
    if (ruling !== null) return ruling;
  }
  return null;
}

const enteredTentative: Ruling = { kind: 'enter-tentative', because: null };

function acceptanceOf(proposal: Proposal): Ruling {
  return { kind: 'accept', because: proposal.tested.some(({ hindrance }) => hindrance !== null) ? 'partly' : null };
}

function changeFor(proposal: Proposal, ruling: Ruling): CalendarChange | null {
  const { meeting, master, expansion } = proposal;
  const { entry, request } = meeting;
  switch (ruling.kind) {
    case 'accept':
      return enterAccepted(proposal);
    case 'waiting':
      return null;
    case 'enter-tentative':
      return enterChangedComponents(proposal, 'tentative');
    case 'ask':
      return hold(proposal, ruling);
    case 'decline': {
      if (entry === null) return enterChangedComponents(proposal, 'declined');
      // What a person declines is no booking yet where it is only held.
      const isHeld = request.word !== undefined && entry.partstat === 'tentative';
      if (request.options.declinedUpdate === 'keep' && !isHeld) return keepBooking(proposal, entry);
      const isUntold = master === null && expansion.kind === 'refused';
      return isUntold ? declineUntold(proposal, entry) : enterChangedComponents(proposal, 'declined');
    }
    case 'keep':
      return enterDetails(proposal);
    case 'remove':
      return master === null && entry !== null ? enterChangedComponents(proposal, 'declined') : removeBooking(proposal);
    case 'ignore':
      // Moved into the past: the slot it had is free.
      return entry === null ? null : enterDetails(proposal);
    case 'leave-to-person':
      return isPending(proposal, ruling) ? enterChangedComponents(proposal, 'tentative') : null;
  }
}

/** The time is held for the approvers: what is without hindrance, or all of it where the policy may be broken. */
function hold(proposal: Proposal, { because }: Ruling): CalendarChange {
  const isSound = because === null || because === 'partly';
  return isSound ? enterAccepted(proposal, 'tentative') : enterChangedComponents(proposal, 'tentative');
}

/** An approval that is not waited for any more: the approvers need not answer. */
function tellApprovers(meeting: KnownMeeting, change: CalendarChange | null): readonly MessageDraft[] {
  const pending = meeting.entry?.pending;
  if (pending === undefined || change === null) return [];
  const isTouched = change.remove.length + change.put.length > 0;
  const isWaiting = change.put.some(({ entry }) => entry.pending !== undefined);
  return isTouched && !isWaiting ? composeCancellations(meeting, pending, { kind: 'withdrawn' }) : [];
}

function heedApprover(prepared: PreparedBooking, request: BookingRequest, calendar: CalendarAnswer): BookingOutcome {
  const verdict = hearApprover(request, calendar);
  if (verdict.kind === 'nothing') {
    const kind = verdict.because === 'not-an-approver' ? 'leave-to-person' : 'ignore';
    return withoutChange(prepared, { kind, because: verdict.because });
  }
  const { change, messages, record } = verdict.settlement;
  const { messageId } = request.mail;
  const heard = { ...record, messageId, method: request.itip.method };
  return { handled: true, change, answer: null, notices: messages, offerable: null, record: heard };
}

/** A person will decide: until then the time is held, where nobody else has it. */
function isPending({ tested, expansion }: Proposal, { because }: Ruling): boolean {
  const isAwaited = because === 'person-decides' || because === 'free-for-person';
  return isAwaited && expansion.kind === 'expanded' && tested.every(({ free }) => free);
}

function withoutChange({ question }: PreparedBooking, ruling: Ruling | NotedReply): BookingOutcome {
  const handled = ruling.kind !== 'leave-to-person';
  return {
    handled,
    change: null,
    answer: null,
    notices: [],
    offerable: null,
    record: recordDecision(question, ruling, [], false),
  };
}
