/**
 * Makes a backup in a thread, while the server continues (run-backup.ts).
 *
 * Order: first a snapshot of the database, then the segments, which contain at least what the snapshot points at; what they
 * have more is replayed after a restore, as after a loss of power (docs/durability.md). An earlier backup gets what is
 * behind the position of its snapshot, which is all that may have changed; it stays valid at every moment, as its
 * database is replaced when all segments are there.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { formatInstant, type Instant } from '../../mail/instant.js';
import { BackupError, type BackupOptions, type BackupResult } from '../backup-store.js';
import { MANIFEST, readManifest, SMALL_FILES, type BackupManifest } from './backup-folder.js';
import { checkStore } from './check-store.js';
import { realDisk } from './disk.js';
import { readPosition } from './recover-log.js';
import type { SegmentPosition } from './segment-appender.js';
import { segmentNumbers, segmentPath } from './segment-files.js';
import { SEGMENT_HEAD_BYTES } from './segment-head.js';

const CHUNK_BYTES = 1024 * 1024;

export interface BackupJob extends BackupOptions {
  /** The data folder. */
  readonly source: string;
  readonly dataId: string;
  /** Absolute. */
  readonly folder: string;
  readonly now: Instant;
  readonly duplicateWindowMs: number;
}

/** Throws BackupError, or errors of the file system and the database. */
export function makeBackup(job: BackupJob): BackupResult {
  const { source, folder } = job;
  requireTarget(job);
  makeTarget(folder);
  const known = knownPosition(join(folder, 'desk.db'));
  const snapshot = join(folder, 'desk.db.new');
  takeSnapshot(join(source, 'desk.db'), snapshot);
  const copied = segmentNumbers(join(source, 'mail')).map((segment) =>
    copyFrom(
      segmentPath(join(source, 'mail'), segment),
      segmentPath(join(folder, 'mail'), segment),
      unchangedBytes(segment, known),
    ),
  );
  for (const name of SMALL_FILES.filter((each) => existsSync(join(source, each)))) {
    copyFrom(join(source, name), join(folder, name), 0);
  }
  realDisk.syncFolder(join(folder, 'mail'));
  renameSync(snapshot, join(folder, 'desk.db'));
  removeOldSegments(job);
  writeManifest(job);
  const checked = job.verify ? verify(job) : { messages: null, problems: [] };
  return {
    folder,
    databaseBytes: statSync(join(folder, 'desk.db')).size,
    segments: segmentNumbers(join(folder, 'mail')).length,
    copiedBytes: copied.reduce((sum, each) => sum + each, 0),
    ...checked,
  };
}

/** Other files are never overwritten, nor is a backup of other data. */
function requireTarget({ folder, source, dataId }: BackupJob): void {
  if (`${folder}/`.startsWith(`${source}/`))
    throw new BackupError('a backup cannot be inside the data folder', 'choose a folder on another disk');
  if (!existsSync(folder)) return;
  const manifest = readManifest(folder);
  if (manifest?.dataId === dataId) return;
  if (manifest !== null)
    throw new BackupError(
      `${folder} has a backup of the data ${manifest.dataId}, not of ${dataId}`,
      'choose another folder',
    );
  const isBegun = readdirSync(folder).every((name) =>
    ['mail', 'desk.db.new', 'desk.db', ...SMALL_FILES].includes(name),
  );
  if (!isBegun || existsSync(join(folder, 'lock.db')))
    throw new BackupError(`${folder} is not empty, and has no backup`, 'choose an empty or a new folder');
}

/** The process that writes is the service, which may write to few folders. */
function makeTarget(folder: string): void {
  try {
    mkdirSync(join(folder, 'mail'), { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error;
    throw new BackupError(
      `the user of frontdesk cannot write to ${folder} (${code})`,
      'create the folder for that user, and allow it in the systemd unit (docs/operations.md, Backup)',
    );
  }
}

/** One moment of the database, in one file without a log. */
function takeSnapshot(path: string, target: string): void {
  rmSync(target, { force: true });
  const database = new Database(path, { readonly: true });
  try {
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
  const file = openSync(target, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** Up to where an earlier backup has the log; null: there is none. */
function knownPosition(path: string): SegmentPosition | null {
  if (!existsSync(path)) return null;
  const database = new Database(path, { readonly: true });
  try {
    return readPosition(database);
  } finally {
    database.close();
  }
}

/** The bytes of a segment that cannot have changed since the position: later ones may have been cut off and replaced. */
function unchangedBytes(segment: number, known: SegmentPosition | null): number {
  if (known === null || segment > known.segment) return 0;
  return segment === known.segment ? known.tail : Number.MAX_SAFE_INTEGER;
}

/** Copies what is behind the unchanged bytes. Returns the number of copied bytes. */
function copyFrom(source: string, target: string, unchanged: number): number {
  const from = openSync(source, 'r');
  const to = openSync(target, existsSync(target) ? 'r+' : 'w+', 0o600);
  try {
    const begin = isSameFile(from, to) ? Math.min(unchanged, fstatSync(to).size, fstatSync(from).size) : 0;
    ftruncateSync(to, begin);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let at = begin;
    for (let read = readSync(from, chunk, 0, chunk.length, at); read > 0;) {
      writeSync(to, chunk, 0, read, at);
      at += read;
      read = readSync(from, chunk, 0, chunk.length, at);
    }
    fsyncSync(to);
    return at - begin;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

/** A segment is recognized by its head, which has a random secret. */
function isSameFile(one: number, other: number): boolean {
  const [first, second] = [one, other].map((file) => {
    const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  });
  return first !== undefined && second?.length === SEGMENT_HEAD_BYTES && first.equals(second);
}

/** Segments that were compacted since the last backup. */
function removeOldSegments({ source, folder }: BackupJob): void {
  const current = new Set(segmentNumbers(join(source, 'mail')));
  for (const segment of segmentNumbers(join(folder, 'mail'))) {
    if (!current.has(segment)) rmSync(segmentPath(join(folder, 'mail'), segment));
  }
}

function writeManifest({ folder, dataId, now }: BackupJob): void {
  const manifest: BackupManifest = { format: 1, dataId, madeAt: formatInstant(now) };
  const draft = join(folder, `${MANIFEST}.new`);
  writeFileSync(draft, `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, join(folder, MANIFEST));
  realDisk.syncFolder(folder);
}

/** Reads all of the copy. What is behind the snapshot's position is not part of it yet. */
function verify({ folder, duplicateWindowMs }: BackupJob): Pick<BackupResult, 'messages' | 'problems'> {
  const database = new Database(join(folder, 'desk.db'), { readonly: true });
  try {
    const { messages, problems, lost } = checkStore(database, join(folder, 'mail'), duplicateWindowMs);
    const what = `${lost.length} messages are in the segments of ${basename(folder)} but not in its index`;
    return { messages, problems: lost.length === 0 ? problems : [...problems, { storeId: null, what }] };
  } finally {
    database.close();
  }
}
