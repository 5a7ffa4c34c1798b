/**
 * Measures deliveries a second side by side with Dovecot, in one run on one machine, as absolute figures say little:
 * `npm run bench -- [--case NAME]... [--rounds N]`; and what booking and commands take, which have no peer. Prints a table
 * and writes bench/results.json. Never fails a build: whatever goes wrong is said and the rest goes on.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { missingPackages } from '../support/install-peers.js';
import { benchCases, type BenchCase } from './bench-cases.js';
import { commandLineCase, measureCommandLine, type CommandResult } from './bench-command-line.js';
import { decisionCases, measureDecisions } from './bench-decisions.js';
import { hostileCase, measureHostile } from './bench-hostile.js';
import { measureSubmission, submissionCase, type SubmissionResult } from './bench-submission.js';
import { measureRequests, requestsCase } from './bench-requests.js';
import { startOurs, startPeer, type BenchServer, type OurBenchServer } from './bench-server.js';
import {
  median,
  printBooking,
  printCommands,
  printResults,
  printSubmission,
  type BenchResults,
  type BookingResult,
  type CaseResult,
  type LoadResults,
  type ProcessResult,
} from './print-results.js';
import { runLoad } from './run-load.js';
import { countSyncs, peakResidentBytes, residentBytes } from './watch-processes.js';

const RESULTS_FILE = 'bench/results.json';
const DEFAULT_ROUNDS = 3;
/** A large organisation. */
const MANY_ACCOUNTS = 10_000;
/** Makes folders and fills caches on both sides before anything counts. */
const warmUp = { messages: 300, bytes: 1024, sessions: 10, recipients: 1, keepConnection: true };
/** Slow under strace, so a short one. */
const syncLoad = { messages: 500, bytes: 10_240, sessions: 10, recipients: 1, keepConnection: true };

async function runBench(): Promise<void> {
  const { values } = parseArgs({
    options: { case: { type: 'string', multiple: true }, rounds: { type: 'string' } },
  });
  const isChosen = ({ name }: { readonly name: string }): boolean => values.case?.includes(name) ?? true;
  const chosen = benchCases.filter(isChosen);
  const booking = [...decisionCases, hostileCase, requestsCase].filter(isChosen);
  const withSubmission = isChosen(submissionCase);
  const withCommands = isChosen(commandLineCase);
  if (chosen.length + booking.length === 0 && !withSubmission && !withCommands) {
    const others = [hostileCase, requestsCase, submissionCase, commandLineCase];
    const names = [...benchCases, ...decisionCases, ...others].map(({ name }) => name);
    throw new Error(`no such case; there are ${names.join(', ')}`);
  }
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  const results: BenchResults = {
    ...(withCommands ? { commands: await measuredCommands(rounds) } : {}),
    ...(withSubmission ? { submission: await measuredSubmission(rounds) } : {}),
    ...(booking.length === 0 ? {} : { booking: await measureBooking(booking) }),
    ...(chosen.length === 0 ? {} : await measureLoads(chosen, rounds)),
  };
  await mkdir('bench', { recursive: true });
  await writeFile(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
}

async function measuredCommands(rounds: number): Promise<readonly CommandResult[]> {
  const results = await measureCommandLine(rounds);
  printCommands(results);
  return results;
}

async function measuredSubmission(rounds: number): Promise<SubmissionResult> {
  const result = await measureSubmission(rounds);
  printSubmission(result);
  return result;
}

async function measureBooking(cases: readonly { readonly name: string }[]): Promise<readonly BookingResult[]> {
  const results: BookingResult[] = [];
  for (const { name } of cases) {
    const decision = decisionCases.find((each) => each.name === name);
    if (name === hostileCase.name) results.push(measureHostile());
    else results.push(decision === undefined ? await measureRequests() : await measureDecisions(decision));
  }
  printBooking(results);
  return results;
}

async function measureLoads(chosen: readonly BenchCase[], rounds: number): Promise<LoadResults> {
  if (missingPackages(['postfix']).length > 0) throw new Error('nothing to make load with: install postfix (Debian)');
  const ours = await startOurs();
  const peer = await startPeer();
  const servers = peer === null ? [ours] : [ours, peer];
  try {
    for (const { lmtpPort } of servers) await runLoad(lmtpPort, warmUp);
    const results: LoadResults = {
      cases: await measureCases(servers, chosen, rounds),
      syncsPerDelivery: { ours: await syncsPerDelivery(ours), peer: peer && (await syncsPerDelivery(peer)) },
      process: await measureProcess(ours, chosen),
    };
    printResults(results);
    return results;
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Round by round, and in each round case by case one server after the other: what disturbs one disturbs both. */
async function measureCases(
  servers: readonly BenchServer[],
  cases: readonly BenchCase[],
  rounds: number,
): Promise<CaseResult[]> {
  const rates = new Map(cases.map(({ name }) => [name, { frontdesk: [] as number[], dovecot: [] as number[] }]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const each of cases) {
      for (const { name, lmtpPort } of servers) {
        try {
          rates.get(each.name)?.[name].push(await runLoad(lmtpPort, each));
        } catch (error) {
          say(`round ${round}, ${each.what}, ${name}: ${String(error)}`);
        }
      }
    }
  }
  return cases.map(({ name, what, goal }) => ({
    name,
    what,
    goal,
    ours: median(rates.get(name)?.frontdesk ?? []),
    peer: median(rates.get(name)?.dovecot ?? []),
  }));
}

/** With many accounts: how long frontdesk takes to start, and the memory it needs. */
async function measureProcess(ours: OurBenchServer, cases: readonly BenchCase[]): Promise<ProcessResult> {
  await ours.fillUpTo(MANY_ACCOUNTS);
  const startMs = await ours.restart();
  const idleBytes = await residentBytes(ours.pid());
  const loadBytes = await peakResidentBytes(ours.pid(), async () => {
    for (const each of cases) await runLoad(ours.lmtpPort, each);
  });
  return { accounts: MANY_ACCOUNTS, startMs, idleBytes, loadBytes };
}

async function syncsPerDelivery(server: BenchServer): Promise<number | null> {
  try {
    const syncs = await countSyncs(server.pid(), () => runLoad(server.lmtpPort, syncLoad));
    return syncs === null ? null : syncs / syncLoad.messages;
  } catch (error) {
    say(`counting fsyncs: ${String(error)}`);
    return null;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runBench().catch((error: unknown) => say(`the benchmark ended early: ${String(error)}`));
