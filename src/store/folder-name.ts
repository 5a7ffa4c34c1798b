/**
 * Names of folders: how they are compared, which are allowed, and what a rename makes of them and their children. Pure;
 * used by every engine of the mail-store port.
 * Standards: RFC 9051 §5.1 (names), §6.3.4 to §6.3.6 (CREATE, DELETE, RENAME).
 */
import { StoreError } from './store-error.js';

/** Between the levels of a name. */
export const FOLDER_SEPARATOR = '/';
export const INBOX = 'Inbox';

/** In UTF-8 bytes, of the whole name: it must fit a line of a client, which may encode it threefold. */
export const MAX_FOLDER_NAME_BYTES = 1_000;
export const MAX_FOLDER_LEVELS = 50;

/**
 * RFC 9051 §5.1: INBOX is case-insensitive, other names are not. It is stored as `Inbox`, also as the parent of other
 * folders.
 */
export function folderName(name: string): string {
  return name.replace(/^inbox(?=\/|$)/i, INBOX);
}

/** The name in its stored form, for a folder that is to be created. Throws StoreError('not-allowed'). */
export function newFolderName(name: string): string {
  const problem = problemOf(name);
  if (problem !== null) throw new StoreError('not-allowed', problem);
  return folderName(name);
}

function problemOf(name: string): string | null {
  const levels = name.split(FOLDER_SEPARATOR);
  if (levels.includes('')) return 'a folder name must not have an empty part';
  if (levels.length > MAX_FOLDER_LEVELS) return `a folder name has at most ${MAX_FOLDER_LEVELS} levels`;
  if (Buffer.byteLength(name) > MAX_FOLDER_NAME_BYTES)
    return `a folder name has at most ${MAX_FOLDER_NAME_BYTES} bytes`;
  // RFC 9051 §5.1: no control characters, nor the separators of lines and paragraphs. A lone surrogate is no text.
  if (/[\p{Cc}\u2028\u2029\p{Surrogate}]/u.test(name)) return 'a folder name must not have control characters';
  return null;
}

/** The names of the parent folders, from the outermost. */
export function foldersAbove(folder: string): readonly string[] {
  const parts = folder.split(FOLDER_SEPARATOR);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(FOLDER_SEPARATOR));
}

export interface RenamedFolder {
  readonly from: string;
  readonly to: string;
}

/**
 * All names that a rename changes: the folder's own and those of its children (RFC 9051 §6.3.6). They can be renamed one
 * by one in this order without a name that is there twice. Not for Inbox, whose messages are moved instead.
 *
 * @param names all names of the store
 * @throws StoreError `not-found`; `exists`: one of the new names is in use; `not-allowed`: a folder cannot be its own child
 */
export function renamedFolders(names: readonly string[], from: string, to: string): readonly RenamedFolder[] {
  const children = from + FOLDER_SEPARATOR;
  const moving = names.filter((name) => name === from || name.startsWith(children));
  if (moving.length === 0) throw new StoreError('not-found', `there is no folder ${from}`);
  if (to.startsWith(children)) throw new StoreError('not-allowed', `${from} cannot become a folder in itself`);
  const leaving = new Set(moving);
  const staying = new Set(names.filter((name) => !leaving.has(name)));
  const renamed = moving.map((name) => ({ from: name, to: to + name.slice(from.length) }));
  const isTaken = to === INBOX || to === from;
  const taken = isTaken ? to : renamed.map((each) => each.to).find((name) => staying.has(name));
  if (taken !== undefined) throw new StoreError('exists', `there is already a folder ${taken}`);
  for (const each of renamed) newFolderName(each.to);
  return renamed.toSorted((one, other) => one.from.length - other.from.length);
}
