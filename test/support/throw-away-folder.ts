/**
 * A temporary folder for one test. It is open to other users, because Postfix and Dovecot run as users of their own.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ThrowAwayFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function throwAwayFolder(purpose: string): Promise<ThrowAwayFolder> {
  const path = await mkdtemp(join(tmpdir(), `frontdesk-${purpose}-`));
  await chmod(path, 0o755);
  return {
    path,
    // A peer that is ending may still write: a few tries.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}
