/** One load: smtp-source against an LMTP port, timed until it has ended, which is when all mail has its reply. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BENCH_DOMAIN, type BenchCase } from './bench-cases.js';

const run = promisify(execFile);
/** A load that takes longer is stuck. */
const LOAD_WITHIN_MS = 120_000;
const MS_PER_SECOND = 1000;

export type Load = Pick<BenchCase, 'messages' | 'bytes' | 'sessions' | 'recipients' | 'keepConnection'>;

/** Deliveries a second: messages times recipients. Throws with smtp-source's word if a reply was negative. */
export async function runLoad(lmtpPort: number, load: Load): Promise<number> {
  const args = [
    '-L',
    '-N',
    ...(load.keepConnection ? ['-d'] : []),
    ...['-m', String(load.messages), '-l', String(load.bytes), '-s', String(load.sessions)],
    ...['-r', String(load.recipients), '-f', 'sender@outside.example', '-t', `u@${BENCH_DOMAIN}`],
    `127.0.0.1:${lmtpPort}`,
  ];
  const begin = performance.now();
  await run('/usr/sbin/smtp-source', args, { timeout: LOAD_WITHIN_MS });
  return (load.messages * load.recipients * MS_PER_SECOND) / (performance.now() - begin);
}
