/**
 * The change of the resource's calendar that a ruling on a request comes to. A declined request is entered too, without
 * busy intervals: its revision is how the same request is known again.
 */
import type { EventComponent } from '../calendar/itip-message.js';
import type { Occurrence } from '../calendar/occurrence.js';
import { readStoredCalendar, writeStoredCalendar } from '../calendar/stored-calendar.js';
import { addMilliseconds, instant, type Instant } from '../mail/instant.js';
import { languageToKeep } from './answer/answer-language.js';
import { busyIntervalOf } from './busy-interval.js';
import type {
  BusyInterval,
  CalendarChange,
  CalendarEntry,
  OccurrencePartstat,
  PendingApproval,
  Partstat,
} from './calendar-entry.js';
import { expandWithinHorizon } from './expand-within-horizon.js';
import { isCancelled, storedOccurrence, type KnownMeeting } from './known-meeting.js';
import { invitedOccurrences, type Proposal } from './proposal.js';
import { partstatsOf } from './occurrence-partstat.js';
import { stripComponent } from './strip-stored-event.js';

const DAY_MS = 86_400_000;

export const noChange: CalendarChange = { remove: [], put: [], tombstones: [] };

/** The changed components, all with one participation status. */
export function enterChangedComponents(proposal: Proposal, partstat: Partstat): CalendarChange {
  return enter(proposal, () => partstat, proposal.changedComponents);
}

/** The changed components. Occurrences that cannot be accepted are declined. */
export function enterAccepted(proposal: Proposal, partstat: 'accepted' | 'tentative' = 'accepted'): CalendarChange {
  const declined = new Map(
    proposal.tested.flatMap(({ hindrance, occurrence: { recurrenceId, component } }) =>
      hindrance === null || recurrenceId === null ? [] : [[recurrenceId, component]],
    ),
  );
  const apart = [...declined].map(([recurrenceId, { revision }]) => ({
    recurrenceId,
    revision,
    partstat: 'declined' as const,
  }));
  const decide = (recurrenceId: Instant | null): Partstat =>
    recurrenceId !== null && declined.has(recurrenceId) ? 'declined' : partstat;
  return enter(proposal, decide, proposal.changedComponents, apart);
}

/** New details; the stored participation statuses stay. */
export function enterDetails(proposal: Proposal): CalendarChange {
  const { entry } = proposal.meeting;
  const series = entry?.partstat ?? 'accepted';
  const declined = (entry?.occurrences ?? []).filter(({ partstat }) => partstat === 'declined');
  const change = enter(
    proposal,
    (recurrenceId) => storedOccurrence(entry, recurrenceId)?.partstat ?? series,
    [],
    declined,
  );
  return entry?.pending === undefined ? change : withPending(change, entry.pending);
}

/** Whatever stands in it, but that it waits. */
export function withoutPending(entry: CalendarEntry): CalendarEntry {
  const { pending: _, ...others } = entry;
  return others;
}

/** The entries that are put wait for an approver. */
export function withPending(change: CalendarChange, pending: PendingApproval): CalendarChange {
  return { ...change, put: change.put.map(({ entry, busy }) => ({ entry: { ...entry, pending }, busy })) };
}

/** The declined update is known by its revision; the booking stays where it was (`booking.declinedUpdate` = keep). */
export function keepBooking(proposal: Proposal, entry: CalendarEntry): CalendarChange {
  return restamp(proposal, entry, (recurrenceId) => storedOccurrence(entry, recurrenceId)?.partstat ?? entry.partstat);
}

/** Occurrences that cannot be told in time are declined; the stored object stays as it is, and so does its rest. */
export function declineUntold(proposal: Proposal, entry: CalendarEntry): CalendarChange {
  return restamp(proposal, entry, () => 'declined');
}

function restamp(
  proposal: Proposal,
  entry: CalendarEntry,
  decide: (recurrenceId: Instant | null) => Partstat,
): CalendarChange {
  const { master, meeting } = proposal;
  const heard = heardOccurrences(proposal, decide);
  const heardIds = new Set(heard.map(({ recurrenceId }) => recurrenceId));
  const occurrences = [...entry.occurrences.filter(({ recurrenceId }) => !heardIds.has(recurrenceId)), ...heard];
  // Nobody makes an entry grow without end by asking for what is declined.
  if (occurrences.length > meeting.request.options.maxOccurrences) return noChange;
  return reenter(meeting, { ...entry, revision: master?.revision ?? entry.revision, occurrences });
}

/** An entry with its busy intervals made anew from its object, as far as it was indexed: the rest is not tested yet. */
export function reenter(meeting: KnownMeeting, entry: CalendarEntry): CalendarChange {
  const { components, zones } = readStoredCalendar(entry.ical);
  const expansion = expandWithinHorizon(components, zones, meeting.request);
  if (expansion.kind === 'refused') return { ...noChange, put: [{ entry, busy: [] }] };
  const occurrences = invitedOccurrences(meeting, components, expansion.occurrences);
  const indexedUntil = nearer(entry.indexedUntil, expansion.indexedUntil);
  const indexed = occurrences.filter(({ start }) => indexedUntil === null || start < indexedUntil);
  return {
    ...noChange,
    put: [{ entry: { ...entry, indexedUntil }, busy: busyIntervals(meeting, entry, indexed) }],
  };
}

/** The whole meeting goes, and what its organizer stamped until then does not bring it back. */
export function removeBooking({ meeting, changedComponents }: Proposal): CalendarChange {
  const { key, request } = meeting;
  const cancelledAt = instant(Math.max(...changedComponents.map(({ revision }) => revision.stampedAt)));
  const expiresAt = addMilliseconds(request.now, request.options.tombstoneDays * DAY_MS);
  return { remove: [key], put: [], tombstones: [{ ...key, recurrenceId: null, cancelledAt, expiresAt }] };
}

/**
 * @param decided components whose occurrences were tested just now; others are busy only as far as they were before
 * @param apart participation statuses of occurrences that have no other
 */
function enter(
  proposal: Proposal,
  decide: (recurrenceId: Instant | null) => Partstat,
  decided: readonly EventComponent[],
  apart: readonly OccurrencePartstat[] = [],
): CalendarChange {
  const { meeting, master, staying, expansion, components } = proposal;
  const { key, entry, zones } = meeting;
  const main = master ?? components.find((component) => component.recurrenceId === null) ?? components[0];
  const reached = expansion.kind === 'expanded' ? expansion.indexedUntil : null;
  const isNewSeries = master !== null && decided.includes(master);
  const indexedUntil = isNewSeries ? reached : nearer(entry?.indexedUntil ?? null, reached);
  const own = [...staying, ...heardOccurrences(proposal, decide), ...cancelledOccurrences(proposal)];
  const ownIds = new Set(own.map(({ recurrenceId }) => recurrenceId));
  const { strip } = meeting.request.resource.policy;
  const language = languageToKeep(meeting.request.mail.languages) ?? entry?.language;
  const kept = new Map(components.map((each) => [each, stripComponent(each, components, strip)]));
  const put: CalendarEntry = {
    ...key,
    revision: master?.revision ?? entry?.revision ?? null,
    partstat: master !== null || entry === null ? decide(null) : entry.partstat,
    occurrences: [...own, ...apart.filter(({ recurrenceId }) => !ownIds.has(recurrenceId))],
    ical: writeStoredCalendar([...kept.values()], zones),
    summary: (main === undefined ? undefined : kept.get(main))?.summary ?? '',
    indexedUntil,
    ...(language === undefined ? {} : { language }),
  };
  const occurrences =
    expansion.kind === 'expanded' ? invitedOccurrences(meeting, components, expansion.occurrences) : [];
  const tested = new Set(decided);
  const indexed = occurrences.filter(
    ({ start, component }) => indexedUntil === null || start < indexedUntil || tested.has(component),
  );
  const shown = indexed.map((each) => ({ ...each, component: kept.get(each.component) ?? each.component }));
  return { ...noChange, put: [{ entry: put, busy: busyIntervals(meeting, put, shown) }] };
}

/** A series that had been indexed further than it is expanded now is indexed anew from there on (extend-index.ts). */
function nearer(indexed: Instant | null, reached: Instant | null): Instant | null {
  return indexed === null || reached === null ? (indexed ?? reached) : instant(Math.min(indexed, reached));
}

function heardOccurrences(
  { meeting, changedComponents }: Proposal,
  decide: (recurrenceId: Instant | null) => Partstat,
): readonly OccurrencePartstat[] {
  return changedComponents.flatMap((component) => {
    const recurrenceId = meeting.recurrenceOf(component);
    // Where no zone explains it there is nothing to know the occurrence by.
    if (recurrenceId === null) return [];
    return [{ recurrenceId, revision: component.revision, partstat: decide(recurrenceId) }];
  });
}

/** Occurrences of the new series that were cancelled ahead of it. */
function cancelledOccurrences({ meeting, expansion }: Proposal): readonly OccurrencePartstat[] {
  if (expansion.kind === 'refused' || meeting.tombstones.length === 0) return [];
  return expansion.occurrences.flatMap((occurrence) => {
    const { recurrenceId, component } = occurrence;
    const isOverride = component.recurrenceId !== null && !component.thisAndFuture;
    if (recurrenceId === null || isOverride || !isCancelled(meeting, occurrence)) return [];
    return [{ recurrenceId, revision: component.revision, partstat: 'declined' as const }];
  });
}

function busyIntervals(
  meeting: KnownMeeting,
  { occurrences, partstat, waiting, ...key }: CalendarEntry,
  standing: readonly Occurrence[],
): readonly BusyInterval[] {
  const partstatOf = partstatsOf(occurrences, partstat, meeting.recurrenceOf);
  return standing.flatMap((occurrence) => {
    const standsAs = partstatOf(occurrence);
    if (standsAs === 'declined') return [];
    const busy = busyIntervalOf(key, occurrence, standsAs);
    return [waiting?.state === 'held' && standsAs === 'tentative' ? { ...busy, waitingSince: waiting.since } : busy];
  });
}
