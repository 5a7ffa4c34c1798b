/**
 * Evaluates a random request in the slow way: it goes through the days one by one, reads each time from a table of minutes, and
 * counts for every minute who has the resource. It shares no code with the product.
 */
import { DAY_MINUTES, type MinuteClock } from './minute-clock.js';
import type { RandomRequest, RandomRule, RandomTime } from './random-request.js';

/** Minutes since the base; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Further than any series of the generator goes. */
const WALKED_DAYS = 230;

/** The local starts that the series has: DTSTART first, then the rule's and the RDATEs, in order, each once. */
export function walkSeries(request: RandomRequest, clock: MinuteClock, baseMs: number): readonly number[] {
  const found = [request.start];
  const { rule } = request;
  if (rule !== null) {
    const most = rule.end !== null && 'count' in rule.end ? rule.end.count : Number.POSITIVE_INFINITY;
    const last = lastMinute(rule, request, clock);
    const firstDay = Math.floor(request.start / DAY_MINUTES);
    const timeOfDay = request.start - firstDay * DAY_MINUTES;
    for (let day = firstDay + 1; day < WALKED_DAYS && found.length < most; day += 1) {
      const local = day * DAY_MINUTES + timeOfDay;
      // An UNTIL without zone is read on the same clock as the series, whatever that skips.
      if ((request.kind === 'floating' ? local : clock.instantOf(local)) > last) break;
      if (hasDay(rule, day, firstDay, baseMs)) found.push(local);
    }
  }
  const instants = new Set<number>();
  return [...found, ...request.rdates]
    .toSorted((one, other) => clock.instantOf(one) - clock.instantOf(other))
    .filter((local) => !instants.has(clock.instantOf(local)) && instants.add(clock.instantOf(local)).size > 0);
}

function lastMinute({ end }: RandomRule, { kind }: RandomRequest, clock: MinuteClock): number {
  if (end === null || 'count' in end) return Number.POSITIVE_INFINITY;
  const local = end.untilDay * DAY_MINUTES + (kind === 'all-day' ? 0 : end.untilMinute);
  return kind === 'floating' ? local : clock.instantOf(local);
}

function hasDay(rule: RandomRule, day: number, firstDay: number, baseMs: number): boolean {
  const date = new Date(baseMs + day * DAY_MINUTES * 60_000);
  const first = new Date(baseMs + firstDay * DAY_MINUTES * 60_000);
  const weekday = date.getUTCDay();
  switch (rule.frequency) {
    case 'DAILY':
      return (day - firstDay) % rule.interval === 0;
    case 'WEEKLY': {
      // Weeks begin on Monday.
      const monday = (of: number, its: Date): number => of - ((its.getUTCDay() + 6) % 7);
      const weeks = (monday(day, date) - monday(firstDay, first)) / 7;
      const wanted = rule.weekdays.length > 0 ? rule.weekdays : [first.getUTCDay()];
      return weeks % rule.interval === 0 && wanted.includes(weekday);
    }
    case 'MONTHLY': {
      if (rule.nth === 0) return date.getUTCDate() === first.getUTCDate();
      if (weekday !== rule.weekdays[0]) return false;
      const inMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      const isLast = date.getUTCDate() + 7 > inMonth;
      return rule.nth === -1 ? isLast : Math.ceil(date.getUTCDate() / 7) === rule.nth;
    }
  }
}

/**
 * @param places as walkSeries gives them
 * @param until an endless series is asked for up to this minute
 */
export function spansOf(
  request: RandomRequest,
  places: readonly number[],
  clock: MinuteClock,
  until: number,
): readonly Span[] {
  const spans: Span[] = [];
  const later = request.later === null ? undefined : places[request.later.place];
  places.forEach((local, place) => {
    const override = request.overrides.find((each) => each.place === place);
    if (override !== undefined) {
      if (!override.isCancelled) spans.push(spanOf(override, request, clock));
      return;
    }
    if (request.excluded.includes(place)) return;
    const change = request.later;
    if (change === null || later === undefined || clock.instantOf(local) < clock.instantOf(later)) {
      spans.push(spanAt(clock.instantOf(local), request, request, clock));
      return;
    }
    const shown = (minute: number): number => clock.localOf(clock.instantOf(minute));
    const start = clock.instantOf(shown(local) + shown(change.start) - shown(later));
    spans.push(spanAt(start, change, request, clock));
  });
  const isEndless = request.rule !== null && request.rule.end === null;
  return isEndless ? spans.filter(({ start }) => start < until) : spans;
}

function spanOf(time: RandomTime, request: RandomRequest, clock: MinuteClock): Span {
  return spanAt(clock.instantOf(time.start), time, request, clock);
}

/** RFC 5545 §3.8.5.3: as long as the first one where DTEND says it; days of a DURATION, and all-day ones, are nominal. */
function spanAt(start: number, time: RandomTime, { kind, lengthAs }: RandomRequest, clock: MinuteClock): Span {
  const days = Math.floor(time.length / DAY_MINUTES);
  const isNominal = kind === 'all-day' || (lengthAs === 'nominal-duration' && days > 0);
  if (isNominal) {
    const end = clock.instantOf(clock.localOf(start) + days * DAY_MINUTES);
    return { start, end: end + time.length - days * DAY_MINUTES };
  }
  if (lengthAs !== 'dtend') return { start, end: start + time.length };
  const exact = clock.instantOf(time.start + time.length) - clock.instantOf(time.start);
  return { start, end: start + Math.max(0, exact) };
}

/** Some days before the base too, where it is the day before already. */
const MARGIN_MINUTES = 5 * DAY_MINUTES;
const COUNTED_MINUTES = (WALKED_DAYS + 60) * DAY_MINUTES;

/** Bookings of one resource, a number for every minute. */
export interface MinuteCount {
  /** Whether each of the spans finds a unit at every minute of it, beside the others and what is booked. */
  fits(spans: readonly Span[]): boolean;
  book(spans: readonly Span[]): void;
  release(spans: readonly Span[]): void;
}

export function minuteCount(capacity: number): MinuteCount {
  const used = new Int16Array(COUNTED_MINUTES);
  const moments: number[] = [];
  const booked: Span[] = [];
  const add = (spans: readonly Span[], units: number): void => {
    for (const { start, end } of spans)
      for (let minute = start; minute < end; minute += 1)
        used[minute + MARGIN_MINUTES] = (used[minute + MARGIN_MINUTES] ?? 0) + units;
  };
  const strictlyInside = (at: number, spans: readonly Span[]): number =>
    spans.filter(({ start, end }) => start < at && at < end).length;
  return {
    fits: (spans) => {
      add(spans, 1);
      const full = spans.some(({ start, end }) => {
        for (let minute = start; minute < end; minute += 1)
          if ((used[minute + MARGIN_MINUTES] ?? 0) > capacity) return true;
        return false;
      });
      add(spans, -1);
      // Without length: a unit is needed only strictly inside of others, and then theirs is missing too.
      const all = [...booked, ...spans];
      const asked = spans.filter(({ start, end }) => start === end).map(({ start }) => start);
      const tight = [...moments, ...asked].filter((at) => strictlyInside(at, all) + 1 > capacity);
      return !full && !tight.some((at) => asked.includes(at) || strictlyInside(at, spans) > 0);
    },
    book: (spans) => {
      add(spans, 1);
      booked.push(...spans);
      moments.push(...spans.filter(({ start, end }) => start === end).map(({ start }) => start));
    },
    release: (spans) => {
      add(spans, -1);
      for (const span of spans) {
        booked.splice(booked.indexOf(span), 1);
        if (span.start === span.end) moments.splice(moments.indexOf(span.start), 1);
      }
    },
  };
}
