/**
 * `npm run soak -- [--number 20000] [--seed N] [--kill]`: brings so many mixed messages, prints what became of them beside
 * what had to, and the memory over the time. Exits with 1 when a sum does not agree or the memory grows.
 */
import { parseArgs } from 'node:util';
import type { Brought } from './bring-stories.js';
import { runSoak, type SoakReport } from './soak.js';

const DEFAULT_NUMBER = 20_000;
/** In fewer there is not one of each kind. */
const LEAST_NUMBER = 100;
/** Of the last quarter over the second: what the garbage collector leaves lying is less. */
const MOST_GROWTH = 0.2;
const MIB = 1024 ** 2;
const FIRST_COLUMN = 66;
const COLUMN = 11;

function printReport({ brought, repeats, seconds, rows, memory, seed }: SoakReport): void {
  const line = (first: string, ...cells: readonly string[]): string =>
    `${first.padEnd(FIRST_COLUMN)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}`;
  const lines = [
    line('kind of mail', 'brought', 'taken', 'refused'),
    ...kindsOf(brought).map(({ kind, messages, taken, refused }) =>
      line(`  ${kind}`, String(messages), String(taken), String(refused)),
    ),
    line('refused with', 'recipients'),
    ...[...refusals(brought)].map(([reply, times]) => line(`  ${reply}`, String(times))),
    line('sum', 'expected', 'counted', 'agrees'),
    ...rows.map(({ what, expected, counted }) =>
      line(`  ${what}`, String(expected), String(counted), expected === counted ? 'yes' : 'NO'),
    ),
    line('memory of each quarter of the time, MB', ...memory.quarters.map((bytes) => (bytes / MIB).toFixed(0))),
    line('  growth from the second to the last', `${(memory.growth * 100).toFixed(1)} %`),
    line('mails, seconds, a second', ...[brought.length, seconds, brought.length / seconds].map((n) => n.toFixed(0))),
    line('handed over again', String(repeats)),
    line('seed', String(seed)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What the recipients of each kind were told. */
function kindsOf(brought: readonly Brought[]) {
  const kinds = new Map<string, { messages: number; taken: number; refused: number }>();
  for (const { mail, replies } of brought) {
    const sums = kinds.get(mail.kind) ?? { messages: 0, taken: 0, refused: 0 };
    const taken = replies.filter((reply) => reply.startsWith('2')).length;
    kinds.set(mail.kind, {
      messages: sums.messages + 1,
      taken: sums.taken + taken,
      refused: sums.refused + replies.length - taken,
    });
  }
  return [...kinds].map(([kind, sums]) => ({ kind, ...sums })).toSorted((one, other) => other.messages - one.messages);
}

/** How many recipients got which refusal. */
function refusals(brought: readonly Brought[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const reply of brought.flatMap(({ replies }) => replies)) {
    if (!reply.startsWith('2')) times.set(reply, (times.get(reply) ?? 0) + 1);
  }
  return times;
}

const { values } = parseArgs({
  options: { number: { type: 'string' }, seed: { type: 'string' }, kill: { type: 'boolean' } },
});
const kill = values.kill ?? false;
const seed = values.seed === undefined ? null : Number(values.seed);
const number = Number(values.number ?? DEFAULT_NUMBER);
if (!Number.isInteger(number) || number < LEAST_NUMBER) throw new Error(`--number: from ${LEAST_NUMBER} on`);
if (seed !== null && !Number.isInteger(seed)) throw new Error('--seed: a whole number');
const report = await runSoak({ number, seed, kill });
printReport(report);
// After a kill the memory is another process's.
const grown = !kill && report.memory.growth > MOST_GROWTH ? ['the memory grows'] : [];
const faults = [...report.faults, ...grown];
process.stdout.write(faults.length === 0 ? 'everything agrees\n' : `${faults.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
