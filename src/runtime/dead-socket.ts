/**
 * Removes the stale socket file of a killed process, which would prevent listening on the same path.
 */
import { lstat, rm } from 'node:fs/promises';
import { connect } from 'node:net';

/** Removes a socket file on which no process listens. Any other file is kept. */
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
