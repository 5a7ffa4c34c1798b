/**
 * A VTIMEZONE of the object itself (RFC 5545 §3.6.5): its STANDARD and DAYLIGHT onsets as changes of offset, and for which
 * time it speaks. Equal definitions are read once and shared between messages; nothing is registered by TZID, so no message
 * can lend its zones to another.
 */
import { boundedCache, type CacheBounds } from './bounded-cache.js';
import { DAY_MS } from './civil-days.js';
import { AS_WRITTEN, propertiesOf, propertyOf, textOf, valueTextOf, type JcalComponent } from './jcal.js';
import { MAX_STRETCHES, offsetsByChanges, type OffsetChange, type Offsets } from './offsets.js';
import { readJcal } from './read-jcal.js';
import { localMilliseconds, readTimes } from './read-time.js';
import { parseRule, type RecurrenceRule } from './recurrence-rule.js';
import { normalizeTzid } from './repair-lines.js';
import type { StepBudget } from './rule-periods.js';
import { ruleTimes } from './rule-times.js';

export interface EmbeddedZone extends Offsets {
  /** X-LIC-LOCATION: the IANA name that it was made from. */
  readonly location: string | null;
  /** It speaks for instants from its first onset on, ... */
  readonly firstAt: number;
  /** ... up to its last one; Infinity: it has a rule that does not end. */
  readonly lastAt: number;
  /** All onsets lead to one offset, which goes on whatever the definition leaves out. */
  readonly isConstant: boolean;
  /** 'contradicted': nothing but a constant offset can be taken from it. 'vague': a zone that its name means knows better. */
  readonly soundness: 'sound' | 'vague' | 'contradicted';
}

interface Observance {
  readonly startMs: number;
  readonly offsetFromMs: number;
  readonly offsetToMs: number;
  readonly rule: RecurrenceRule | null;
  /** RDATE onsets, local. */
  readonly moreMs: readonly number[];
  /** It is written as a date, or in UTC: it should be a local time. */
  readonly isOddOnset: boolean;
}

/** The longest one of a real zone, with each onset of two centuries, is a third of it. */
const MAX_DEFINITION_CHARACTERS = 131_072;
/** For the onsets of one year: a definition with fifty rules that have ended needs half as many. */
const MAX_STEPS = 10_000;
/** Observances and their RDATEs together: two a year for some centuries. */
const MAX_ONSETS = 2000;
/** To read an observance. */
const READING_STEPS = 50;
/** Where onsets are looked for; before and after, the nearest year stands in, so that no more are kept. */
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);
/** An onset in memory. */
const CHANGE_BYTES = 48;

interface KnownZone {
  readonly zone: EmbeddedZone;
  readonly bytes: number;
}

/** An organisation meets the same dozen definitions again and again; one object may bring a megabyte of others. */
const CACHE: CacheBounds<KnownZone | null> = {
  maxBytes: 24 * 1024 * 1024,
  bytesOf: (known) => known?.bytes ?? 0,
};
const knownZone = boundedCache(CACHE, readZone);

/** @returns null when the text is no definition that can be used at all. */
export function embeddedZone(definition: string): EmbeddedZone | null {
  return definition.length > MAX_DEFINITION_CHARACTERS ? null : (knownZone(definition)?.zone ?? null);
}

function readZone(definition: string): KnownZone | null {
  const component = readDefinition(definition);
  if (component === null) return null;
  const observances = component[2].map(readObservance);
  const known = observances.filter((observance) => observance !== null);
  if (known.length === 0 || known.length < observances.length) return null;
  const onsets = known.reduce((sum, { moreMs }) => sum + 1 + moreMs.length, 0);
  if (onsets > MAX_ONSETS) return null;
  // A rule that counts costs the more the later the year.
  const trial = { left: MAX_STEPS };
  const yearly = rulesIn(known, LAST_MS - 366 * DAY_MS, LAST_MS, trial).length;
  const end = lastOnset(known, trial);
  if (trial.left < 0) return null;
  const listed = known.flatMap(listedChanges).sort((one, other) => one.at - other.at);
  const listIn = (from: number, to: number): readonly OffsetChange[] => {
    const changes = [...within(listed, from, to), ...rulesIn(known, from, to, { left: MAX_STEPS })];
    return within(
      changes.sort((one, other) => one.at - other.at),
      from,
      to,
    );
  };
  const first = known.reduce((one, other) => (other.startMs < one.startMs ? other : one));
  const location = textOf(propertyOf(component, 'x-lic-location')).trim();
  const zone: EmbeddedZone = {
    name: normalizeTzid(textOf(propertyOf(component, 'tzid'))),
    location: location === '' ? null : location,
    // The definition was read for this, and gone through for the trial.
    yearSteps: READING_STEPS * known.length + 2 * (MAX_STEPS - trial.left),
    firstAt: first.startMs - first.offsetFromMs,
    lastAt: end,
    isConstant: new Set(known.map(({ offsetToMs }) => offsetToMs)).size === 1,
    soundness: soundnessOf(known),
    ...offsetsByChanges(listIn, first.offsetFromMs, { first: FIRST_MS, last: LAST_MS }),
  };
  return { zone, bytes: CHANGE_BYTES * (onsets + MAX_STRETCHES * (yearly + 2)) };
}

function readDefinition(text: string): JcalComponent | null {
  try {
    return readJcal(text);
  } catch {
    return null;
  }
}

const telling = ['dtstart', 'tzoffsetfrom', 'tzoffsetto', 'rrule', 'rdate'];

/** null: something of it cannot be read, and without it the rest would say something else. */
function readObservance(component: JcalComponent): Observance | null {
  const told = component[1].filter(([name]) => telling.includes(name));
  if (told.some(([, , type]) => type === AS_WRITTEN)) return null;
  const [start, ...starts] = propertiesOf(component, 'dtstart').flatMap(readTimes);
  const from = readOffset(textOf(propertyOf(component, 'tzoffsetfrom')));
  const to = readOffset(textOf(propertyOf(component, 'tzoffsetto')));
  if (start === undefined || starts.length > 0 || from === null || to === null) return null;
  const ruleProperty = propertyOf(component, 'rrule');
  const rule = ruleProperty === null ? null : parseRule(valueTextOf(ruleProperty));
  if (ruleProperty !== null && rule === null) return null;
  const more = propertiesOf(component, 'rdate').flatMap(readTimes);
  return {
    startMs: localOnset(start, from),
    offsetFromMs: from,
    offsetToMs: to,
    rule,
    moreMs: more.map((time) => localOnset(time, from)),
    isOddOnset: start.kind === 'date' || start.kind === 'utc',
  };
}

function localOnset(time: ReturnType<typeof readTimes>[number], offsetFromMs: number): number {
  if (time.kind === 'utc') return time.at + offsetFromMs;
  return localMilliseconds(time.kind === 'date' ? time.date : time.local);
}

/** jCal writes `+01:00` and `+01:00:30`. */
function readOffset(text: string): number | null {
  const match = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const milliseconds = ((Number(match[2]) * 60 + Number(match[3])) * 60 + Number(match[4] ?? 0)) * 1000;
  return match[1] === '-' ? -milliseconds : milliseconds;
}

/** DTSTART and RDATEs. */
function listedChanges({ startMs, moreMs, offsetFromMs, offsetToMs }: Observance): readonly OffsetChange[] {
  return [startMs, ...moreMs].map((onset) => ({ at: onset - offsetFromMs, offsetMs: offsetToMs }));
}

/** Of sorted changes those in [from, to), and the last one before. */
function within(changes: readonly OffsetChange[], from: number, to: number): readonly OffsetChange[] {
  const before = changes.findLastIndex(({ at }) => at <= from);
  const behind = changes.findIndex(({ at }) => at >= to);
  return changes.slice(Math.max(0, before), behind < 0 ? undefined : behind);
}

/** Rules of zones have an onset a year; two years hold one for sure. */
const RULE_MARGIN_MS = 2 * 366 * DAY_MS;

/** The onsets of rules up to `to`, and from before `from`, or before the rule ended if that was earlier. */
function rulesIn(known: readonly Observance[], from: number, to: number, budget: StepBudget): readonly OffsetChange[] {
  return known.flatMap(({ rule, startMs, offsetFromMs, offsetToMs }) => {
    if (rule === null) return [];
    const untilMs = localUntil(rule, offsetFromMs);
    const fromMs = Math.min(from, untilMs ?? from) - RULE_MARGIN_MS;
    const onsets = [...ruleTimes(rule, startMs, { fromMs, untilMs, horizonMs: to + DAY_MS }, budget)];
    return onsets.map((onset) => ({ at: onset - offsetFromMs, offsetMs: offsetToMs }));
  });
}

function localUntil(rule: RecurrenceRule, offsetFromMs: number): number | null {
  if (rule.until === null) return null;
  return rule.until.kind === 'utc' ? rule.until.localMs + offsetFromMs : rule.until.localMs;
}

/** The instant of the last onset; Infinity where a rule goes on. */
function lastOnset(known: readonly Observance[], budget: StepBudget): number {
  if (known.some(({ rule }) => rule !== null && rule.count === null && rule.until === null)) return Infinity;
  const ended = known.flatMap((observance) => {
    const { rule, startMs, offsetFromMs } = observance;
    const untilMs = rule === null ? null : localUntil(rule, offsetFromMs);
    if (rule === null) return [];
    // A rule that counts is counted to its end.
    const fromMs = untilMs === null ? startMs : untilMs - RULE_MARGIN_MS;
    const times = ruleTimes(rule, startMs, { fromMs, untilMs, horizonMs: LAST_MS }, budget);
    let last = startMs;
    for (const time of times) last = time;
    return [last - offsetFromMs];
  });
  const listed = known.flatMap(listedChanges).map(({ at }) => at);
  return [...listed, ...ended].reduce((one, other) => Math.max(one, other), -Infinity);
}

/**
 * Two onsets at one time that lead to different offsets contradict each other; so does a rule that leaves an offset again
 * and again to which nothing leads. An onset that is a date, or in UTC, is not surely meant.
 */
function soundnessOf(observances: readonly Observance[]): EmbeddedZone['soundness'] {
  const onsets = new Map<string, number>();
  const reached = new Set(observances.map(({ offsetToMs }) => offsetToMs));
  for (const { startMs, moreMs, rule, offsetFromMs, offsetToMs } of observances) {
    if (rule !== null && !reached.has(offsetFromMs)) return 'contradicted';
    // Two rules may have one DTSTART: each has its own onsets from then on.
    for (const key of [`${startMs} ${JSON.stringify(rule)}`, ...moreMs.map((onset) => `${onset} null`)]) {
      if ((onsets.get(key) ?? offsetToMs) !== offsetToMs) return 'contradicted';
      onsets.set(key, offsetToMs);
    }
  }
  return observances.some(({ isOddOnset }) => isOddOnset) ? 'vague' : 'sound';
}
