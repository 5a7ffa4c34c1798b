/**
 * What an answer tells: the decision, its reason, what was asked, and for a conflict which of the asked dates are taken.
 */
import type { Verdict } from '../booking-ruling.js';
import { truncationFor } from '../booking-window.js';
import type { Offers } from '../booking-request.js';
import { isSeries, type Proposal, type TestedOccurrence } from '../proposal.js';
import type { AnswerTexts } from './answer-texts.js';
import { cleanText } from '../../mail/clean-text.js';
import { conflictHolders } from './conflict-holders.js';
import { clocksFor, describeBriefly, describeInterval, describeWritten, type ClockReader } from './describe-times.js';
import type { AnswerContent } from './render-answer.js';

/** What an administrator adds to answers, as long as it may be written. */
export const MAX_NOTE_CHARACTERS = 1000;

/** Taken dates that an answer lists; how many more there are is said. */
const MAX_LISTED_DATES = 10;
const tones = { accept: 'accepted', decline: 'declined', ask: 'open' } as const;
const MAX_NAME_CHARACTERS = 100;
const MAX_SUMMARY_CHARACTERS = 200;

export function answerContent(
  proposal: Proposal,
  verdict: Verdict,
  texts: AnswerTexts,
  offers: Offers | null,
): AnswerContent {
  const { meeting, components, tested } = proposal;
  const { mailbox, timeZone, policy, kind } = meeting.request.resource;
  const isPerson = kind === 'user' || kind === 'shared';
  const clocks = clocksFor(proposal.changedComponents, meeting.zones, timeZone, texts);
  const name = cleanText(mailbox.displayName ?? mailbox.address.localPart, MAX_NAME_CHARACTERS);
  const main = proposal.master ?? proposal.changedComponents[0] ?? components[0];
  const location = cleanText(main?.location ?? '', MAX_SUMMARY_CHARACTERS);
  const declined = tested.filter(({ hindrance }) => hindrance !== null);
  const partly = verdict.because === 'partly' ? texts.partly(declined.length, tested.length) : null;
  return {
    language: texts.language,
    tone: tones[verdict.kind],
    headline: headlineOf(proposal, verdict, name, texts),
    reason: reasonOf(verdict, partly, isPerson, texts),
    facts: [
      { label: texts.labels.meeting, lines: [summaryOf(proposal, texts)] },
      ...askedTimes(proposal, clocks),
      ...(location === '' ? [] : [{ label: texts.labels.location, lines: [location] }]),
      ...declinedDates(proposal, verdict, clocks),
      ...(verdict.kind === 'decline' && offers !== null ? offered(offers, proposal, clocks) : []),
    ],
    note: cleanText(policy.additionalText, MAX_NOTE_CHARACTERS),
    footer: texts.footer,
  };
}

function headlineOf({ meeting }: Proposal, { kind }: Verdict, name: string, texts: AnswerTexts): string {
  const { resource } = meeting.request;
  if (kind === 'ask') return texts.headline.ask(name);
  if (resource.kind === 'user' || resource.kind === 'shared') return texts.ofPerson[kind](name);
  return texts.headline[kind === 'accept' && resource.pool !== undefined ? 'delegate' : kind](name);
}

function reasonOf(verdict: Verdict, partly: string | null, isPerson: boolean, texts: AnswerTexts): string | null {
  if (verdict.kind === 'accept') return partly;
  if (verdict.kind === 'ask') return partly === null ? texts.approval.pending : `${texts.approval.pending} ${partly}`;
  return isPerson && verdict.because === 'conflict' ? texts.ofPerson.conflict : texts.reasons[verdict.because];
}

function offered({ slots, alsoFree }: Offers, { master }: Proposal, clocks: ClockReader): AnswerContent['facts'] {
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

/** The dates that a conflict is about, and those of a series that is accepted without them. */
function declinedDates(
  { tested, meeting }: Proposal,
  { because }: Verdict,
  clocks: ClockReader,
): AnswerContent['facts'] {
  const { labels, heldBy } = clocks.texts;
  const held = (date: TestedOccurrence): string => {
    const holders = conflictHolders(date.occurrence, meeting);
    return holders.length === 0 ? '' : ` – ${heldBy(holders.join(', '))}`;
  };
  const wanted =
    because === 'partly'
      ? ([
          ['conflict', labels.taken],
          ['outside-window', labels.beyondWindow],
          ['retired', labels.declined],
        ] as const)
      : because === 'conflict'
        ? ([['conflict', labels.taken]] as const)
        : [];
  return wanted.flatMap(([reason, label]) => {
    const dates = tested.filter(({ hindrance }) => hindrance === reason);
    const add = reason === 'conflict' ? held : undefined;
    return dates.length === 0 ? [] : [{ label, lines: listDates(dates, clocks, add) }];
  });
}

function askedTimes(proposal: Proposal, clocks: ClockReader): AnswerContent['facts'] {
  const { tested, master, changedComponents } = proposal;
  const { labels } = clocks.texts;
  const [first] = tested;
  const last = tested.at(-1);
  if (first === undefined || last === undefined) {
    return [{ label: labels.when, lines: changedComponents.slice(0, MAX_LISTED_DATES).map(describeWritten) }];
  }
  if (master === null) return [{ label: labels.when, lines: listDates(tested, clocks) }];
  const lines = describe(first, clocks);
  if (!isSeries(master)) return [{ label: labels.when, lines }];
  return [
    { label: labels.first, lines },
    { label: labels.series, lines: [extentOf(proposal, describe(last, clocks)[0] ?? '', clocks.texts)] },
  ];
}

/** @param last the last date */
function extentOf({ tested, expansion, meeting }: Proposal, last: string, texts: AnswerTexts): string {
  if (expansion.kind === 'refused' || expansion.indexedUntil === null) return texts.occurrences(tested.length, last);
  return expansion.indexedUntil === truncationFor(meeting.request) ? texts.endlessUntil(last) : texts.endless;
}

/** @param add what is said of a date beside its time */
function listDates(
  dates: readonly TestedOccurrence[],
  clocks: ClockReader,
  add: (date: TestedOccurrence) => string = () => '',
): readonly string[] {
  const lines = dates.slice(0, MAX_LISTED_DATES).map((date) => briefly(date, clocks) + add(date));
  const more = dates.length - lines.length;
  return more > 0 ? [...lines, clocks.texts.more(more)] : lines;
}

function briefly({ occurrence }: TestedOccurrence, clocks: ClockReader): string {
  return describeBriefly(occurrence, occurrence.component.start.kind === 'date', clocks);
}

function describe({ occurrence }: TestedOccurrence, clocks: ClockReader): readonly string[] {
  return describeInterval(occurrence, occurrence.component.start.kind === 'date', clocks);
}
