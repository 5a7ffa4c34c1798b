/**
 * A backup as a folder: a snapshot of the database, copies of the segments, and the small files of the data folder that
 * cannot be created again. `backup.json` says whose data it is; it is written last.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BackupError } from '../backup-store.js';

export const MANIFEST = 'backup.json';
/** Files of the data folder beside the database. */
export const SMALL_FILES = ['data.id', 'submission.key'];

const manifestShape = z.object({ format: z.literal(1), dataId: z.string(), madeAt: z.string() });
export type BackupManifest = z.infer<typeof manifestShape>;

/** null: the folder has no manifest. Throws BackupError for one that cannot be read. */
export function readManifest(folder: string): BackupManifest | null {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return null;
  try {
    return manifestShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new BackupError(`${path} is not a backup of this version of frontdesk`, 'choose another folder');
  }
}
