/**
 * The soak: thousands of mixed messages over LMTP, and then every one of them is accounted for. Half-way everybody who is
 * away begins a new round; with a kill, the process is killed in the first half and started again.
 */
import { seededRandom } from '../support/seeded-random.js';
import { bringStories, type Brought } from './bring-stories.js';
import { caughtAnswers, readCounters, storedPlaces, untilAllIsOut } from './count-server.js';
import { expectedAnswers, expectedCounters, expectedPlaces, type Sums } from './expected-sums.js';
import { makeStories } from './make-stories.js';
import { openSoakServer, type SoakServer } from './soak-server.js';
import type { Story } from './soak-story.js';
import { memoryGrowth, watchMemory, type MemoryGrowth } from './watch-memory.js';

export interface SoakOptions {
  /** Of messages. */
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
  /** Messages that were handed over once more as a connection broke. */
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
  const server = await openSoakServer();
  try {
    const atStart = await readCounters(server);
    const memory = watchMemory(() => server.frontdesk.pid());
    const begin = performance.now();
    await server.beginRound('first half');
    const before = await bringHalf(server, first, kill ? random.between(1, Math.floor(first.length / 2)) : null);
    // A kill takes the counters with it: what was counted before it is not told.
    const baseline = kill ? await readCounters(server) : atStart;
    await server.beginRound('second half');
    const after = await bringHalf(server, second, null);
    const seconds = (performance.now() - begin) / MS_PER_SECOND;
    const samples = await memory.end();
    const brought = [...before.brought, ...after.brought];
    const counted = kill ? after.brought : brought;
    const judged = await judge(server, { brought, counted, baseline });
    const repeats = before.repeats + after.repeats;
    return { seed: random.seed, brought, repeats, seconds, ...judged, memory: memoryGrowth(samples) };
  } finally {
    await server.close();
  }
}

/** @param killAfter so many messages; null: never */
async function bringHalf(server: SoakServer, stories: readonly Story[], killAfter: number | null) {
  let messages = 0;
  const kills: Promise<void>[] = [];
  const killOnce = async (): Promise<void> => {
    await server.frontdesk.kill();
    await server.frontdesk.start();
  };
  const result = await bringStories(server.frontdesk.lmtpPort, stories, () => {
    messages += 1;
    if (messages === killAfter) kills.push(killOnce());
  });
  await Promise.all(kills);
  await untilAllIsOut(server);
  return result;
}

interface Run {
  readonly brought: readonly Brought[];
  /** Those that the counters know of. */
  readonly counted: readonly Brought[];
  readonly baseline: Sums;
}

async function judge(server: SoakServer, { brought, counted, baseline }: Run) {
  const messages = brought.map(({ mail }) => mail);
  const replies = judgeReplies(brought);
  const stores = compareMany('filed', flatten(expectedPlaces(messages)), flatten(await storedPlaces(server)));
  const answers = compareMany('answer', expectedAnswers(messages), caughtAnswers(server));
  const now = await readCounters(server);
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
