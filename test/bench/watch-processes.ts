/** What Linux tells of running processes: their children, memory, and how often they fsync. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startInBackground } from '../support/background-process.js';
import { waitFor } from '../support/wait-for.js';

const STRACE = '/usr/bin/strace';
const KIB = 1024;
/** Between two looks at the memory. */
const SAMPLE_MS = 50;

/** The process and all that descend from it. */
async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
  }
  const tree = [root];
  for (const parent of tree) for (const [pid, of] of parents) if (of === parent) tree.push(pid);
  return tree;
}

/** Resident bytes of one process. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * KIB;
}

/** The most resident bytes that a process had while `work` ran. */
export async function peakResidentBytes(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = await residentBytes(pid);
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      peak = Math.max(peak, await residentBytes(pid));
      await delay(SAMPLE_MS);
    }
  })();
  await work().finally(() => ended.abort());
  await watching;
  return peak;
}

/** Calls of fsync and fdatasync by a process and its descendants while `work` runs; null without strace. */
export async function countSyncs(pid: number, work: () => Promise<unknown>): Promise<number | null> {
  if (!existsSync(STRACE)) return null;
  const output = join(tmpdir(), `frontdesk-strace-${process.pid}-${pid}`);
  const targets = (await processTree(pid)).flatMap((each) => ['-p', String(each)]);
  const strace = startInBackground({
    command: STRACE,
    args: ['-f', '-e', 'trace=fsync,fdatasync', '-o', output, ...targets],
  });
  try {
    await waitFor('strace to attach', () => strace.output().includes('attached'));
    await work();
    strace.kill('SIGINT');
    await waitFor('strace to end', () => !strace.running());
    const trace = await readFile(output, 'utf8');
    // A call that another thread's interrupts is printed twice; only its beginning counts.
    return trace.split('\n').filter((line) => /\bf(data)?sync\(/.test(line)).length;
  } finally {
    await strace.stop();
    await rm(output, { force: true });
  }
}
