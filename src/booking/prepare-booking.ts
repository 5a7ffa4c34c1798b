/**
 * The first half of a decision, before the calendar is read: rules that look at the message alone, and the occurrences
 * a request asks for, expanded once. decide-booking.ts is the second half.
 * Path: delivery/planning/plan-recipient.ts, between reading the message and reading the desk's snapshot.
 */
import { addedOccurrences } from '../calendar/added-occurrences.js';
import type { EventComponent, ItipMessage, ItipMethod } from '../calendar/itip-message.js';
import { objectFor } from '../calendar/object-for.js';
import type { StepBudget } from '../calendar/rule-periods.js';
import type { Interval } from '../mail/instant.js';
import { withBufferAround } from './buffer.js';
import { isApprovalUid } from './approval.js';
import type { BookingQuestion, BookingRequest, CalendarQuestion } from './booking-request.js';
import type { Ruling } from './booking-ruling.js';
import type { EntryKey } from './calendar-entry.js';
import { expandWithinHorizon, farthestDay, type HorizonExpansion } from './expand-within-horizon.js';
import { entryKeyOf, organizerAddresses } from './invitation.js';
import { oneOfEach } from './one-of-each.js';
import { messageRules, replyRules } from './rules/message-rules.js';

export interface PreparedBooking {
  readonly question: BookingQuestion;
  /** What `decideBooking` must be told of the resource's calendar; of a mail that is left to a person, nothing. */
  readonly calendarQuestion: CalendarQuestion;
  readonly state:
    | { readonly kind: 'ruled'; readonly ruling: Ruling }
    /** An approver's word, for the meeting that has this approval. */
    | { readonly kind: 'reply'; readonly request: BookingRequest }
    | {
        readonly kind: 'open';
        readonly request: BookingRequest;
        readonly key: EntryKey;
        readonly expansion: HorizonExpansion;
      };
}

const nothingExpanded: HorizonExpansion = { kind: 'expanded', occurrences: [], indexedUntil: null };

/** Bounded by `options.maxExpansionSteps` and `maxOccurrences`; never throws for what a message holds. */
export function prepareBooking(asked: BookingQuestion): PreparedBooking {
  const question: BookingQuestion = { ...asked, parsed: objectFor(asked.parsed, asked.resource.addresses) };
  const { parsed, ...around } = question;
  if (parsed.kind === 'refused') return ruled(question, { kind: 'leave-to-person', because: parsed.because });
  const { method, components } = parsed.message;
  const itip: ItipMessage = { ...parsed.message, method: meantMethod(method, components) };
  const request: BookingRequest = { ...around, itip };
  if (itip.method === 'REPLY' && isApprovalUid(itip.uid)) {
    const calendarQuestion = { uids: [itip.uid], busyIn: [] };
    return { question, calendarQuestion, state: { kind: 'reply', request } };
  }
  for (const rule of itip.method === 'REPLY' ? replyRules : messageRules) {
    const ruling = rule(request);
    if (ruling !== null) return ruled(question, ruling);
  }
  return openMessage(question, request);
}

/** The half that expands: of a message that no rule keeps from the calendar. */
export function openMessage(question: BookingQuestion, request: BookingRequest): PreparedBooking {
  const { itip } = request;
  const key = entryKeyOf(itip.uid, itip.components, organizerAddresses(request));
  if (key === null) return ruled(question, { kind: 'leave-to-person', because: 'no-organizer' });
  if (itip.method === 'ADD' && itip.components.some(({ recurrenceId }) => recurrenceId !== null))
    return ruled(question, { kind: 'leave-to-person', because: 'unreadable' });
  const budget = { left: request.options.maxExpansionSteps, learned: new Set<string>() };
  const each = oneOfEach(itip, request.resource.timeZone, budget);
  if (itip.method === 'CANCEL' || itip.method === 'REPLY')
    return open(question, { ...request, itip: { ...itip, components: each.newest } }, key, nothingExpanded, {
      left: 0,
    });
  if (each.differ) return ruled(question, { kind: 'leave-to-person', because: 'unreadable' });
  return openRequest(question, { ...request, itip: { ...itip, components: each.newest } }, key, budget);
}

function openRequest(
  question: BookingQuestion,
  request: BookingRequest,
  key: EntryKey,
  budget: StepBudget,
): PreparedBooking {
  const { itip } = request;
  const expansion = expandWithinHorizon(itip.components, itip.zones, request, budget);
  return itip.method === 'ADD'
    ? openAddition(question, request, key, expansion, budget)
    : open(question, request, key, expansion, budget);
}

/**
 * Some cancel with a REQUEST all of which is STATUS:CANCELLED (RFC 5546 §3.2.2.3 has it for occurrences). An ADD has no
 * RECURRENCE-ID (RFC 5546 §3.2.4): one that has names an occurrence that is there, and asks to change it.
 */
function meantMethod(written: ItipMethod, components: readonly EventComponent[]): ItipMethod {
  const isCancelled = written === 'REQUEST' && components.every(({ status }) => status === 'CANCELLED');
  if (isCancelled) return 'CANCEL';
  const changesOccurrences = written === 'ADD' && components.every(({ recurrenceId }) => recurrenceId !== null);
  return changesOccurrences ? 'REQUEST' : written;
}

/** From here on an ADD is a request for the occurrences that it adds. */
function openAddition(
  question: BookingQuestion,
  request: BookingRequest,
  key: EntryKey,
  expansion: HorizonExpansion,
  budget: StepBudget,
): PreparedBooking {
  const { itip, resource } = request;
  if (expansion.kind === 'refused') {
    const because = expansion.because === 'unknown-time-zone' ? expansion.because : 'unreadable';
    return ruled(question, { kind: 'leave-to-person', because });
  }
  const components = addedOccurrences(expansion.occurrences, itip.zones, resource.timeZone);
  if (components.length === 0) return ruled(question, { kind: 'ignore', because: 'past' });
  const added: BookingRequest = { ...request, itip: { ...itip, components } };
  return open(question, added, key, expandWithinHorizon(components, itip.zones, added, budget), budget);
}

function open(
  question: BookingQuestion,
  request: BookingRequest,
  key: EntryKey,
  expansion: HorizonExpansion,
  budget: StepBudget,
): PreparedBooking {
  return {
    question,
    calendarQuestion: {
      uids: [request.itip.uid],
      busyIn: intervalsToRead(request, expansion, budget).map((interval) =>
        withBufferAround(interval, request.resource.policy.bufferMinutes),
      ),
    },
    state: { kind: 'open', request, key, expansion },
  };
}

/**
 * All that may come to be tested. What is stored can add to what the request asks for as it stands: a change of this
 * occurrence and all that follow moves those of a series that only the store knows, and an override that a newer stored
 * one, or a cancellation, puts aside leaves its occurrence where the master has it.
 */
function intervalsToRead(
  request: BookingRequest,
  expansion: HorizonExpansion,
  budget: StepBudget,
): readonly Interval[] {
  const { itip } = request;
  const master = itip.components.find((component) => component.recurrenceId === null);
  if (expansion.kind === 'refused') return [];
  const asked = intervalsOf(expansion);
  const anyTime = { start: request.now, end: farthestDay(request) };
  if (master !== undefined) {
    if (itip.components.length === 1) return asked;
    const plain = expandWithinHorizon([master], itip.zones, request, budget);
    return plain.kind === 'refused' ? [anyTime] : [...asked, ...intervalsOf(plain)];
  }
  if (!itip.components.some((component) => component.thisAndFuture)) return asked;
  return [anyTime];
}

function intervalsOf(expansion: Extract<HorizonExpansion, { kind: 'expanded' }>): readonly Interval[] {
  return expansion.occurrences.map(({ start, end }) => ({ start, end }));
}

function ruled(question: BookingQuestion, ruling: Ruling): PreparedBooking {
  return { question, calendarQuestion: { uids: [], busyIn: [] }, state: { kind: 'ruled', ruling } };
}

/** The same under other options, such as those of a pool for its member. */
export function withOptions(prepared: PreparedBooking, options: BookingQuestion['options']): PreparedBooking {
  const { question, state } = prepared;
  return {
    ...prepared,
    question: { ...question, options },
    state: state.kind === 'ruled' ? state : { ...state, request: { ...state.request, options } },
  };
}

/** The same where nobody may be asked: too many messages have gone out because of the one who asks. */
export function withoutApprovers(prepared: PreparedBooking): PreparedBooking {
  const { question, state } = prepared;
  if (question.approval === undefined) return prepared;
  const approval = { ...question.approval, approvers: [] };
  return {
    ...prepared,
    question: { ...question, approval },
    state: state.kind === 'open' ? { ...state, request: { ...state.request, approval } } : state,
  };
}
