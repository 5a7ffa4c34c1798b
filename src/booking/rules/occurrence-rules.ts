/**
 * What stands against a single occurrence, whatever becomes of the request: asked in this order, the first that speaks
 * names it. policy-rules.ts says what the whole request comes to.
 */
import { ianaZone } from '../../calendar/iana-zone.js';
import type { Occurrence } from '../../calendar/occurrence.js';
import { localOfInstant } from '../../calendar/offsets.js';
import type { BookingRequest } from '../booking-request.js';
import type { DeclineReason } from '../reasons.js';
import { windowEndFor } from '../booking-window.js';
import { processingModeOf } from '../processing-mode.js';
import { modeFor } from '../mode-for.js';
import { isAfterRetirement, retirementOf } from '../retirement.js';
import { isInsideWorkingHours } from './working-hours.js';

interface Candidate {
  readonly request: BookingRequest;
  readonly occurrence: Occurrence;
  readonly free: boolean;
}

type OccurrenceRule = (candidate: Candidate) => DeclineReason | null;

const MINUTE_MS = 60_000;

/** Whatever the mode: there will be nothing to book. */
function isRetired({ request, occurrence }: Candidate): boolean {
  const retiresAt = retirementOf(request.resource.policy);
  return retiresAt !== null && isAfterRetirement(occurrence, retiresAt);
}

const beyondWindow: OccurrenceRule = ({ request, occurrence }) => {
  const windowEnd = windowEndFor(request);
  return windowEnd !== null && occurrence.start >= windowEnd ? 'outside-window' : null;
};

const badLength: OccurrenceRule = ({ request, occurrence }) => {
  const { minDurationMinutes, maxDurationMinutes } = request.resource.policy;
  const minutes = lengthMinutes(occurrence, request.resource.timeZone);
  if (minDurationMinutes !== null && minutes < minDurationMinutes) return 'too-short';
  return maxDurationMinutes !== null && minutes > maxDurationMinutes ? 'too-long' : null;
};

/** A day is 24 hours long to people, on the days too on which the clock changes. */
function lengthMinutes({ start, end, component }: Occurrence, timeZone: string): number {
  const zone = component.start.kind === 'date' ? ianaZone(timeZone) : null;
  const milliseconds = zone === null ? end - start : localOfInstant(zone, end) - localOfInstant(zone, start);
  return milliseconds / MINUTE_MS;
}

const outsideHours: OccurrenceRule = ({ request: { resource }, occurrence }) => {
  const { workingHours } = resource.policy;
  return workingHours === null || isInsideWorkingHours(occurrence, workingHours, resource.timeZone)
    ? null
    : 'outside-hours';
};

/** mr-decline-conflict: no unit is left for it. */
const conflicting: OccurrenceRule = ({ request, free }) =>
  request.resource.policy.declineConflict && !free ? 'conflict' : null;

const occurrenceRules: readonly OccurrenceRule[] = [beyondWindow, badLength, outsideHours, conflicting];

/** Nothing stands against what is always accepted, or only entered for a person, but that the resource is gone. */
export function hindranceOf(candidate: Candidate): DeclineReason | null {
  const { word } = candidate.request;
  if (word !== undefined && (word.verdict === 'decline' || word.conflicts === 'allow')) return null;
  if (isRetired(candidate)) return 'retired';
  if (word !== undefined) return conflicting(candidate);
  const { kind, policy } = candidate.request.resource;
  if (modeFor(candidate.request) === 'accept-always' || processingModeOf(kind, policy) === 'enter') return null;
  for (const rule of occurrenceRules) {
    const hindrance = rule(candidate);
    if (hindrance !== null) return hindrance;
  }
  return null;
}
