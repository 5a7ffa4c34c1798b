/**
 * Finds the executables for an event: regular files of `<event>.d` in the order of their names, which only root or the
 * user of this process can have placed there.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../runtime/log.js';

/** -1 where the system has no user ids. */
const ownUid = (): number => process.getuid?.() ?? -1;

/** Group or others may write. */
const WRITABLE_BY_OTHERS = 0o022;
const EXECUTABLE = 0o111;

/** @returns absolute paths. Skipped files are logged; a folder that does not exist has no hooks. */
export async function findHooks(eventsFolder: string, event: string, log: Log): Promise<readonly string[]> {
  const folder = join(eventsFolder, `${event}.d`);
  const names = await namesIn(folder, log);
  if (names.length === 0) return [];
  for (const path of [eventsFolder, folder]) {
    const objection = await objectionTo(path, 'folder');
    if (objection === null) continue;
    log('event-hook-skipped', { path, reason: objection });
    return [];
  }
  const hooks: string[] = [];
  for (const path of names.map((name) => join(folder, name))) {
    const objection = await objectionTo(path, 'file');
    if (objection === null) hooks.push(path);
    else log('event-hook-skipped', { path, reason: objection });
  }
  return hooks;
}

/** Sorted by the bytes of the name, without the backup files of editors and package managers. */
async function namesIn(folder: string, log: Log): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => !/^\.|~$|\.(bak|dpkg-[a-z]+|rpm(save|new))$/.test(name)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') log('event-hook-skipped', { path: folder, cause });
    return [];
  }
}

/** null: no objection. A symbolic link is refused, as its target may belong to another user. */
async function objectionTo(path: string, kind: 'folder' | 'file'): Promise<string | null> {
  const stat = await lstat(path).catch(() => null);
  if (stat === null) return 'cannot be read';
  if (kind === 'folder' ? !stat.isDirectory() : !stat.isFile())
    return `not a ${kind === 'file' ? 'regular file' : kind}`;
  if (stat.uid !== 0 && stat.uid !== ownUid()) return 'belongs to another user: chown it to root';
  if ((stat.mode & WRITABLE_BY_OTHERS) !== 0) return 'writable by others: chmod go-w';
  if (kind === 'file' && (stat.mode & EXECUTABLE) === 0) return 'not executable: chmod +x';
  return null;
}
