/**
 * Random requests, as values: all kinds of times, rules, RDATEs, EXDATEs, overrides and changes of all later occurrences, within a
 * few weeks around a clock change. They are written as iCalendar here; count-minutes.ts evaluates them.
 */
import { calendarObject, centralEurope } from './calendar-object.js';
import { DAY_MINUTES, MINUTE_MS } from './minute-clock.js';
import type { SeededRandom } from './seeded-random.js';

export interface RandomTime {
  /** Minutes since the base's midnight, on the clock of the event. */
  readonly start: number;
  /** In minutes; of all-day events whole days. */
  readonly length: number;
}

export interface RandomRequest extends RandomTime {
  readonly uid: string;
  readonly kind: 'zoned' | 'utc' | 'floating' | 'all-day';
  /** IANA name; of `zoned` only. */
  readonly zone: string;
  /** The zone is told by a VTIMEZONE under a name that says nothing. */
  readonly isEmbedded: boolean;
  readonly lengthAs: 'dtend' | 'exact-duration' | 'nominal-duration';
  readonly rule: RandomRule | null;
  /** Local starts. */
  readonly rdates: readonly number[];
  /** Places in the series (rule and RDATEs) that are taken out, as times or as dates. */
  readonly excluded: readonly number[];
  readonly overrides: readonly RandomOverride[];
  /** From that place on. */
  readonly later: (RandomTime & { readonly place: number }) | null;
}

export interface RandomRule {
  readonly frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  readonly interval: number;
  /** 0 is Sunday; of WEEKLY, or the nth of MONTHLY. */
  readonly weekdays: readonly number[];
  /** MONTHLY: the nth of its one weekday, -1 the last; 0: the day of DTSTART. */
  readonly nth: number;
  readonly end: { readonly count: number } | { readonly untilDay: number; readonly untilMinute: number } | null;
}

export interface RandomOverride extends RandomTime {
  readonly place: number;
  readonly isCancelled: boolean;
  /** RECURRENCE-ID in UTC instead of the event's own form. */
  readonly isNamedInUtc: boolean;
}

export const oracleZones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kolkata',
] as const;

/** All starts lie within so many days. */
const START_DAYS = 20;
const STEP_MINUTES = 15;
const EMBEDDED_TZID = 'Customized Time Zone';

export function randomRequest(random: SeededRandom, uid: string): RandomRequest {
  const chance = (percent: number): boolean => random.between(1, 100) <= percent;
  const pick = <Item>(items: readonly Item[]): Item => items[random.between(0, items.length - 1)] as Item;
  const kind = pick(['zoned', 'zoned', 'zoned', 'utc', 'floating', 'all-day'] as const);
  const time = (): RandomTime =>
    kind === 'all-day'
      ? { start: random.between(0, START_DAYS) * DAY_MINUTES, length: random.between(1, 3) * DAY_MINUTES }
      : {
          // Mostly in the small hours, where the clocks change.
          start: random.between(0, START_DAYS) * DAY_MINUTES + random.between(0, chance(85) ? 20 : 95) * STEP_MINUTES,
          length: chance(5) ? 0 : random.between(1, chance(10) ? 120 : 20) * STEP_MINUTES,
        };
  const first = time();
  const zone = kind === 'zoned' ? pick(oracleZones) : 'UTC';
  const rule = chance(80) ? randomRule(random, kind === 'all-day', first) : null;
  const rdates = Array.from({ length: chance(20) ? random.between(1, 3) : 0 }, () => time().start);
  const isSeries = rule !== null || rdates.length > 0;
  const places = (most: number): number[] =>
    isSeries ? Array.from({ length: random.between(0, most) }, () => random.between(0, 6)) : [];
  const excluded = chance(30) ? [...new Set(places(3))] : [];
  const overridden = new Set(chance(30) ? places(2).filter((place) => !excluded.includes(place)) : []);
  return {
    uid,
    kind,
    zone,
    isEmbedded: zone === 'Europe/Berlin' && chance(25),
    lengthAs: pick(['dtend', 'dtend', 'exact-duration', 'nominal-duration'] as const),
    rule,
    rdates,
    excluded,
    overrides: [...overridden].map((place) => ({
      ...time(),
      place,
      isCancelled: chance(25),
      isNamedInUtc: kind === 'zoned' && chance(30),
    })),
    later: isSeries && chance(15) ? { ...time(), place: random.between(0, 4) } : null,
    ...first,
  };
}

function randomRule(random: SeededRandom, isAllDay: boolean, first: RandomTime): RandomRule {
  const frequency = (['DAILY', 'WEEKLY', 'MONTHLY'] as const)[random.between(0, 2)] ?? 'DAILY';
  const weekdays = Array.from({ length: random.between(0, 3) }, () => random.between(0, 6));
  const isNth = frequency === 'MONTHLY' && weekdays.length > 0;
  const day = Math.floor(first.start / DAY_MINUTES) + random.between(0, 40);
  const untilMinute = isAllDay ? 0 : (first.start % DAY_MINUTES) + random.between(-1, 1) * STEP_MINUTES;
  const ends = [{ count: random.between(1, 7) }, { untilDay: day, untilMinute }, null];
  return {
    frequency,
    interval: random.between(1, frequency === 'MONTHLY' ? 1 : 3),
    weekdays: frequency === 'DAILY' ? [] : [...new Set(isNth ? weekdays.slice(0, 1) : weekdays)],
    nth: isNth ? ([1, 2, 4, -1][random.between(0, 3)] ?? 1) : 0,
    end: ends[random.between(0, 2)] ?? null,
  };
}

/** What writing needs to know of the series: the local start at each place, and the instant of a local minute. */
export interface Reading {
  readonly places: readonly number[];
  instantOf(localMinute: number): number;
}

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export function writeRequest(request: RandomRequest, sequence: number, baseMs: number, reading: Reading): string {
  const basic = (minute: number): string =>
    new Date(baseMs + minute * MINUTE_MS).toISOString().replaceAll(/[-:]|\.\d{3}Z/g, '');
  const utc = (localMinute: number): string => `${basic(reading.instantOf(localMinute))}Z`;
  const form = (name: string, localMinute: number): string => {
    const tzid = request.isEmbedded ? EMBEDDED_TZID : request.zone;
    switch (request.kind) {
      case 'zoned':
        return `${name};TZID=${tzid}:${basic(localMinute)}`;
      case 'utc':
        return `${name}:${basic(localMinute)}Z`;
      case 'floating':
        return `${name}:${basic(localMinute)}`;
      case 'all-day':
        return `${name};VALUE=DATE:${basic(localMinute).slice(0, 8)}`;
    }
  };
  const times = ({ start, length }: RandomTime): string[] => [
    form('DTSTART', start),
    endLine(request, start, length, form),
  ];
  const named = (
    range: string,
    { place, isNamedInUtc = false }: { place: number; isNamedInUtc?: boolean },
  ): string[] => {
    const original = reading.places[place];
    if (original === undefined) return [];
    return [isNamedInUtc ? `RECURRENCE-ID${range}:${utc(original)}` : form(`RECURRENCE-ID${range}`, original)];
  };
  const event = (...lines: readonly string[]): string =>
    [
      'BEGIN:VEVENT',
      `UID:${request.uid}`,
      `SEQUENCE:${sequence}`,
      'DTSTAMP:20261201T000000Z',
      'ORGANIZER:mailto:ann@example.org',
      'ATTENDEE;RSVP=TRUE:mailto:blue@example.com',
      ...lines,
      'END:VEVENT',
    ].join('\r\n');
  const exdates = request.excluded.flatMap((place) => {
    const original = reading.places[place];
    return original === undefined ? [] : [form('EXDATE', original)];
  });
  const rdates = request.rdates.map((start) => form('RDATE', start));
  const rrule = request.rule === null ? [] : [`RRULE:${writeRule(request.rule, request.kind, basic, utc)}`];
  const overrides = request.overrides.flatMap((override) => {
    const id = named('', override);
    return id.length === 0
      ? []
      : [event(...id, ...times(override), ...(override.isCancelled ? ['STATUS:CANCELLED'] : []))];
  });
  const laterId = request.later === null ? [] : named(';RANGE=THISANDFUTURE', request.later);
  const later = request.later === null || laterId.length === 0 ? [] : [event(...laterId, ...times(request.later))];
  const zones = request.isEmbedded ? [centralEurope(EMBEDDED_TZID)] : [];
  return calendarObject(...zones, event(...times(request), ...rrule, ...rdates, ...exdates), ...overrides, ...later);
}

function endLine(
  { kind, lengthAs }: RandomRequest,
  start: number,
  length: number,
  form: (name: string, localMinute: number) => string,
): string {
  if (lengthAs === 'dtend') return form('DTEND', start + length);
  const days = Math.floor(length / DAY_MINUTES);
  if (kind === 'all-day') return `DURATION:P${days}D`;
  return lengthAs === 'exact-duration' ? `DURATION:PT${length}M` : `DURATION:P${days}DT${length - days * DAY_MINUTES}M`;
}

function writeRule(
  { frequency, interval, weekdays, nth, end }: RandomRule,
  kind: RandomRequest['kind'],
  basic: (minute: number) => string,
  utc: (localMinute: number) => string,
): string {
  const byDay = weekdays.map((weekday) => `${nth === 0 ? '' : nth}${weekdayNames[weekday] ?? ''}`).join(',');
  const parts = [`FREQ=${frequency}`, `INTERVAL=${interval}`, ...(byDay === '' ? [] : [`BYDAY=${byDay}`])];
  if (end === null) return parts.join(';');
  if ('count' in end) return [...parts, `COUNT=${end.count}`].join(';');
  const minute = end.untilDay * DAY_MINUTES + end.untilMinute;
  const until = {
    'all-day': basic(minute).slice(0, 8),
    floating: basic(minute),
    utc: `${basic(minute)}Z`,
    zoned: utc(minute),
  };
  return [...parts, `UNTIL=${until[kind]}`].join(';');
}
