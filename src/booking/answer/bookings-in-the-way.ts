/**
 * What an answer says of the bookings that are in the way of a request: when they are, and, where the policy lets the
 * answer say it (`nameConflictHolder`), whose they are. Holders are named to readers inside the organisation alone, and
 * never for a meeting that is private or confidential (RFC 5545 §3.8.1.3).
 */
import { cleanText } from '../../mail/clean-text.js';
import { instant, type Interval } from '../../mail/instant.js';
import { withBuffer, withBufferAround } from '../buffer.js';
import { isPlaceholder } from '../busy-interval.js';
import type { BusyInterval } from '../calendar-entry.js';
import { organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import { findFull } from '../peak-concurrency.js';
import { capacityOf } from '../proposal.js';

const MAX_HOLDERS = 3;
const MAX_ADDRESS_CHARACTERS = 100;

export interface TakenTime extends Interval {
  /** Addresses of organizers, each once; empty when nobody may be named. */
  readonly holders: readonly string[];
}

/**
 * Ordered by start, each time once. Of a resource with several units these are the times at which none is left, else the
 * bookings. Empty for a pool, whose members are booked at different times.
 *
 * @param asked the meetings that are not available
 */
export function bookingsInTheWay(asked: readonly Interval[], meeting: KnownMeeting): readonly TakenTime[] {
  const { request, others } = meeting;
  const { resource } = request;
  const { bufferMinutes } = resource.policy;
  const isNear = overlapsOneOf(asked.map((each) => withBufferAround(each, bufferMinutes)));
  const near = others.filter((each) => isNear(each) && !isPlaceholder(each));
  const capacity = capacityOf(resource);
  const times: readonly Interval[] =
    capacity === 1
      ? near
      : findFull(
          near.map((each) => withBuffer(each, bufferMinutes)),
          capacity,
        ).stretches.filter(isNear);
  const unique = new Map(times.map(({ start, end }) => [`${start} ${end}`, { start, end }]));
  return [...unique.values()]
    .sort((one, other) => one.start - other.start || one.end - other.end)
    .map((time) => ({ ...time, holders: holdersOf(time, near, request) }));
}

/** Whether a meeting overlaps a booking, or is only too near to one. */
export function isOnlyTooNear(asked: readonly Interval[], { request, others }: KnownMeeting): boolean {
  const { resource } = request;
  if (resource.policy.bufferMinutes === 0 || capacityOf(resource) > 1) return false;
  return !others.some(overlapsOneOf(asked));
}

/**
 * Who has booked this very meeting, where that booking is in the way: the meeting has changed hands. undefined: nobody has;
 * null: somebody who may not be named. Who knows the UID was in the meeting; an organizer of the same domain, and a reader
 * whom the policy lets know, learns the name.
 */
export function holderOfSameMeeting(
  asked: readonly Interval[],
  { request, key, others, elsewhere }: KnownMeeting,
): string | null | undefined {
  const isAsked = overlapsOneOf(asked);
  const held = others.find((other) => other.uid === key.uid && isAsked(other));
  if (held === undefined || !elsewhere.some(({ organizer }) => organizer === held.organizer)) return undefined;
  const domainOf = (organizer: string): string => organizer.slice(organizer.lastIndexOf('@'));
  const isNamed =
    domainOf(held.organizer) === domainOf(key.organizer) ||
    (request.resource.policy.nameConflictHolder && readersAreInside(request));
  return isNamed && held.isPublic === true ? cleanText(held.organizer, MAX_ADDRESS_CHARACTERS) : null;
}

/** Whether a pool is asked, none of whose members can take the meeting. */
export function isPoolConflict({ others }: KnownMeeting): boolean {
  return others.some(isPlaceholder);
}

function holdersOf(
  { start, end }: Interval,
  near: readonly BusyInterval[],
  request: KnownMeeting['request'],
): readonly string[] {
  if (!request.resource.policy.nameConflictHolder || !readersAreInside(request)) return [];
  const holders = near
    .filter((other) => other.isPublic === true && touches(other, { start, end }))
    .map(({ organizer }) => cleanText(organizer, MAX_ADDRESS_CHARACTERS));
  return [...new Set(holders)].slice(0, MAX_HOLDERS);
}

/** A booking of no length is its own time. */
function touches(one: Interval, other: Interval): boolean {
  return (one.start < other.end && one.end > other.start) || (one.start === other.start && one.end === other.end);
}

/** The organizer, and who sends in the organizer's name and gets a copy. */
function readersAreInside({ booker, itip }: KnownMeeting['request']): boolean {
  const organizer = organizerOf(itip.components);
  const { sentBy = null, addresses = [] } = organizer ?? {};
  return booker.isInside && (sentBy === null || sentBy.domain === addresses[0]?.domain);
}

/** Takes the logarithm of the number of intervals for each question: a long series is in the way of many bookings. */
function overlapsOneOf(intervals: readonly Interval[]): (interval: Interval) => boolean {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last === undefined || next.start >= last.end) merged.push(next);
    else merged[merged.length - 1] = { start: last.start, end: instant(Math.max(last.end, next.end)) };
  }
  return ({ start, end }) => {
    let [low, high] = [0, merged.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((merged[middle]?.end ?? 0) > start) high = middle;
      else low = middle + 1;
    }
    const candidate = merged[low];
    return candidate !== undefined && start < candidate.end && end > candidate.start;
  };
}
