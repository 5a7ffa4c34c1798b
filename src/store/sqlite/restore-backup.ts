/**
 * Restores a data folder from a backup. No process may use the folder. The copy is made beside it and renamed, so that the
 * data folder is the old one or the new one at every moment. Outgoing messages are held: nobody knows which of them were
 * sent since the backup. Root gives the files to the owner of the folder that they replace.
 */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { formatInstant, type Instant } from '../../mail/instant.js';
import { openDatabase } from '../../runtime/sqlite/open-database.js';
import { BackupError } from '../backup-store.js';
import { readManifest, SMALL_FILES } from './backup-folder.js';
import { openDataFolder } from './data-folder.js';
import { realDisk } from './disk.js';
import { prepareHoldOutbox } from './hold-outbox.js';

export interface RestoreJob {
  /** Absolute; the folder of the backup. */
  readonly backup: string;
  /** Absolute. */
  readonly dataFolder: string;
  /** Whether existing data is moved aside. */
  readonly replace: boolean;
  readonly now: Instant;
}

export interface Restored {
  /** When the backup was made, RFC 3339. */
  readonly madeAt: string;
  readonly heldMessages: number;
  /** Where the data is that was there before; null: there was none. */
  readonly movedTo: string | null;
}

/** Throws BackupError, StoreError('locked'), or errors of the file system and the database. */
export function restoreBackup({ backup, dataFolder: named, replace, now }: RestoreJob): Restored {
  // What a symbolic link points to is replaced, on its own disk, and not the link.
  const dataFolder = existsSync(named) ? realpathSync(named) : named;
  const manifest = readManifest(backup);
  if (manifest === null)
    throw new BackupError(`${backup} has no backup.json`, 'name the folder that `frontdesk store backup` has written');
  const hasData = existsSync(dataFolder) && readdirSync(dataFolder).length > 0;
  if (hasData && !replace)
    throw new BackupError(`${dataFolder} is not empty`, 'add --replace: the data in it is moved aside, not deleted');
  // The lock is held to the end: a process that starts meanwhile would write into the folder that is moved aside.
  const lock = existsSync(join(dataFolder, 'desk.db')) ? openDataFolder(dataFolder, null) : null;
  try {
    const draft = `${dataFolder}.restoring`;
    mkdirSync(dirname(dataFolder), { recursive: true });
    requireWritable(dirname(dataFolder));
    const heldMessages = copyBackup(backup, draft, dataFolder);
    const movedTo = hasData ? `${dataFolder}.before-${formatInstant(now).replaceAll(/[-:]|\.\d+/g, '')}` : null;
    exchange(draft, dataFolder, movedTo);
    return { madeAt: manifest.madeAt, heldMessages, movedTo };
  } finally {
    lock?.release();
  }
}

/** Returns the number of messages that are held. All of the copy is on disk when it returns. */
function copyBackup(backup: string, draft: string, dataFolder: string): number {
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  for (const name of ['desk.db', 'mail', ...SMALL_FILES].filter((each) => existsSync(join(backup, each)))) {
    cpSync(join(backup, name), join(draft, name), { recursive: true });
  }
  chmodSync(draft, 0o700);
  const heldMessages = holdOutbox(join(draft, 'desk.db'));
  giveToOwnerOf(dataFolder, draft);
  syncTree(draft);
  return heldMessages;
}

/** Renames the folders. A folder without data is replaced by the rename, which fails if a process has written into it. */
function exchange(draft: string, dataFolder: string, movedTo: string | null): void {
  try {
    if (movedTo !== null) renameSync(dataFolder, movedTo);
    renameSync(draft, dataFolder);
    realDisk.syncFolder(dirname(dataFolder));
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const isMounted = error.code === 'EBUSY' || error.code === 'EXDEV';
    const isInUse = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
    if (!isMounted && !isInUse) throw error;
    rmSync(draft, { recursive: true, force: true });
    if (isInUse) {
      const earlier = movedTo === null ? '' : `; the earlier data is in ${movedTo}`;
      throw new BackupError(
        `${dataFolder} has been written to meanwhile${earlier}`,
        'stop frontdesk and repeat the command',
      );
    }
    throw new BackupError(
      `${dataFolder} is a mount point, which cannot be renamed; nothing was changed`,
      'name a new folder on the same disk with --data, and use it from now on, or mount it instead',
    );
  }
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncFile(path);
  }
  realDisk.syncFolder(folder);
}

function syncFile(path: string): void {
  const file = realDisk.open(path);
  realDisk.sync(file);
  realDisk.close(file);
}

/** The folder of a service is often in one that only root may write to, such as /var/lib. */
function requireWritable(parent: string): void {
  try {
    accessSync(parent, constants.W_OK);
  } catch {
    const next = 'run the same command as root: the files are then given to the owner of the data folder';
    throw new BackupError(`${parent} is not writable for this user`, next);
  }
}

/** Nothing changes if the old folder is not there, or if this process is not root's. */
function giveToOwnerOf(old: string, made: string): void {
  const owner = statSync(old, { throwIfNoEntry: false });
  if (owner === undefined || process.getuid?.() !== 0) return;
  for (const name of ['', ...readdirSync(made, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(made, name), owner.uid, owner.gid);
  }
}

function holdOutbox(path: string): number {
  const database = openDatabase(path);
  try {
    return prepareHoldOutbox(database)();
  } finally {
    database.close();
  }
}
