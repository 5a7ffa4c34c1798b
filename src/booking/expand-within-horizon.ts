/**
 * The occurrences of a meeting as far as the resource can be booked ahead: an endless series to the horizon, anything
 * else to its end. Each expansion is bounded in steps and in results.
 */
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { EventComponent, ZoneTable } from '../calendar/itip-message.js';
import type { Occurrence } from '../calendar/occurrence.js';
import type { StepBudget } from '../calendar/rule-periods.js';
import { toInstant } from '../calendar/zone-table.js';
import { addMilliseconds, instant, type Instant } from '../mail/instant.js';
import type { BookingRequest } from './booking-request.js';
import type { BookingRefusal, DeclineReason } from './reasons.js';
import { truncationFor } from './booking-window.js';

const DAY_MS = 86_400_000;
/** Leap days do not matter for a bound. */
const YEAR_MS = 365 * DAY_MS;

/** Why it cannot be told when a meeting is, or only in part. */
type Unexpandable = Extract<DeclineReason, BookingRefusal>;

export type HorizonExpansion =
  | {
      readonly kind: 'expanded';
      /** Those not past, ordered by start. */
      readonly occurrences: readonly Occurrence[];
      /** Where an endless series was cut; null: these are all. */
      readonly indexedUntil: Instant | null;
    }
  | { readonly kind: 'refused'; readonly because: Unexpandable };

/** Nothing is booked from here on. */
export function farthestDay({ options, now }: Pick<BookingRequest, 'options' | 'now'>): Instant {
  return addMilliseconds(now, options.maxHorizonYears * YEAR_MS);
}

/** @param budget what all expansions of one object share */
export function expandWithinHorizon(
  components: readonly EventComponent[],
  zones: ZoneTable,
  request: Pick<BookingRequest, 'resource' | 'options' | 'now'>,
  budget: StepBudget = { left: request.options.maxExpansionSteps, learned: new Set() },
): HorizonExpansion {
  const { resource, options, now } = request;
  const farthest = farthestDay(request);
  const latestStart = components
    .filter((component) => component.status !== 'CANCELLED')
    .map((component) => toInstant(component.start, zones, resource.timeZone) ?? now)
    .reduce((latest, start) => instant(Math.max(latest, start)), now);
  if (latestStart >= farthest) return { kind: 'refused', because: 'outside-window' };

  const expandUntil = (until: Instant): ReturnType<typeof expandOccurrences> =>
    expandOccurrences(components, zones, resource.timeZone, {
      from: now,
      until,
      maxSteps: options.maxExpansionSteps,
      maxOccurrences: options.maxOccurrences,
      budget,
    });
  const horizon = addMilliseconds(now, options.horizonDays * DAY_MS);
  // A series that begins beyond the horizon is looked at from its first day on.
  const until = instant(Math.min(Math.max(horizon, latestStart + DAY_MS), farthest));
  const near = expandUntil(until);
  if (near.kind === 'refused') return { kind: 'refused', because: near.because };
  if (near.occurrences.some(({ end }) => end > farthest)) return { kind: 'refused', because: 'outside-window' };
  if (near.endless) return cutAtWindow(near.occurrences, until, request);
  if (!near.goesOn) return { kind: 'expanded', occurrences: near.occurrences, indexedUntil: null };

  const whole = expandUntil(farthest);
  if (whole.kind === 'refused') return { kind: 'refused', because: whole.because };
  if (whole.goesOn) return { kind: 'refused', because: 'outside-window' };
  return { kind: 'expanded', occurrences: whole.occurrences, indexedUntil: null };
}

/** An endless series is booked no further than the resource's window; it moves on daily, as the horizon does. */
function cutAtWindow(
  occurrences: readonly Occurrence[],
  until: Instant,
  request: Pick<BookingRequest, 'resource' | 'now'>,
): HorizonExpansion {
  const end = truncationFor(request);
  const kept =
    end === null ? [] : occurrences.filter(({ start, component }) => start < end || component.recurrenceId !== null);
  // Of one that begins beyond the window nothing is kept: its first dates are looked at, and declined.
  return end === null || end >= until || kept.length === 0
    ? { kind: 'expanded', occurrences, indexedUntil: until }
    : { kind: 'expanded', occurrences: kept, indexedUntil: end };
}
