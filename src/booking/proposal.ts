/**
 * What the resource's calendar would hold if a request were taken over: the changed components and what stays of the stored
 * meeting, expanded, each occurrence in request tested against everything else.
 */
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { EventComponent } from '../calendar/itip-message.js';
import type { Occurrence } from '../calendar/occurrence.js';
import { instant, type Instant, type Interval } from '../mail/instant.js';
import type { BookingRequest, Resource } from './booking-request.js';
import { withBuffer } from './buffer.js';
import type { DeclineReason } from './reasons.js';
import type { CalendarEntry, OccurrencePartstat } from './calendar-entry.js';
import { expandWithinHorizon, type HorizonExpansion } from './expand-within-horizon.js';
import { findInvitation, meansOneOf, organizerOf } from './invitation.js';
import { isCancelled, type KnownMeeting } from './known-meeting.js';
import { findOverbooked } from './peak-concurrency.js';
import { hindranceOf } from './rules/occurrence-rules.js';
import { compareRevisions } from '../calendar/series-overrides.js';
import { partstatsOf } from './occurrence-partstat.js';

export interface TestedOccurrence {
  readonly occurrence: Occurrence;
  /** A unit is left for it all the time. */
  readonly free: boolean;
  /** What the policy has against it; null: nothing. */
  readonly hindrance: DeclineReason | null;
}

export interface Proposal {
  readonly meeting: KnownMeeting;
  /** Components of the request that are taken over. */
  readonly changedComponents: readonly EventComponent[];
  /** The new master among them; null when the request is about occurrences only. */
  readonly master: EventComponent | null;
  /** Stored occurrences that the changed components do not touch. */
  readonly staying: readonly OccurrencePartstat[];
  /** What stays of the stored meeting, and the changed components. */
  readonly components: readonly EventComponent[];
  readonly expansion: HorizonExpansion;
  /** Occurrences of the changed components to which the account is invited and which are not cancelled: they need a decision. */
  readonly tested: readonly TestedOccurrence[];
}

/**
 * @param changedComponents components of the request, at least one
 * @param prepared the expansion of the request as it came; used when nothing stored stays beside it
 */
export function proposeBooking(
  meeting: KnownMeeting,
  changedComponents: readonly EventComponent[],
  prepared: HorizonExpansion,
): Proposal {
  const { request, entry, recurrenceOf, zones } = meeting;
  const master = changedComponents.find((component) => component.recurrenceId === null) ?? null;
  const newIds = new Set(changedComponents.map(recurrenceOf));
  const ahead = (entry?.occurrences ?? []).filter(
    ({ recurrenceId, revision }) => !newIds.has(recurrenceId) && isAheadOf(revision, master, entry),
  );
  const occurrences = master === null || entry?.revision === null ? ahead : ofSeries(ahead, master, meeting);
  const stayingIds = new Set<Instant | null>(occurrences.map(({ recurrenceId }) => recurrenceId));
  const staying = meeting.stored.filter((component) => {
    const recurrenceId = recurrenceOf(component);
    return !newIds.has(recurrenceId) && (master === null || stayingIds.has(recurrenceId));
  });
  const components = [...staying, ...changedComponents];
  const isAsItCame =
    staying.length === 0 &&
    changedComponents.length === request.itip.components.length &&
    changedComponents.every((component) => request.itip.components.includes(component));
  const expansion = isAsItCame ? prepared : expandWithinHorizon(components, zones, request);
  const proposal = { meeting, changedComponents, master, staying: occurrences, components, expansion };
  return { ...proposal, tested: testOccurrences(proposal) };
}

/** A new master takes the stored occurrences' place, but those ahead of it, and those that were known without one. */
function isAheadOf(
  revision: OccurrencePartstat['revision'],
  master: EventComponent | null,
  entry: CalendarEntry | null,
): boolean {
  return master === null || entry?.revision === null || compareRevisions(revision, master.revision) > 0;
}

/**
 * Less those that the organizer, writing the master later, has no longer in the series: its times were moved, its end
 * was. Their own SEQUENCE may be higher all the same.
 */
function ofSeries(
  ahead: readonly OccurrencePartstat[],
  master: EventComponent,
  { request: { resource, options }, zones }: KnownMeeting,
): readonly OccurrencePartstat[] {
  const isEarlier = ({ revision }: OccurrencePartstat): boolean => revision.stampedAt < master.revision.stampedAt;
  const asked = ahead.filter(isEarlier).map(({ recurrenceId }) => recurrenceId);
  if (asked.length === 0) return ahead;
  const series = expandOccurrences([master], zones, resource.timeZone, {
    from: instant(asked.reduce((first, each) => Math.min(first, each), Infinity) - 1),
    until: instant(asked.reduce((last, each) => Math.max(last, each), -Infinity) + 1),
    maxSteps: options.maxExpansionSteps,
    maxOccurrences: options.maxOccurrences,
  });
  if (series.kind === 'refused') return ahead;
  const originals = new Set(series.occurrences.map(({ recurrenceId }) => recurrenceId));
  return ahead.filter((each) => !isEarlier(each) || originals.has(each.recurrenceId));
}

/** The same with other bookings in the place of those that take the resource. */
export function proposeBeside(proposal: Proposal, others: KnownMeeting['others']): Proposal {
  const beside = { ...proposal, meeting: { ...proposal.meeting, others } };
  return { ...beside, tested: testOccurrences(beside) };
}

function testOccurrences(proposal: Omit<Proposal, 'tested'>): readonly TestedOccurrence[] {
  const { meeting, expansion } = proposal;
  if (expansion.kind === 'refused') return [];
  const changedComponents = new Set(proposal.changedComponents);
  const invited = invitedOccurrences(meeting, proposal.components, expansion.occurrences);
  const asked = invited.filter(
    (occurrence) => changedComponents.has(occurrence.component) && !isCancelled(meeting, occurrence),
  );
  const partstat = partstatsOf(proposal.staying, meeting.entry?.partstat ?? 'accepted', meeting.recurrenceOf);
  const own = invited.filter(
    (occurrence) => !changedComponents.has(occurrence.component) && partstat(occurrence) !== 'declined',
  );
  return testBeside([...own, ...meeting.others], asked, meeting.request);
}

/** What stands against each of the asked occurrences, beside what is taken and beside each other. */
export function testBeside(
  taken: readonly Interval[],
  asked: readonly Occurrence[],
  request: BookingRequest,
): readonly TestedOccurrence[] {
  const { resource } = request;
  const buffered = (interval: Interval): Interval => withBuffer(interval, resource.policy.bufferMinutes);
  const overbooked = findOverbooked(asked.map(buffered), taken.map(buffered), capacityOf(resource));
  return asked.map((occurrence, index) => {
    const free = overbooked[index] !== true;
    return { occurrence, free, hindrance: hindranceOf({ request, occurrence, free }) };
  });
}

/** How many bookings may run at one moment. A room's number of seats is no capacity: only of equipment there are several. */
export function capacityOf({ kind, policy }: Resource): number {
  return kind === 'equipment' ? policy.capacity : 1;
}

export function isSeries(master: EventComponent | null): boolean {
  return master !== null && (master.rrule !== null || master.rdates.length > 0);
}

/** Those whose component invites the account, or that it organizes. */
export function invitedOccurrences(
  { request }: KnownMeeting,
  components: readonly EventComponent[],
  occurrences: readonly Occurrence[],
): readonly Occurrence[] {
  const { addresses } = request.resource;
  const organizer = organizerOf(components);
  if (organizer !== null && meansOneOf(organizer, addresses)) return occurrences;
  const inviting = new Set(components.filter((each) => findInvitation(each, components, addresses) !== null));
  return occurrences.filter(({ component }) => inviting.has(component));
}
