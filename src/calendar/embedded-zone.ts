/**
 * A VTIMEZONE of the object itself (RFC 5545 §3.6.5): its STANDARD and DAYLIGHT onsets as changes of offset. Equal
 * definitions are read once and shared between messages; nothing is registered by TZID, so no message can lend its zones
 * to another.
 */
import { boundedCache } from './bounded-cache.js';
import { DAY_MS } from './civil-days.js';
import { propertiesOf, propertyOf, textOf, valueTextOf, type JcalComponent } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { offsetsByChanges, type OffsetChange, type Offsets } from './offsets.js';
import { localMilliseconds, readTimes } from './read-time.js';
import { parseRule, type RecurrenceRule } from './recurrence-rule.js';
import { normalizeTzid } from './repair-lines.js';
import type { StepBudget } from './rule-periods.js';
import { ruleTimes } from './rule-times.js';

export interface EmbeddedZone extends Offsets {
  /** false: it contradicts itself, and a zone of the same name elsewhere knows better. */
  readonly isSound: boolean;
  /** Whether an onset covers that local time: none lies before it, or the list of onsets has ended before it. */
  covers(localMs: number): boolean;
}

interface Observance {
  readonly startMs: number;
  readonly offsetFromMs: number;
  readonly offsetToMs: number;
  readonly rule: RecurrenceRule | null;
  /** RDATE onsets, local. */
  readonly moreMs: readonly number[];
  readonly onsetIsDate: boolean;
}

/** An organisation meets the same dozen definitions again and again. */
const MAX_DEFINITIONS = 300;
/** For the onsets of one year: a definition with fifty rules that have ended needs half as many. */
const MAX_STEPS = 10_000;
/** Observances and their RDATEs together: two a year for some centuries. */
const MAX_ONSETS = 2000;
/** To read an observance. */
const READING_STEPS = 50;
/** Where onsets are looked for; before and after, the nearest year stands in, so that no more are kept. */
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);
/** RDATEs that stop this long before a date do not speak for it. */
const STALE_AFTER_MS = 400 * DAY_MS;

/** @returns null when the text is no definition that can be used at all. */
export const embeddedZone: (definition: string) => EmbeddedZone | null = boundedCache(MAX_DEFINITIONS, readZone);

function readZone(definition: string): EmbeddedZone | null {
  let component: JcalComponent;
  try {
    component = readJcal(definition);
  } catch {
    return null;
  }
  const observances = component[2].map(readObservance);
  const known = observances.filter((observance) => observance !== null);
  if (known.length === 0 || known.length < observances.length) return null;
  if (known.reduce((sum, { moreMs }) => sum + 1 + moreMs.length, 0) > MAX_ONSETS) return null;
  const first = known.reduce((one, other) => (other.startMs < one.startMs ? other : one));
  // A rule that counts costs the more the later the year.
  const trial = { left: MAX_STEPS };
  changesIn(known, LAST_MS - 366 * DAY_MS, LAST_MS, trial);
  if (trial.left < 0) return null;
  // The definition was read for this, and gone through for the trial.
  const yearSteps = READING_STEPS * known.length + 2 * (MAX_STEPS - trial.left);
  const offsetAt = offsetsByChanges((from, to) => changesIn(known, from, to, { left: MAX_STEPS }), first.offsetFromMs);
  const lastListed = lastListedOnset(known);
  return {
    name: normalizeTzid(textOf(propertyOf(component, 'tzid'))),
    yearSteps,
    isSound: isSound(known),
    covers: (localMs) => localMs >= first.startMs && localMs <= lastListed + STALE_AFTER_MS,
    offsetAt: (at) => offsetAt(Math.min(Math.max(at, FIRST_MS), LAST_MS)),
  };
}

function changesIn(known: readonly Observance[], from: number, to: number, budget: StepBudget): OffsetChange[] {
  return known.flatMap((each) => changesOf(each, from, to, budget)).sort((one, other) => one.at - other.at);
}

function readObservance(component: JcalComponent): Observance | null {
  const [start] = propertiesOf(component, 'dtstart').flatMap(readTimes);
  const from = readOffset(textOf(propertyOf(component, 'tzoffsetfrom')));
  const to = readOffset(textOf(propertyOf(component, 'tzoffsetto')));
  if (start === undefined || from === null || to === null) return null;
  const startMs = localOnset(start, from);
  const ruleProperty = propertyOf(component, 'rrule');
  const rule = ruleProperty === null ? null : parseRule(valueTextOf(ruleProperty));
  if (ruleProperty !== null && rule === null) return null;
  const more = propertiesOf(component, 'rdate').flatMap(readTimes);
  return {
    startMs,
    offsetFromMs: from,
    offsetToMs: to,
    rule,
    moreMs: more.map((time) => localOnset(time, from)),
    onsetIsDate: start.kind === 'date',
  };
}

function localOnset(time: ReturnType<typeof readTimes>[number], offsetFromMs: number): number {
  if (time.kind === 'utc') return time.at + offsetFromMs;
  return localMilliseconds(time.kind === 'date' ? time.date : time.local);
}

/** jCal writes `+01:00` and `+01:00:30`. */
function readOffset(text: string): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const milliseconds = ((Number(match[2]) * 60 + Number(match[3])) * 60 + Number(match[4] ?? 0)) * 1000;
  return match[1] === '-' ? -milliseconds : milliseconds;
}

/** Rules of zones have an onset a year; two years hold one for sure. */
const RULE_MARGIN_MS = 2 * 366 * DAY_MS;

/** The onsets up to `to`, and from before `from`, or before the rule ended if that was earlier. */
function changesOf(observance: Observance, from: number, to: number, budget: StepBudget): OffsetChange[] {
  const { startMs, offsetFromMs, rule } = observance;
  const onsets = [startMs, ...observance.moreMs];
  if (rule !== null) {
    const untilMs = localUntil(rule, offsetFromMs);
    const fromMs = Math.min(from, untilMs ?? from) - RULE_MARGIN_MS;
    onsets.push(...ruleTimes(rule, startMs, { fromMs, untilMs, horizonMs: to + DAY_MS }, budget));
  }
  return onsets.map((onset) => ({ at: onset - offsetFromMs, offsetMs: observance.offsetToMs }));
}

function localUntil(rule: RecurrenceRule, offsetFromMs: number): number | null {
  if (rule.until === null) return null;
  return rule.until.kind === 'utc' ? rule.until.localMs + offsetFromMs : rule.until.localMs;
}

/** Where offsets change by lists alone, the last onset of the lists; else no end. */
function lastListedOnset(observances: readonly Observance[]): number {
  const changes = new Set(observances.map((observance) => observance.offsetToMs)).size > 1;
  const lists = observances.some((observance) => observance.moreMs.length > 0);
  if (!changes || !lists || observances.some((observance) => observance.rule !== null)) return Number.POSITIVE_INFINITY;
  return Math.max(...observances.map((each) => each.moreMs.reduce((one, other) => Math.max(one, other), each.startMs)));
}

function isSound(observances: readonly Observance[]): boolean {
  const onsets = new Map<string, number>();
  for (const { startMs, rule, offsetToMs, onsetIsDate } of observances) {
    const key = `${startMs} ${JSON.stringify(rule)}`;
    if (onsetIsDate || (onsets.get(key) ?? offsetToMs) !== offsetToMs) return false;
    onsets.set(key, offsetToMs);
  }
  return true;
}
