/**
 * How long rules take that are written to take long: the slowest ones known, and generated ones, from prepared request to
 * decision. The engine bounds them in steps (test/unit/calendar/rule-steps.test.ts); here it is seen what the steps cost.
 */
import fc from 'fast-check';
import { decideBooking } from '../../src/booking/decide-booking.js';
import { prepareBooking } from '../../src/booking/prepare-booking.js';
import { hostileRule, hostileStarts, slowestRules } from '../support/hostile-rules.js';
import { itip, questionFor } from '../unit/booking/desk-model.js';
import { percentile } from './bench-decisions.js';

export const hostileCase = { name: 'hostile', what: 'recurrence rules that mean harm, the worst', goalMs: 50 } as const;

export interface HostileResult {
  readonly name: string;
  readonly what: string;
  readonly goalMs: number;
  /** Of all rules, and of the worst rule alone. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worst: string;
}

const GENERATED = 50;
const SEED = 20_270_208;
const WARM_UPS = 1;
const ROUNDS = 5;
const nothing = { entries: [], tombstones: [], busy: [] };

export function measureHostile(): HostileResult {
  const rules = [...slowestRules, ...fc.sample(hostileRule, { numRuns: GENERATED, seed: SEED })];
  const requests = rules.flatMap((rule, index) => {
    const start = hostileStarts[index % hostileStarts.length] ?? hostileStarts[0];
    const length = start.includes('VALUE=DATE') ? 'DURATION:P1D' : 'DURATION:PT30M';
    return [
      itip('REQUEST', [start, length, `RRULE:${rule}`]),
      itip('REQUEST', [start, length, 'RRULE:FREQ=DAILY;COUNT=9', `EXRULE:${rule}`]),
    ];
  });
  const measured = requests.map((ics) => ({
    ics,
    milliseconds: Array.from({ length: WARM_UPS + ROUNDS }, () => decideOnce(ics)).slice(WARM_UPS),
  }));
  const ordered = measured
    .map(({ ics, milliseconds }) => ({ ics, p99Ms: percentile(milliseconds, 99) }))
    .toSorted((one, other) => other.p99Ms - one.p99Ms);
  const [worst] = ordered;
  return {
    ...hostileCase,
    p50Ms: percentile(
      measured.flatMap(({ milliseconds }) => milliseconds),
      50,
    ),
    p99Ms: worst?.p99Ms ?? Number.NaN,
    worst: worst?.ics.match(/^(?:DTSTART|RRULE|EXRULE).*$/gm)?.join(' ') ?? '',
  };
}

function decideOnce(ics: string): number {
  const question = questionFor(ics, {});
  const begin = performance.now();
  decideBooking(prepareBooking(question), nothing);
  return performance.now() - begin;
}
