/**
 * Why a request is declined, as a sentence: the texts of a language with what the resource's policy says.
 */
import { formatInZone } from '../../calendar/zone-table.js';
import { addMilliseconds, type Instant } from '../../mail/instant.js';
import type { BookingRequest, Resource } from '../booking-request.js';
import type { WorkingHours } from '../booking-policy.js';
import { windowEndFor } from '../booking-window.js';
import { farthestDay } from '../expand-within-horizon.js';
import { isSeries, type Proposal } from '../proposal.js';
import type { DeclineReason } from '../reasons.js';
import { retirementOf } from '../retirement.js';
import { holderOfSameMeeting, isOnlyTooNear, isPoolConflict } from './bookings-in-the-way.js';
import type { AnswerTexts, ReasonFacts, ResourceNoun } from './answer-texts.js';

const MINUTES_AN_HOUR = 60;
const MINUTES_A_DAY = 24 * MINUTES_AN_HOUR;

/** Stretches of working hours that a reason names; a policy with more is named without them. */
const MAX_STRETCHES = 5;

/** How many meetings the reason is about. */
export interface ReasonScope {
  readonly isSeries: boolean;
  readonly asked: number;
  readonly unavailable: number;
}

export const oneMeeting: ReasonScope = { isSeries: false, asked: 1, unavailable: 1 };

export function reasonFor(
  because: DeclineReason,
  request: Pick<BookingRequest, 'resource' | 'options' | 'now'>,
  scope: ReasonScope,
  texts: AnswerTexts,
): string {
  return texts.reasons[because](reasonFacts(because, request, scope, texts.language));
}

/** For a request, with the meetings that it asks for. */
export function declineReasonOf(
  { meeting, master, tested }: Proposal,
  because: DeclineReason,
  texts: AnswerTexts,
): string {
  const conflicting = tested.filter(({ hindrance }) => hindrance === because).map(({ occurrence }) => occurrence);
  const scope = { isSeries: isSeries(master), asked: tested.length, unavailable: conflicting.length };
  const { request } = meeting;
  if (because === 'conflict') {
    const facts = reasonFacts(because, request, scope, texts.language);
    const holder = holderOfSameMeeting(conflicting, meeting);
    if (holder !== undefined) return texts.heldByOther(facts, holder);
    if (isPoolConflict(meeting)) return texts.poolConflict(facts);
    if (isOnlyTooNear(conflicting, meeting)) return texts.tooNear(facts);
  }
  return reasonFor(because, request, scope, texts);
}

function reasonFacts(
  because: DeclineReason,
  request: Pick<BookingRequest, 'resource' | 'options' | 'now'>,
  scope: ReasonScope,
  language: string,
): ReasonFacts {
  const { resource, options } = request;
  const { policy, timeZone } = resource;
  const end = because === 'retired' ? retirementOf(policy) : windowEndFor(request);
  return {
    ...scope,
    noun: nounOf(resource.kind),
    until: lastDayBefore(end ?? farthestDay(request), timeZone, language),
    minimum: durationIn(language, policy.minDurationMinutes ?? 0),
    maximum: durationIn(language, policy.maxDurationMinutes ?? 0),
    buffer: durationIn(language, policy.bufferMinutes),
    hours: hoursIn(language, policy.workingHours ?? [], timeZone),
    maxMeetings: options.maxOccurrences.toLocaleString(language),
  };
}

export function nounOf(kind: Resource['kind']): ResourceNoun {
  return kind === 'user' || kind === 'shared' ? 'person' : kind;
}

/** The last day on which everything may be booked: the end lies in the day after it, or at its midnight. */
function lastDayBefore(end: Instant, timeZone: string, language: string): string {
  const day = addMilliseconds(end, -MINUTES_A_DAY * 60_000);
  return formatInZone(day, timeZone, { definitions: {} }, language)?.date ?? new Date(day).toISOString().slice(0, 10);
}

/** `2 days`, `1 hour`, `90 minutes`: in the largest unit that leaves no rest. */
function durationIn(language: string, minutes: number): string {
  const units = [
    ['day', MINUTES_A_DAY],
    ['hour', MINUTES_AN_HOUR],
  ] as const;
  const [unit, length] = units.find(([, each]) => minutes >= each && minutes % each === 0) ?? (['minute', 1] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / length);
}

/** Empty for hours in several zones, or too many to read: the sentence then does not list them. */
function hoursIn(language: string, hours: readonly WorkingHours[], resourceZone: string): readonly string[] {
  const isLocal = hours.every(({ timeZone }) => timeZone === null || timeZone === resourceZone);
  if (!isLocal || hours.length > MAX_STRETCHES) return [];
  return hours.map(({ days, fromMinute, untilMinute }) => {
    return `${weekdaysIn(language, days)} ${clockTime(fromMinute)}–${clockTime(untilMinute)}`;
  });
}

function clockTime(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / MINUTES_AN_HOUR))}:${two(minute % MINUTES_AN_HOUR)}`;
}

/** `Mon–Fri, Sun`: days that follow each other as a range; the week begins with Monday. */
function weekdaysIn(language: string, days: readonly number[]): string {
  // 1970-01-05 was a Monday.
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const name = (fromMonday: number): string => format.format(Date.UTC(1970, 0, 5 + fromMonday));
  const runs: { first: number; last: number }[] = [];
  for (const day of days.map((each) => (each + 6) % 7).sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run?.last === day - 1) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs.map(({ first, last }) => (first === last ? name(first) : `${name(first)}–${name(last)}`)).join(', ');
}
