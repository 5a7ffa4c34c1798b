/**
 * The soak: thousands of mixed mails over LMTP, and then every one of them is accounted for. Half-way everybody who is
 * away begins a new round; with a kill, the process is killed in the first half and started again.
 */
import { seededRandom } from '../support/seeded-random.js';
import { bringStories, type Brought } from './bring-stories.js';
import { caughtAnswers, readCounters, storedPlaces, untilAllIsOut } from './count-house.js';
import { expectedAnswers, expectedCounters, expectedPlaces, type Sums } from './expected-sums.js';
import { makeStories } from './make-stories.js';
import { openSoakHouse, type SoakHouse } from './soak-house.js';
import type { Story } from './soak-story.js';
import { memoryGrowth, watchMemory, type MemoryGrowth } from './watch-memory.js';

export interface SoakOptions {
  /** Of mails. */
  readonly number: number;
  /** null: any. */
  readonly seed: number | null;
  readonly kill: boolean;
}

export interface SumRow {
  readonly what: string;
  readonly expected: number;
  readonly counted: number;
}

export interface SoakReport {
  readonly seed: number;
  readonly brought: readonly Brought[];
  /** Mails that were handed over once more as a connection broke. */
  readonly repeats: number;
  readonly seconds: number;
  readonly rows: readonly SumRow[];
  /** What does not agree, in words; empty: everything does. */
  readonly faults: readonly string[];
  readonly memory: MemoryGrowth;
}

/** Of one kind of fault; the rest is a number. */
const MOST_NAMED = 5;
const MS_PER_SECOND = 1000;

export async function runSoak({ number, seed, kill }: SoakOptions): Promise<SoakReport> {
  const random = seededRandom('soak', seed ?? undefined);
  const [first, second] = makeStories(number, random);
  const house = await openSoakHouse();
  try {
    const atStart = await readCounters(house);
    const memory = watchMemory(() => house.frontdesk.pid());
    const begin = performance.now();
    await house.beginRound('first half');
    const before = await bringHalf(house, first, kill ? random.between(1, Math.floor(first.length / 2)) : null);
    // A kill takes the counters with it: what was counted before it is not told.
    const baseline = kill ? await readCounters(house) : atStart;
    await house.beginRound('second half');
    const after = await bringHalf(house, second, null);
    const seconds = (performance.now() - begin) / MS_PER_SECOND;
    const samples = await memory.end();
    const brought = [...before.brought, ...after.brought];
    const counted = kill ? after.brought : brought;
    const judged = await judge(house, { brought, counted, baseline });
    const repeats = before.repeats + after.repeats;
    return { seed: random.seed, brought, repeats, seconds, ...judged, memory: memoryGrowth(samples) };
  } finally {
    await house.close();
  }
}

/** @param killAfter so many mails; null: never */
async function bringHalf(house: SoakHouse, stories: readonly Story[], killAfter: number | null) {
  let mails = 0;
  const kills: Promise<void>[] = [];
  const killOnce = async (): Promise<void> => {
    await house.frontdesk.kill();
    await house.frontdesk.start();
  };
  const result = await bringStories(house.frontdesk.lmtpPort, stories, () => {
    mails += 1;
    if (mails === killAfter) kills.push(killOnce());
  });
  await Promise.all(kills);
  await untilAllIsOut(house);
  return result;
}

interface Run {
  readonly brought: readonly Brought[];
  /** Those that the counters know of. */
  readonly counted: readonly Brought[];
  readonly baseline: Sums;
}

async function judge(house: SoakHouse, { brought, counted, baseline }: Run) {
  const mails = brought.map(({ mail }) => mail);
  const replies = judgeReplies(brought);
  const stores = compareMany('filed', flatten(expectedPlaces(mails)), flatten(await storedPlaces(house)));
  const answers = compareMany('answer', expectedAnswers(mails), caughtAnswers(house));
  const now = await readCounters(house);
  const counters = [...expectedCounters(counted.map(({ mail }) => mail))].map(([what, expected]) => ({
    what,
    expected,
    counted: (now.get(what) ?? 0) - (baseline.get(what) ?? 0),
  }));
  return {
    rows: [replies.row, stores.row, answers.row, ...counters],
    faults: [
      ...replies.faults,
      ...stores.faults,
      ...answers.faults,
      ...counters
        .filter((row) => row.expected !== row.counted)
        .map((row) => `${row.what}: ${row.counted}, expected ${row.expected}`),
    ],
  };
}

function judgeReplies(brought: readonly Brought[]): { row: SumRow; faults: readonly string[] } {
  const told = brought.flatMap(({ mail, replies }) =>
    mail.recipients.map(({ address, fate }, index) => {
      const wanted = fate.kind === 'refused' ? fate.reply : '250 2.0.0';
      const reply = replies[index] ?? 'nothing';
      return { isRight: reply === wanted, fault: `${mail.kind}: ${address} was told ${reply}, not ${wanted}` };
    }),
  );
  const wrong = told.filter(({ isRight }) => !isRight).map(({ fault }) => fault);
  const row = {
    what: 'recipients told what they should be',
    expected: told.length,
    counted: told.length - wrong.length,
  };
  return { row, faults: named(wrong) };
}

const flatten = (places: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  [...places].flatMap(([place, ids]) => ids.map((id) => `${id} in ${place}`));

/** As multisets: each as often here as there. */
function compareMany(what: string, expected: readonly string[], counted: readonly string[]) {
  const missing = without(expected, counted).map((each) => `${what}, missing: ${each}`);
  const more = without(counted, expected).map((each) => `${what}, not expected: ${each}`);
  return {
    row: { what: `${what}, each known by name`, expected: expected.length, counted: counted.length },
    faults: [...named(missing), ...named(more)],
  };
}

function without(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const each of those) left.set(each, (left.get(each) ?? 0) + 1);
  return these.filter((each) => {
    const count = left.get(each) ?? 0;
    if (count > 0) left.set(each, count - 1);
    return count === 0;
  });
}

function named(faults: readonly string[]): readonly string[] {
  if (faults.length <= MOST_NAMED) return faults;
  return [...faults.slice(0, MOST_NAMED), `... and ${faults.length - MOST_NAMED} more such`];
}
