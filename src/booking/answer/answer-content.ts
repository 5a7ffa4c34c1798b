/**
 * What an answer says: the decision, its reason, what was asked for, and for a conflict which bookings are in the way.
 * Path: compose-answer.ts -> here -> render-text.ts and render-html.ts.
 */
import { cleanText } from '../../mail/clean-text.js';
import { withoutLinks } from '../../mail/without-links.js';
import type { Verdict } from '../booking-ruling.js';
import type { BookingRequest, Offers } from '../booking-request.js';
import { isSeries, type Proposal } from '../proposal.js';
import type { AnswerTexts } from './answer-texts.js';
import { conflictTimes } from './conflict-times.js';
import { declineReasonOf, nounOf } from './decline-reason.js';
import { clocksFor, describeBriefly, type ClockReader } from './describe-times.js';
import { askedTimes } from './asked-times.js';
import type { MessageContent, Fact } from './message-content.js';
import { footerOf, nameOf } from './resource-name.js';

/** Characters of the text that an administrator adds to answers. */
export const MAX_NOTE_CHARACTERS = 1000;

const tones = { accept: 'accepted', decline: 'declined', ask: 'open' } as const;
const MAX_NAME_CHARACTERS = 100;
const MAX_SUMMARY_CHARACTERS = 200;
const MAX_STRANGER_CHARACTERS = 80;

/** @param offers what a decline proposes; null: nothing */
export function answerContent(
  proposal: Proposal,
  verdict: Verdict,
  texts: AnswerTexts,
  offers: Offers | null,
): MessageContent {
  const { meeting, components, tested } = proposal;
  const { request } = meeting;
  const { mailbox, timeZone, policy } = request.resource;
  const clocks = clocksFor(proposal.changedComponents, meeting.zones, timeZone, texts);
  const main = proposal.master ?? proposal.changedComponents[0] ?? components[0];
  const location = textOfBooker(request, cleanText(main?.location ?? '', MAX_SUMMARY_CHARACTERS));
  const declined = tested.filter(({ hindrance }) => hindrance !== null);
  const isResource = nounOf(request.resource.kind) !== 'person';
  const partly = verdict.because === 'partly' ? texts.partly(declined.length, tested.length) : null;
  return {
    language: texts.language,
    tone: tones[verdict.kind],
    headline: headlineOf(proposal, verdict, nameOf(mailbox), texts),
    reason: withComment(reasonOf(proposal, verdict, partly, texts), request),
    facts: [
      { label: texts.labels.meeting, lines: [textOfBooker(request, summaryOf(proposal, texts))] },
      ...askedTimes(proposal, clocks),
      ...(location === '' ? [] : [{ label: texts.labels.location, lines: [location] }]),
      ...conflictTimes(proposal, verdict, clocks),
      ...(verdict.kind === 'decline' && offers !== null ? offered(offers, proposal, clocks) : []),
    ],
    note: cleanText(policy.additionalText, MAX_NOTE_CHARACTERS),
    footer: footerOf(request, { isReply: true, isBooked: isResource && verdict.kind !== 'decline' }, texts),
  };
}

function headlineOf({ meeting }: Proposal, { kind }: Verdict, name: string, texts: AnswerTexts): string {
  const { resource } = meeting.request;
  if (kind === 'ask') return texts.headline.ask(name);
  if (nounOf(resource.kind) === 'person') return texts.ofPerson[kind](name);
  return texts.headline[kind === 'accept' && resource.pool !== undefined ? 'delegate' : kind](name);
}

function reasonOf(proposal: Proposal, verdict: Verdict, partly: string | null, texts: AnswerTexts): string | null {
  if (verdict.kind === 'accept') return partly;
  if (verdict.kind === 'ask') return partly === null ? texts.approval.pending : `${texts.approval.pending} ${partly}`;
  return declineReasonOf(proposal, verdict.because, texts);
}

/** What the person who decided adds for the organizer. */
function withComment(reason: string | null, { word }: BookingRequest): string | null {
  const comment = cleanText(word?.comment ?? '', MAX_NOTE_CHARACTERS);
  return [reason ?? '', comment].filter((text) => text !== '').join(' ') || null;
}

function offered({ slots, alsoFree }: Offers, { master }: Proposal, clocks: ClockReader): readonly Fact[] {
  const { freeSlots, freeForSeries, alsoFree: label } = clocks.texts.labels;
  const times = slots.map((slot) => describeBriefly(slot, false, clocks));
  const names = alsoFree.map((name) => cleanText(name, MAX_NAME_CHARACTERS));
  return [
    ...(times.length === 0 ? [] : [{ label: isSeries(master) ? freeForSeries : freeSlots, lines: times }]),
    ...(names.length === 0 ? [] : [{ label, lines: names }]),
  ];
}

export function summaryOf({ master, changedComponents, meeting }: Proposal, texts: AnswerTexts): string {
  const summary = (master ?? changedComponents[0])?.summary ?? '';
  return cleanText(summary === '' ? (meeting.entry?.summary ?? '') : summary, MAX_SUMMARY_CHARACTERS) || texts.untitled;
}

/**
 * Text of the organizer in the body of a message. Of a stranger it is short and without links: this server sends it,
 * to anyone whom the stranger names.
 */
export function textOfBooker({ booker }: Pick<BookingRequest, 'booker'>, text: string): string {
  return booker.isInside ? text : withoutLinks(cleanText(text, MAX_STRANGER_CHARACTERS));
}

/** Of a meeting as it is stored. */
export function storedSummaryOf({ entry }: Proposal['meeting'], texts: AnswerTexts): string {
  return cleanText(entry?.summary ?? '', MAX_SUMMARY_CHARACTERS) || texts.untitled;
}
