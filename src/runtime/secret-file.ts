/**
 * A secret of this installation, in a file of the data folder that other users cannot read.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

const SECRET_BYTES = 32;

/**
 * Reads the secret, and creates it the first time. A file with other content is not overwritten.
 * Throws errors of the file system, or an error for a file with other content.
 */
export function openSecret(path: string): Uint8Array {
  const found = readIfThere(path);
  if (found !== null && found.length !== SECRET_BYTES) throw new Error(`${path} is not a secret file of frontdesk`);
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

/** Written completely or not at all, even if the process crashes. */
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
