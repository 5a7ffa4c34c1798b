/**
 * Checks the data folder: writable, owned by this user, closed to others, with free space.
 */
import { readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminContext } from '../admin-context.js';
import { bad, good, messageOf, warning, type Finding } from './finding.js';

/** Below this the disk may be full before an administrator looks again. */
const LITTLE_SPACE_BYTES = 1024 ** 3;
const GIB = 1024 ** 3;
/** Permissions of group and others. */
const OTHERS = 0o077;
const NAMED_FILES = 5;

export async function checkDataFolder({ config, dataId }: AdminContext): Promise<Finding> {
  const check = 'data folder';
  const probe = join(config.dataFolder, `.doctor-${process.pid}`);
  try {
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const next = 'make it writable for the user that runs frontdesk';
    return bad(check, `${config.dataFolder}: ${messageOf(error)}`, next);
  }
  const found = `${config.dataFolder} is writable, its id is ${dataId}`;
  if (config.data.id === dataId) return good(check, found);
  const next = `set data.id = "${dataId}" so that an unmounted volume is not mistaken for a new data folder`;
  return warning(check, found, next);
}

/**
 * The service cannot write files that a command of another user, usually root, has left in the folder. If the folder
 * belongs to another user, this command is about to leave such files.
 *
 * @param processUid of this process; null where the system has none
 */
export async function checkOwner({ config: { dataFolder } }: AdminContext, processUid = process.getuid?.() ?? null) {
  const check = 'owner';
  const folder = await stat(dataFolder);
  if (processUid === null) return good(check, 'this system has no user ids');
  if (folder.uid !== processUid) {
    const next = `run commands as its owner: sudo -u '#${folder.uid}' frontdesk ...`;
    return bad(check, `${dataFolder} belongs to uid ${folder.uid}, but this command runs as uid ${processUid}`, next);
  }
  const strange = await filesOfOthers(dataFolder, folder.uid);
  if (strange.length > 0) {
    const names = strange.slice(0, NAMED_FILES).join(', ');
    return bad(check, `files of other users: ${names}`, `chown --recursive --reference=${dataFolder} ${dataFolder}`);
  }
  if ((folder.mode & OTHERS) !== 0) {
    const found = `${dataFolder} is accessible to other users of this machine (mode ${(folder.mode & 0o777).toString(8)})`;
    return warning(check, found, `chmod 700 ${dataFolder}`);
  }
  return good(check, `all files in ${dataFolder} belong to this user and are closed to others`);
}

/** In the folder and its direct subfolders. No file is opened: closing lock.db would release the lock. */
async function filesOfOthers(folder: string, uid: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const inFolders = await Promise.all(
    folders.map(async (name) => (await readdir(join(folder, name)).catch(() => [])).map((file) => join(name, file))),
  );
  const strange: string[] = [];
  for (const name of [...entries.map((entry) => entry.name), ...inFolders.flat()]) {
    // A file that disappears meanwhile, such as a spilled message, is ignored.
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && found.uid !== uid) strange.push(`${name} (uid ${found.uid})`);
  }
  return strange;
}

export async function checkSpace({ config }: AdminContext): Promise<Finding> {
  const { bavail, bsize } = await statfs(config.dataFolder);
  const free = bavail * bsize;
  const found = `${(free / GIB).toFixed(1)} GiB free`;
  if (free >= LITTLE_SPACE_BYTES) return good('disk space', found);
  return warning('disk space', found, 'free disk space: with a full disk, all messages are deferred (452)');
}
