/**
 * A request beside what the resource's calendar knows of its meeting: the entry, the tombstones, and which of the
 * request's components have changed. RFC 5546 §2.1.5; an occurrence has a revision of its own and may be ahead of its
 * master.
 */
import type { EventComponent, ZoneTable } from '../calendar/itip-message.js';
import { seriesClock, type SeriesClock } from '../calendar/series-clock.js';
import { readBeside } from '../calendar/zones-apart.js';
import type { Occurrence } from '../calendar/occurrence.js';
import { addressKey } from '../mail/address.js';
import { instant, type Instant } from '../mail/instant.js';
import type { BookingRequest, CalendarAnswer } from './booking-request.js';
import type { BusyInterval, CalendarEntry, EntryKey, OccurrencePartstat, Tombstone } from './calendar-entry.js';
import { organizerAddresses, sameKey } from './invitation.js';
import { cutHolds } from './cut-holds.js';
import { isTakenOver } from './split-series.js';
import { compareRevisions } from '../calendar/series-overrides.js';
import { beforeCancelled, coversOccurrence } from './tombstone.js';

export interface KnownMeeting {
  readonly request: BookingRequest;
  readonly key: EntryKey;
  readonly entry: CalendarEntry | null;
  /** The entry's object. */
  readonly stored: readonly EventComponent[];
  /** The request's, and for TZIDs that it does not define, the entry's. */
  readonly zones: ZoneTable;
  /** Of this meeting, still alive. */
  readonly tombstones: readonly Tombstone[];
  /** Meetings with the same UID that other organizers have booked. */
  readonly elsewhere: readonly CalendarEntry[];
  /** What else takes the resource. */
  readonly others: readonly BusyInterval[];
  /** When the series has the component's occurrence; null for a master, and where no zone explains it. */
  readonly recurrenceOf: (component: EventComponent) => Instant | null;
}

/** @param asked the key of a meeting that is not known yet */
export function recallMeeting(request: BookingRequest, asked: EntryKey, calendar: CalendarAnswer): KnownMeeting {
  const { itip, resource, now } = request;
  const entry = findEntry(request, asked, calendar.entries);
  const key: EntryKey = entry === null ? asked : { uid: entry.uid, organizer: entry.organizer };
  const stored = entry === null ? { components: [], zones: itip.zones } : readBeside(entry.ical, itip.zones);
  const zones: ZoneTable = { definitions: { ...stored.zones.definitions, ...itip.zones.definitions } };
  const clock = clockOf([...itip.components, ...stored.components], zones, resource.timeZone);
  return {
    request,
    key,
    entry,
    stored: stored.components,
    zones,
    tombstones: calendar.tombstones.filter((tombstone) => sameKey(tombstone, key) && tombstone.expiresAt > now),
    elsewhere: calendar.entries.filter(({ uid, partstat, ...each }) => {
      return uid === key.uid && partstat !== 'declined' && !sameKey({ uid, ...each }, key);
    }),
    others: cutHolds(
      calendar.busy.filter((interval) => !sameKey(interval, key) && !isTakenOver(interval, key)),
      calendar.busy.filter((interval) => sameKey(interval, key)),
      resource.policy.bufferMinutes,
    ),
    recurrenceOf: ({ recurrenceId }) => (recurrenceId === null ? null : (clock?.originalOf(recurrenceId) ?? null)),
  };
}

/** Kept under another address of the organizer's account, too, as it was before that was one of the account's. */
function findEntry(request: BookingRequest, key: EntryKey, entries: readonly CalendarEntry[]): CalendarEntry | null {
  const own = new Set(organizerAddresses(request).map(addressKey));
  return (
    entries.find((each) => sameKey(each, key)) ??
    entries.find(({ uid, organizer }) => uid === key.uid && own.has(organizer)) ??
    null
  );
}

/** On which the series counts: the master's, else that of what is known of it. */
function clockOf(components: readonly EventComponent[], zones: ZoneTable, readerZone: string): SeriesClock | null {
  const master = components.find((component) => component.recurrenceId === null);
  const start = master?.start ?? components[0]?.recurrenceId;
  return start == null ? null : seriesClock(start, zones, readerZone, master);
}

export function storedOccurrence(entry: CalendarEntry | null, recurrenceId: Instant | null): OccurrencePartstat | null {
  return entry?.occurrences.find((occurrence) => occurrence.recurrenceId === recurrenceId) ?? null;
}

export type Novelty = 'newer' | 'same' | 'older';

/** How a component stands to the revision that is stored for it. */
export function noveltyOf(
  component: EventComponent,
  recurrenceId: Instant | null,
  entry: CalendarEntry | null,
): Novelty {
  if (entry === null) return 'newer';
  const { revision } = component;
  const stored =
    component.recurrenceId === null ? entry.revision : (storedOccurrence(entry, recurrenceId)?.revision ?? null);
  if (stored !== null) {
    const order = compareRevisions(revision, stored);
    return order > 0 ? 'newer' : order === 0 ? 'same' : 'older';
  }
  // An occurrence heard of for the first time: older only if it was said before the master was.
  const master = entry.revision;
  if (component.recurrenceId === null || master === null) return 'newer';
  return compareRevisions(revision, master) >= 0 || revision.stampedAt > master.stampedAt ? 'newer' : 'older';
}

export type ComponentSelection =
  | { readonly kind: 'changed'; readonly components: readonly EventComponent[] }
  | { readonly kind: 'nothing'; readonly because: 'stale-revision' | 'same-revision' | 'cancelled-before' };

/**
 * The components of a request that say something new. With a new master its overrides count along, unless a stored
 * occurrence is ahead of them; else only overrides that are newer than what is stored.
 */
export function selectChangedComponents(meeting: KnownMeeting): ComponentSelection {
  const judged = meeting.request.itip.components.map((component) => {
    const recurrenceId = meeting.recurrenceOf(component);
    return { component, recurrenceId, novelty: noveltyOf(component, recurrenceId, meeting.entry) };
  });
  const master = judged.find(({ component }) => component.recurrenceId === null);
  // What is held until a person decides is known by the same revision.
  const isDecidedAgain = meeting.request.word !== undefined;
  const fresh = judged.filter(
    ({ novelty }) => novelty === 'newer' || (novelty === 'same' && (isDecidedAgain || master?.novelty === 'newer')),
  );
  if (fresh.length === 0) {
    const isOlder = judged.some(({ novelty }) => novelty === 'older');
    return { kind: 'nothing', because: isOlder ? 'stale-revision' : 'same-revision' };
  }
  const components = fresh.flatMap(({ component, recurrenceId }) =>
    isBlocked(meeting, component, recurrenceId) ? [] : (leftOf(meeting, component) ?? []),
  );
  return components.length === 0 ? { kind: 'nothing', because: 'cancelled-before' } : { kind: 'changed', components };
}

/** A master without the later occurrences that were cancelled ahead of it; null when none is left. */
function leftOf(meeting: KnownMeeting, component: EventComponent): EventComponent | null {
  if (component.recurrenceId !== null) return component;
  const tombstones = meeting.tombstones.filter((tombstone) => component.revision.stampedAt <= tombstone.cancelledAt);
  return beforeCancelled(component, tombstones, meeting.zones, meeting.request.resource.timeZone);
}

/** A cancellation blocks what the organizer stamped no later; that of an occurrence does not block its master. */
function isBlocked(meeting: KnownMeeting, component: EventComponent, recurrenceId: Instant | null): boolean {
  const stampedAt = stampOf(meeting, component);
  return meeting.tombstones.some(
    (tombstone) =>
      stampedAt <= tombstone.cancelledAt &&
      (tombstone.recurrenceId === null ||
        (component.recurrenceId !== null && coversOccurrence(tombstone, recurrenceId))),
  );
}

/** The occurrence was cancelled, and its component stamped no later than that. */
export function isCancelled(meeting: KnownMeeting, { recurrenceId, component }: Occurrence): boolean {
  if (recurrenceId === null) return false;
  return meeting.tombstones.some(
    (tombstone) => coversOccurrence(tombstone, recurrenceId) && stampOf(meeting, component) <= tombstone.cancelledAt,
  );
}

/** When the organizer last said so: an override that comes with its master is said again with it. */
function stampOf({ request }: KnownMeeting, component: EventComponent): Instant {
  const { components } = request.itip;
  const master = components.find(({ recurrenceId }) => recurrenceId === null);
  const own = component.revision.stampedAt;
  return master === undefined || !components.includes(component)
    ? own
    : instant(Math.max(own, master.revision.stampedAt));
}
