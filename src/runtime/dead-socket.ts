/**
 * Makes room for a Unix socket: the file of one whose process was killed is still there and keeps others from listening.
 */
import { lstat, rm } from 'node:fs/promises';
import { connect } from 'node:net';

/** A socket file that nobody answers is what a killed process left. Anything else is left alone. */
export async function removeDeadSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isSocket() === true && !(await answers(path))) await rm(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
