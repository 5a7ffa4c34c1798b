/**
 * The horizon moves on: an endless series is indexed further, and each occurrence newly reached is tested like a
 * request. One that is taken is declined to the organizer; the rest of the series stands.
 * Pure, in two halves like a decision: what to read of the calendar, and what becomes of it.
 */
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { Occurrence } from '../calendar/occurrence.js';
import type { MessageDraft } from '../mail/draft.js';
import { addMilliseconds, instant, type Instant } from '../mail/instant.js';
import { composeWithdrawal } from './answer/compose-withdrawal.js';
import { withBufferAround } from './buffer.js';
import type { CalendarAnswer, CalendarQuestion } from './booking-request.js';
import { truncationFor } from './booking-window.js';
import { busyIntervalOf } from './busy-interval.js';
import type { CalendarChange, CalendarEntry } from './calendar-entry.js';
import type { DecisionRecord } from './decision-record.js';
import { noChange } from './enter-booking.js';
import { isCancelled, type KnownMeeting } from './known-meeting.js';
import { invitedOccurrences, testBeside, type TestedOccurrence } from './proposal.js';
import { recordWithdrawal } from './record-decision.js';
import { declineOccurrences, partstatsOf } from './occurrence-partstat.js';
import { recallEntry, type CalendarKeeper } from './stored-meeting.js';

/** A step expands no more than a year. */
const STEP_MS = 365 * 86_400_000;
/** A year of a series may hold a few occurrences more than its first stretch did. */
const OCCURRENCES_FACTOR = 2;

export interface IndexExtension {
  readonly keeper: CalendarKeeper;
  readonly entry: CalendarEntry;
  /** Newly reached: they start from the old end of the index on, before the new one. */
  readonly occurrences: readonly Occurrence[];
  readonly indexedUntil: Instant;
  readonly calendarQuestion: CalendarQuestion;
}

export interface ExtensionOutcome {
  readonly change: CalendarChange;
  /** To the organizer, when occurrences are declined. */
  readonly answer: MessageDraft | null;
  readonly record: DecisionRecord | null;
}

/**
 * @param until not beyond the day up to which anything is booked; one step goes at most a year further
 * @returns null when the series is indexed so far already, or cannot be expanded
 */
export function prepareReach(entry: CalendarEntry, keeper: CalendarKeeper, until: Instant): IndexExtension | null {
  const { indexedUntil: from } = entry;
  const { options, resource } = keeper;
  const end = instant(Math.min(until, truncationFor(keeper) ?? until));
  // What waits is expanded anew when it is decided.
  if (from === null || from >= end || entry.waiting?.state === 'held') return null;
  const meeting = recallEntry(entry, keeper, { entries: [], tombstones: [], busy: [] });
  const reached = instant(Math.min(end, addMilliseconds(from, STEP_MS)));
  const expansion = expandOccurrences(meeting.stored, meeting.zones, resource.timeZone, {
    from,
    until: reached,
    maxSteps: options.maxExpansionSteps,
    maxOccurrences: options.maxOccurrences * OCCURRENCES_FACTOR,
  });
  if (expansion.kind === 'refused') return null;
  const invited = invitedOccurrences(meeting, meeting.stored, expansion.occurrences);
  const occurrences = invited.filter(({ start }) => start >= from);
  const busyIn = occurrences.map((each) => withBufferAround(each, resource.policy.bufferMinutes));
  return { keeper, entry, occurrences, indexedUntil: reached, calendarQuestion: { uids: [entry.uid], busyIn } };
}

/** @param calendar what `calendarQuestion` asks for; the entry in it is the one that was prepared, or it is stale */
export function decideExtension(extendIndex: IndexExtension, calendar: CalendarAnswer): ExtensionOutcome {
  const { keeper, entry, indexedUntil } = extendIndex;
  const meeting = recallEntry(entry, keeper, calendar);
  const partstatOf = partstatsOf(entry.occurrences, entry.partstat, meeting.recurrenceOf);
  const asked = extendIndex.occurrences.filter(
    (occurrence) => partstatOf(occurrence) !== 'declined' && !isCancelled(meeting, occurrence),
  );
  const own = calendar.busy.filter(({ uid, organizer }) => uid === entry.uid && organizer === entry.organizer);
  const tested = testBeside([...own, ...meeting.others], asked, meeting.request);
  const hindered = tested.filter(({ hindrance }) => hindrance !== null);
  const declined = hindered.map(({ occurrence }) => occurrence);
  const busy = asked
    .filter((occurrence) => !declined.includes(occurrence))
    .map((occurrence) => {
      const partstat = partstatOf(occurrence) === 'tentative' ? 'tentative' : 'accepted';
      return busyIntervalOf(entry, occurrence, partstat);
    });
  const occurrences = declineOccurrences(entry, declined);
  const change = { ...noChange, extend: [{ entry: { ...entry, occurrences, indexedUntil }, busy }] };
  return { change, ...tell(meeting, hindered, tested) };
}

/** Where the booking window ends was said when the series was accepted, and that the resource retires, when it was. */
function tell(
  meeting: KnownMeeting,
  hindered: readonly TestedOccurrence[],
  tested: readonly TestedOccurrence[],
): Pick<ExtensionOutcome, 'answer' | 'record'> {
  const changedComponents = hindered.filter(
    ({ hindrance }) => hindrance !== 'outside-window' && hindrance !== 'retired',
  );
  const because = changedComponents[0]?.hindrance;
  if (because == null) return { answer: null, record: null };
  const occurrences = changedComponents.map(({ occurrence }) => occurrence);
  const answer = composeWithdrawal({ meeting, because, occurrences, isWhole: false });
  const explanation = `The index of the series was extended: ${changedComponents.length} of ${tested.length} new dates ${changedComponents.length === 1 ? 'is' : 'are'} not available and declined.`;
  return {
    answer,
    record: recordWithdrawal(meeting, because, explanation, tested, { answered: answer !== null, isWhole: false }),
  };
}
