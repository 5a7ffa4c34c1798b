/**
 * Recurrence rules with all parts and extreme values that RFC 5545 §3.3.10 defines, and the slowest rules that we know.
 */
import fc from 'fast-check';

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

function list(name: string, from: number, to: number, mayBeNegative: boolean): fc.Arbitrary<string> {
  const all = [...numbers(from, to), ...(mayBeNegative ? numbers(1, to).map((value) => -value) : [])];
  const chosen = fc.oneof(fc.subarray(all, { minLength: 1, maxLength: 5 }), fc.constant(all));
  return chosen.map((values) => `${name}=${values.join(',')}`);
}

const optional = (part: fc.Arbitrary<string>): fc.Arbitrary<string | null> => fc.option(part, { freq: 1 });
const oneOf = (...parts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...parts);

/** `FREQ=...;...`, readable or not. */
export const hostileRule: fc.Arbitrary<string> = fc
  .tuple(
    oneOf('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY').map((name) => `FREQ=${name}`),
    optional(oneOf('INTERVAL=2', 'INTERVAL=97', 'INTERVAL=86399', 'INTERVAL=999999999')),
    optional(oneOf('COUNT=1', 'COUNT=1000', 'COUNT=1000000000', 'UNTIL=20360601', 'UNTIL=99991231T235959Z')),
    optional(list('BYMONTH', 1, 12, false)),
    optional(list('BYMONTHDAY', 1, 31, true)),
    optional(list('BYYEARDAY', 1, 366, true)),
    optional(list('BYWEEKNO', 1, 53, true)),
    optional(
      oneOf('BYDAY=MO', 'BYDAY=-1FR,5TU', 'BYDAY=SU,MO,TU,WE,TH,FR,SA', `BYDAY=${numbers(1, 53).join('MO,')}MO`),
    ),
    optional(list('BYHOUR', 0, 23, false)),
    optional(list('BYMINUTE', 0, 59, false)),
    optional(list('BYSECOND', 0, 59, false)),
    optional(list('BYSETPOS', 1, 366, true)),
  )
  .map((parts) => parts.filter((part) => part !== null).join(';'));

/** DTSTART lines, from the first year on. */
export const hostileStarts = [
  'DTSTART;TZID=Europe/Berlin:00010101T090000',
  'DTSTART;TZID=America/New_York:18000101T020000',
  'DTSTART;TZID=Europe/Berlin:19700101T090000',
  'DTSTART;VALUE=DATE:20270208',
  'DTSTART:20270208T090000Z',
  'DTSTART;TZID=Europe/Berlin:20361201T020000',
] as const;

const everySecond = `BYHOUR=${numbers(0, 23).join(',')};BYMINUTE=${numbers(0, 59).join(',')};BYSECOND=${numbers(0, 59).join(',')}`;
const everyPosition = `BYSETPOS=${numbers(1, 366)
  .flatMap((value) => [value, -value])
  .join(',')}`;

/** Each was the slowest at some time. */
export const slowestRules: readonly string[] = [
  `FREQ=DAILY;INTERVAL=2;COUNT=1000000000;BYMONTHDAY=5,-30;BYHOUR=1,9,10,20,23;BYMINUTE=2,50;${everyPosition}`,
  `FREQ=MINUTELY;COUNT=1000;BYSECOND=${numbers(0, 59).join(',')};${everyPosition}`,
  `FREQ=YEARLY;UNTIL=99991231T235959Z;BYWEEKNO=${numbers(1, 53)
    .flatMap((value) => [value, -value])
    .join(',')}`,
  'FREQ=SECONDLY;BYMONTHDAY=3,-11;BYDAY=SU;BYSECOND=30,33,36,38,58',
  'FREQ=MINUTELY;INTERVAL=1000;COUNT=1000;BYHOUR=3,14;BYMINUTE=39,44,45,46,50',
  `FREQ=YEARLY;COUNT=1;${everySecond}`,
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
];
