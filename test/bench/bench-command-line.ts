/**
 * How long a person waits for a command: from the start of the process to its end, beside Node that does nothing, which
 * is the least that any command can take. On a folder with 100 accounts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { callAction } from '../../src/admin/control/client.js';
import { BENCH_DOMAIN, benchAccounts } from './bench-cases.js';
import { median } from './print-results.js';

export const commandLineCase = { name: 'command-line' } as const;

export interface CommandResult {
  readonly what: string;
  readonly goalMs: number;
  /** The median of the calls. */
  readonly ms: number;
  /** The same for `node -e 0`, call by call in turn. */
  readonly nodeMs: number;
}

/** Calls of each command in a round. */
const CALLS = 10;
const HELP_GOAL_MS = 200;
const ALONE_GOAL_MS = 200;
const ANSWERED_GOAL_MS = 150;

export async function measureCommandLine(rounds: number): Promise<readonly CommandResult[]> {
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  const calls = rounds * CALLS;
  const list = () => frontdesk.cli(['account', 'list']);
  try {
    await frontdesk.start();
    await fill(frontdesk);
    const answered = await measure('account list, a process runs', ANSWERED_GOAL_MS, calls, list);
    await frontdesk.stop();
    const alone = await measure('account list, no process runs', ALONE_GOAL_MS, calls, list);
    const help = await measure('--help', HELP_GOAL_MS, calls, () => frontdesk.cli(['--help']));
    return [help, alone, answered];
  } finally {
    await frontdesk.remove();
  }
}

async function fill(frontdesk: Frontdesk): Promise<void> {
  await frontdesk.cli(['domain', 'add', BENCH_DOMAIN]);
  for (const { name } of benchAccounts())
    await callAction(frontdesk.dataFolder, 'account-create', { name, kind: 'user', email: `${name}@${BENCH_DOMAIN}` });
}

async function measure(
  what: string,
  goalMs: number,
  calls: number,
  command: () => Promise<unknown>,
): Promise<CommandResult> {
  const times: Record<'ours' | 'node', number[]> = { ours: [], node: [] };
  for (let call = 0; call < calls; call += 1) {
    times.node.push(await timed(() => once(spawn(process.execPath, ['-e', '0']), 'close')));
    times.ours.push(await timed(command));
  }
  return { what, goalMs, ms: median(times.ours) ?? 0, nodeMs: median(times.node) ?? 0 };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
