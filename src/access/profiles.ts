/**
 * Sets of rights that have a name: those of folder permissions, which Kopano's users know, and those of deputies, which
 * are Open-Xchange's. A set that has none of the names is shown by its letters.
 */
import { parseRights, type Rights } from './rights.js';

const folderProfiles = {
  /** Kept as an entry without letters: it hides the folder, whatever groups may. */
  'no-access': '',
  /** The folder is seen, nothing in it is. */
  none: 'l',
  'only-read': 'lrs',
  /** Makes, reads, changes and deletes everything in the folder; no subfolders. */
  secretary: 'lrswipte',
  /** As secretary, with subfolders; the permissions stay the owner's. */
  'full-control': 'lrswiptek',
  owner: 'lrswiptekxa',
} as const;

const deputyProfiles = { viewer: 'lrs', editor: 'lrsw', author: 'lrswiptek' } as const;

const everyProfile: ReadonlyMap<string, string> = new Map(Object.entries({ ...folderProfiles, ...deputyProfiles }));

export const folderProfileNames = Object.keys(folderProfiles);
export const deputyProfileNames = Object.keys(deputyProfiles);

/**
 * The orders in which documents and servers write the letters: RFC 4314, ours, Dovecot, Cyrus, and RFC 2086 for the obsolete
 * ones.
 */
const LETTER_ORDERS = ['lrswipkxtea', 'lrswiptekxa', 'lrwstipekxa', 'lrswipkxtecda', 'lrswipcda'];

/**
 * By name (either kind's, in any case, with blanks or hyphens), else by letters, each once and in a usual order. null:
 * neither. A person types this: `read` and `reader` are mistyped names, and must not grant the letters `a` and `e`.
 */
export function rightsFrom(text: string): Rights | null {
  const given = text.trim();
  const profile = everyProfile.get(given.toLowerCase().replaceAll(/[\s_]+/g, '-'));
  if (profile === undefined && !LETTER_ORDERS.some((order) => isPartOf(order, given))) return null;
  return parseRights(profile ?? given);
}

/** Whether `order` without some of its letters is `letters`. */
function isPartOf(order: string, letters: string): boolean {
  return (
    Array.from(order)
      .filter((letter) => letters.includes(letter))
      .join('') === letters
  );
}

/** `other` where no folder profile has just these rights. */
export function folderProfileOf(rights: Rights): string {
  return nameIn(folderProfiles, rights) ?? 'other';
}

/** Deputies have their own names; else as for folders. */
export function deputyProfileOf(rights: Rights): string {
  return nameIn(deputyProfiles, rights) ?? folderProfileOf(rights);
}

/** The only ones that simple permission mode knows. */
export function isDeputyProfile(rights: Rights): boolean {
  return nameIn(deputyProfiles, rights) !== undefined;
}

function nameIn(profiles: Readonly<Record<string, string>>, rights: Rights): string | undefined {
  return Object.keys(profiles).find((name) => profiles[name] === rights);
}
