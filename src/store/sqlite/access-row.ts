/**
 * Converts an entry of a folder to a row of desk.db and back.
 */
import type { Identifier } from '../../access/effective-rights.js';
import type { Rights } from '../../access/rights.js';
import type { FolderEntry } from '../access-store.js';

/** `folder_id` of the whole store; folders count from 1. */
export const WHOLE_STORE_ID = 0;

export interface AccessRow {
  readonly who: string;
  readonly rights: string;
  readonly granted: number;
  readonly previous: string | null;
}

/** `anyone`, `account 12`, `group 3` */
export function writtenIdentifier(who: Identifier): string {
  return who.kind === 'anyone' ? who.kind : `${who.kind} ${who.id}`;
}

function readIdentifier(text: string): Identifier {
  const [kind, id] = text.split(' ');
  return kind === 'account' || kind === 'group' ? { kind, id: Number(id) } : { kind: 'anyone' };
}

/** Rights are parsed before they are stored, so stored ones are valid. */
export function entryFromRow({ who, rights, granted, previous }: AccessRow): FolderEntry {
  return {
    who: readIdentifier(who),
    rights: rights as Rights,
    granted: granted === 1,
    previous: previous as Rights | null,
  };
}
