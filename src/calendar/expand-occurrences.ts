/**
 * The occurrences of an event within a stretch of time (RFC 5545 §3.8.5): its rule, RDATEs and EXDATEs, and whatever
 * overrides say, single ones and THISANDFUTURE. Used by booking for what is asked and for what is indexed as busy.
 * Bounded in steps and in results; what asks for too much is refused, with the reason.
 */
import { instant, type Instant } from '../mail/instant.js';
import type { CalendarPeriod, CalendarTime } from './calendar-time.js';
import { DAY_MS, dayOf } from './civil-days.js';
import { excludedByRule, excludedDates, type Exclusion } from './excluded-times.js';
import type { EventComponent, ZoneTable } from './itip-message.js';
import type { Expansion, ExpansionLimits, Occurrence } from './occurrence.js';
import { parseRule, type RecurrenceRule } from './recurrence-rule.js';
import type { StepBudget } from './rule-periods.js';
import { ruleTimes } from './rule-times.js';
import { endAfter, eventLength, seriesClock, type EventLength, type SeriesClock } from './series-clock.js';
import { compareRevisions, readOverrides, type Overrides } from './series-overrides.js';
import { zoneCharges } from './zone-charges.js';
import { toInstant } from './zone-table.js';

type Refused = Extract<Expansion, { kind: 'refused' }>;
type Refusal = Refused['because'];

/** What all steps of one expansion share; `refused` is set once and ends it. */
interface Expanding {
  readonly zones: ZoneTable;
  readonly readerZone: string;
  /** The TZID of the series; empty for times without one. */
  readonly seriesZone: string;
  readonly limits: ExpansionLimits;
  readonly budget: StepBudget;
  readonly found: Occurrence[];
  goesOn: boolean;
  refused: Refused | null;
}

/**
 * @param components master and overrides of one event, in any order, or overrides alone
 * @param readerZone IANA name of the zone in which all-day and floating times are read
 */
export function expandOccurrences(
  components: readonly EventComponent[],
  zones: ZoneTable,
  readerZone: string,
  limits: ExpansionLimits,
): Expansion {
  const master = newestMaster(components);
  const first = master?.start ?? components.find((event) => event.recurrenceId !== null)?.recurrenceId;
  if (first === undefined || first === null)
    return { kind: 'expanded', occurrences: [], goesOn: false, endless: false };
  const run: Expanding = {
    zones,
    readerZone,
    seriesZone: zoneNameOf(first),
    limits,
    budget: limits.budget ?? { left: limits.maxSteps },
    found: [],
    goesOn: false,
    refused: null,
  };
  const rules = readRules(master, run.budget);
  if ('kind' in rules) return rules;
  const { rule } = rules;
  const unknown = unknownZone(components, run);
  if (unknown !== null) return refuse('unknown-time-zone', unknown);
  if (run.budget.left < 0) return tooCostly(limits);
  const clock = seriesClock(first, zones, readerZone, master);
  const overrides = readOverrides(components, clock, (event) => toInstant(event.start, zones, readerZone));
  if (overrides === null) return refuse('unknown-time-zone', run.seriesZone);
  if (master !== null && master.status !== 'CANCELLED') addSeries(run, master, rules, clock, overrides);
  addOverrides(run, master, overrides);
  if (run.refused !== null) return run.refused;
  run.found.sort((one, other) => one.start - other.start);
  const endless = rule !== null && rule.count === null && rule.until === null;
  return { kind: 'expanded', occurrences: run.found, goesOn: run.goesOn, endless };
}

function refuse(because: Refusal, detail: string): Refused {
  return { kind: 'refused', because, detail };
}

function tooCostly(limits: ExpansionLimits): Refused {
  return refuse('too-costly', `more than ${limits.maxSteps} steps`);
}

interface SeriesRules {
  readonly rule: RecurrenceRule | null;
  /** EXRULEs. */
  readonly excluding: readonly RecurrenceRule[];
}

/** To read a rule and to make ready for its questions. */
const RULE_STEPS = 50;

function readRules(master: EventComponent | null, budget: StepBudget): SeriesRules | Refused {
  const texts = [...(master?.rrule == null ? [] : [master.rrule]), ...(master?.exrules ?? [])];
  budget.left -= texts.length * RULE_STEPS;
  const parsed: RecurrenceRule[] = [];
  for (const text of texts) {
    const rule = parseRule(text);
    if (rule === null) return refuse('bad-rule', text.slice(0, 200));
    parsed.push(rule);
  }
  // Asked for a day, it would have to look at the month before.
  const shifting = parsed.find((rule, index) => rule.skip !== 'OMIT' && (index > 0 || master?.rrule == null));
  if (shifting !== undefined) return refuse('bad-rule', 'an EXRULE with SKIP');
  return master?.rrule == null
    ? { rule: null, excluding: parsed }
    : { rule: parsed[0] ?? null, excluding: parsed.slice(1) };
}

function newestMaster(components: readonly EventComponent[]): EventComponent | null {
  let newest: EventComponent | null = null;
  for (const event of components) {
    if (event.recurrenceId !== null) continue;
    if (newest === null || compareRevisions(event.revision, newest.revision) > 0) newest = event;
  }
  return newest;
}

/** The first TZID that nothing explains, of any time that matters. */
function unknownZone(components: readonly EventComponent[], run: Expanding): string | null {
  const pay = zoneCharges(run.zones, run.readerZone, run.budget);
  for (const event of components) {
    const ids = event.recurrenceId === null ? [] : [event.recurrenceId];
    for (const time of [event.start, event.end, ...ids, ...event.rdates, ...event.exdates]) {
      if (pay(time)) continue;
      return run.budget.left < 0 ? null : zoneNameOf(time) || run.readerZone;
    }
  }
  return null;
}

function zoneNameOf(time: CalendarTime): string {
  return time.kind === 'zoned' ? time.tzid : '';
}

/** Master and THISANDFUTURE changes; overrides of single occurrences are left to addOverrides. */
function addSeries(
  run: Expanding,
  master: EventComponent,
  { rule, excluding }: SeriesRules,
  clock: SeriesClock,
  overrides: Overrides,
): void {
  const isSeries = rule !== null || master.rdates.length + overrides.single.size + overrides.later.length > 0;
  const lengths = lengthsOf(run, [master, ...master.rdatePeriods, ...overrides.later.map((change) => change.event)]);
  const periods = new Map(master.rdatePeriods.map((period) => [clock.addedAt(period.start), period]));
  const marginMs = marginOf(lengths, overrides);
  const isExcluded = exclusionsOf(run, master, excluding, clock, marginMs);
  const seen = new Set<Instant>();
  for (const original of originalsOf(run, master, rule, clock, marginMs)) {
    if (seen.has(original)) continue;
    seen.add(original);
    const isOut = isExcluded(original);
    if (run.budget.left < 0) {
      run.refused = tooCostly(run.limits);
      return;
    }
    if (isOut) continue;
    if (overrides.single.has(original)) continue;
    const change = overrides.laterAt(original);
    const component = change?.event ?? master;
    if (component.status === 'CANCELLED') continue;
    const start = change === null ? original : shifted(original, change.shiftMs, clock);
    const lasting = change === null ? (periods.get(original) ?? master) : component;
    const length = lengths.get(lasting) ?? { days: 0, milliseconds: 0 };
    add(run, { recurrenceId: isSeries ? original : null, start, component }, length, clock);
    if (run.refused !== null) return;
  }
}

/** One that counts has to be followed from its start on; the others are asked. */
function exclusionsOf(
  run: Expanding,
  master: EventComponent,
  excluding: readonly RecurrenceRule[],
  clock: SeriesClock,
  marginMs: number,
): Exclusion {
  const counting = excluding.filter(({ count }) => count !== null);
  const listed = new Set(counting.flatMap((rule) => [...ruleInstants(run, rule, clock, marginMs, false)]));
  const asked = excluding
    .filter(({ count }) => count === null)
    .map((rule) => {
      const bounds = { untilMs: untilOnClock(rule, clock), last: lastInstantOf(rule, clock) };
      return excludedByRule(rule, clock, bounds, run.budget);
    });
  const isDated = excludedDates(master.exdates, clock);
  return (original) => listed.has(original) || isDated(original) || asked.some((has) => has(original));
}

function shifted(original: Instant, shiftMs: number, clock: SeriesClock): Instant {
  const localMs = clock.localOf(original);
  return (localMs === null ? null : clock.instantOf(localMs + shiftMs)) ?? instant(original + shiftMs);
}

function lengthsOf(run: Expanding, events: readonly CalendarPeriod[]): Map<CalendarPeriod, EventLength> {
  const lengths = new Map<CalendarPeriod, EventLength>();
  for (const event of events) {
    const length = eventLength(event, run.zones, run.readerZone);
    if (length !== null) lengths.set(event, length);
  }
  return lengths;
}

/** Offsets differ by a day and a bit at most (+14:00 to -12:00). */
const ZONE_MARGIN_MS = 2 * DAY_MS;

/** How far before the wanted stretch the series may have an occurrence that reaches into it, or after. */
function marginOf(lengths: ReadonlyMap<CalendarPeriod, EventLength>, overrides: Overrides): number {
  const longest = [...lengths.values()].reduce(
    (most, each) => Math.max(most, each.days * DAY_MS + each.milliseconds),
    0,
  );
  return (
    overrides.later.reduce((most, each) => Math.max(most, longest + Math.abs(each.shiftMs)), longest) + ZONE_MARGIN_MS
  );
}

/** When the series has its occurrences, overridden or not: DTSTART, the rule's times, RDATEs. */
function* originalsOf(
  run: Expanding,
  master: EventComponent,
  rule: RecurrenceRule | null,
  clock: SeriesClock,
  marginMs: number,
): Generator<Instant> {
  for (const time of rule === null ? [master.start, ...master.rdates] : master.rdates) {
    const original = clock.addedAt(time);
    if (original !== null) yield original;
  }
  if (rule !== null && (yield* ruleInstants(run, rule, clock, marginMs, true))) run.goesOn = true;
}

/** A time that the rule gives is put on the clock, remembered, and asked for among changes and exclusions. */
const CANDIDATE_STEPS = 6;

/**
 * @param holdsStart whether DTSTART is one of them in any case
 * @returns whether the rule goes on after the wanted stretch; `run.refused` tells that it could not be followed so far
 */
function* ruleInstants(
  run: Expanding,
  rule: RecurrenceRule,
  clock: SeriesClock,
  marginMs: number,
  holdsStart: boolean,
): Generator<Instant, boolean> {
  const bounds = {
    fromMs: run.limits.from - marginMs,
    untilMs: untilOnClock(rule, clock),
    horizonMs: run.limits.until + marginMs,
    holdsStart,
  };
  const last = lastInstantOf(rule, clock);
  const times = ruleTimes(rule, clock.startMs, bounds, run.budget);
  for (let next = times.next(); ; next = times.next()) {
    if (run.budget.left < 0) {
      run.refused ??= tooCostly(run.limits);
      return false;
    }
    if (next.done === true) return next.value;
    run.budget.left -= CANDIDATE_STEPS;
    const original = clock.instantOf(next.value);
    if (original === null) {
      run.refused ??= refuse('unknown-time-zone', run.seriesZone);
      return false;
    }
    // DTSTART is an occurrence whatever UNTIL says.
    if (last === null || original <= last || (holdsStart && next.value === clock.startMs)) yield original;
  }
}

function lastInstantOf({ until }: RecurrenceRule, clock: SeriesClock): number | null {
  return until?.kind === 'utc' && !clock.isAllDay ? until.localMs : null;
}

/** A clock that goes back shows times again that it had shown before an UNTIL. */
const MAX_CLOCK_CHANGE_MS = DAY_MS;

/**
 * UNTIL as the last local time, inclusive; one in UTC somewhat later, as the instants themselves are held against it. For
 * an all-day series only its date counts (RFC 5545 §3.3.10).
 */
function untilOnClock(rule: RecurrenceRule, clock: SeriesClock): number | null {
  if (rule.until === null) return null;
  const { localMs, kind } = rule.until;
  if (clock.isAllDay) return dayOf(localMs) * DAY_MS;
  return kind === 'utc' ? (clock.localOf(instant(localMs)) ?? localMs) + MAX_CLOCK_CHANGE_MS : localMs;
}

/** Occurrences that were moved or came alone; those that were cancelled are gone. */
function addOverrides(run: Expanding, master: EventComponent | null, overrides: Overrides): void {
  const alone =
    master === null ? overrides.later.map((change): [Instant, EventComponent] => [change.original, change.event]) : [];
  const single = [...alone.filter(([original]) => !overrides.single.has(original)), ...overrides.single];
  for (const [recurrenceId, component] of single) {
    if (run.refused !== null) return;
    if (component.status === 'CANCELLED') continue;
    const start = toInstant(component.start, run.zones, run.readerZone);
    const length = eventLength(component, run.zones, run.readerZone);
    if (start === null || length === null) continue;
    const clock = seriesClock(component.start, run.zones, run.readerZone);
    add(run, { recurrenceId, start, component }, length, clock);
  }
}

function add(run: Expanding, begun: Omit<Occurrence, 'end'>, length: EventLength, clock: SeriesClock): void {
  const { from, until, maxOccurrences } = run.limits;
  const end = endAfter(begun.start, length, clock) ?? instant(begun.start + length.days * DAY_MS + length.milliseconds);
  if (begun.start >= until) run.goesOn = true;
  if (begun.start >= until || end <= from) return;
  run.found.push({ ...begun, end });
  if (run.found.length > maxOccurrences)
    run.refused = refuse('too-many-occurrences', `more than ${maxOccurrences} occurrences`);
}
