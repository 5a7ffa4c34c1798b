/**
 * A secret of this house alone, in a file of its data folder that nobody else may read.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

const SECRET_BYTES = 32;

/**
 * Reads the secret; the first time it makes one. A file that holds something else is not written over.
 * Throws what the file system says, or that the file is not ours.
 */
export function openSecret(path: string): Uint8Array {
  const found = readIfThere(path);
  if (found !== null && found.length !== SECRET_BYTES) throw new Error(`${path} does not hold a secret of ours`);
  return found ?? createSecret(path);
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, whenever the process ends. */
function createSecret(path: string): Uint8Array {
  const secret = randomBytes(SECRET_BYTES);
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, secret);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  return secret;
}
