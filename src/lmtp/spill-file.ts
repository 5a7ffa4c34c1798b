/**
 * Spill files: where a large message lies between its first byte and the commit. Nobody but us can read one; what a
 * crash leaves behind is deleted at the next start.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const SUFFIX = '.spill';
const spillName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.spill$/;

export interface SpillFile {
  readonly path: string;
  /** Writes behind what is there; resolves when `bytes` may be written over. */
  append(bytes: Uint8Array): Promise<void>;
  /** The first `maxBytes`, or all if there are fewer. */
  readStart(maxBytes: number): Promise<Buffer>;
  /** Nothing is written after this, nor read here. */
  finish(): Promise<void>;
  /** Closes and deletes; does not fail. */
  remove(): Promise<void>;
}

/** Makes the folder if need be and deletes the spill files of an earlier run in it. */
export async function prepareSpillFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (spillName.test(name)) await rm(join(folder, name), { force: true });
  }
}

/** A new file with a name nobody can guess; `wx` refuses one that exists, a planted link too. */
export async function createSpillFile(folder: string): Promise<SpillFile> {
  const path = join(folder, `${randomUUID()}${SUFFIX}`);
  const file = await open(path, 'wx+', 0o600);
  let closing: Promise<void> | null = null;
  const finish = (): Promise<void> => (closing ??= file.close());
  return {
    path,
    async append(bytes) {
      for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
    },
    async readStart(maxBytes) {
      const start = Buffer.allocUnsafe(maxBytes);
      let length = 0;
      while (length < maxBytes) {
        const { bytesRead } = await file.read(start, length, maxBytes - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return start.subarray(0, length);
    },
    finish,
    async remove() {
      await finish().catch(() => undefined);
      await unlink(path).catch(() => undefined);
    },
  };
}
