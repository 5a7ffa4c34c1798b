/**
 * Gives up the rights of root for those of the owner of a folder. A command of root that finds no running process opens the
 * data folder itself; files that it makes there must be writable for the service, which runs as the owner.
 */
import { statSync } from 'node:fs';

/**
 * Only root changes, and only if the folder is there and belongs to somebody else. There is no way back for this process.
 * Throws what the file system throws.
 */
export function becomeOwnerOf(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (owner === undefined || owner.uid === 0) return;
  process.setgroups?.([owner.gid]);
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
}
