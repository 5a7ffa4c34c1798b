/**
 * What an answer says of the times that were asked for.
 */
import { truncationFor } from '../booking-window.js';
import { isSeries, type Proposal, type TestedOccurrence } from '../proposal.js';
import type { AnswerTexts } from './answer-texts.js';
import {
  describeBriefly,
  describeDay,
  describeInterval,
  describeWritten,
  listed,
  type ClockReader,
} from './describe-times.js';
import type { Fact } from './message-content.js';

export function askedTimes(proposal: Proposal, clocks: ClockReader): readonly Fact[] {
  const { tested, master, changedComponents } = proposal;
  const { texts } = clocks;
  const { labels } = texts;
  const [first] = tested;
  const last = tested.at(-1);
  if (first === undefined || last === undefined) {
    return [{ label: labels.when, lines: listed(changedComponents, describeWritten, texts) }];
  }
  if (master === null) return [{ label: labels.when, lines: listMeetings(tested, clocks) }];
  const lines = describeInterval(first.occurrence, isAllDay(first), clocks);
  if (!isSeries(master)) return [{ label: labels.when, lines }];
  const lastDay = describeDay(last.occurrence.start, isAllDay(last), clocks);
  return [
    { label: labels.first, lines },
    { label: labels.series, lines: [extentOf(proposal, lastDay, texts)] },
  ];
}

export function listMeetings(meetings: readonly TestedOccurrence[], clocks: ClockReader): readonly string[] {
  const describe = (meeting: TestedOccurrence): string =>
    describeBriefly(meeting.occurrence, isAllDay(meeting), clocks);
  return listed(meetings, describe, clocks.texts);
}

function isAllDay({ occurrence }: TestedOccurrence): boolean {
  return occurrence.component.start.kind === 'date';
}

function extentOf({ tested, expansion, meeting }: Proposal, lastDay: string, texts: AnswerTexts): string {
  if (expansion.kind === 'refused' || expansion.indexedUntil === null) return texts.meetings(tested.length, lastDay);
  return expansion.indexedUntil === truncationFor(meeting.request) ? texts.endlessUntil(lastDay) : texts.endless;
}
