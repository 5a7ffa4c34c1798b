/**
 * What somebody may do in a folder, and why. Pure: the caller brings the entries, who asks and whose folder it is.
 * Path: asked for each command that touches a folder of somebody else, and by `frontdesk permission explain`.
 * Standards: RFC 4314 §2 leaves open how several entries combine; the rules here are Kopano's.
 */
import { ALL_RIGHTS, allows, NO_RIGHTS, together, type Rights } from './rights.js';

/** Whom an entry is for. `anyone` is RFC 4314's word for the group Everyone. */
export type Identifier =
  | { readonly kind: 'account'; readonly id: number }
  | { readonly kind: 'group'; readonly id: number }
  | { readonly kind: 'anyone' };

export interface AccessEntry {
  readonly who: Identifier;
  readonly rights: Rights;
}

export interface Asker {
  readonly accountId: number;
  /** Through other groups too. */
  readonly groupIds: readonly number[];
  /** An administrator of the owner's company, or of the whole server. */
  readonly mayOpenEverything: boolean;
}

/** A folder as it stands in its tree: the entries of each folder from the outermost down to it. */
export interface AskedFolder {
  /** null: nobody's, such as an orphan's. */
  readonly ownerId: number | null;
  readonly entriesDownward: readonly (readonly AccessEntry[])[];
}

export type Because =
  | 'owner'
  | 'administrator'
  /** The entry for this person, which no group's changes. */
  | 'own-entry'
  /** All entries of groups that the account is in, `anyone` among them, added up. */
  | 'groups'
  /** An empty entry of a group that the account is in. */
  | 'hidden-from-group'
  | 'no-entry'
  /** The folder above is not seen, so nothing below it is. */
  | 'folder-above-hidden';

export interface EffectiveRights {
  readonly rights: Rights;
  readonly because: Because;
  /** Those that came to it. */
  readonly entries: readonly AccessEntry[];
}

export function effectiveRights({ ownerId, entriesDownward }: AskedFolder, asker: Asker): EffectiveRights {
  if (ownerId === asker.accountId) return { rights: ALL_RIGHTS, because: 'owner', entries: [] };
  if (asker.mayOpenEverything) return { rights: ALL_RIGHTS, because: 'administrator', entries: [] };
  const own = entriesDownward.map((entries) => rightsByEntries(entries, asker));
  const last = own.pop() ?? nothing;
  const hiding = own.find(({ rights }) => !allows(rights, 'l'));
  return hiding === undefined ? last : { rights: NO_RIGHTS, because: 'folder-above-hidden', entries: hiding.entries };
}

const nothing: EffectiveRights = { rights: NO_RIGHTS, because: 'no-entry', entries: [] };

function rightsByEntries(entries: readonly AccessEntry[], { accountId, groupIds }: Asker): EffectiveRights {
  const own = entries.filter(({ who }) => who.kind === 'account' && who.id === accountId);
  if (own.length > 0) return { rights: together(own.map(({ rights }) => rights)), because: 'own-entry', entries: own };
  const shared = entries.filter(
    ({ who }) => who.kind === 'anyone' || (who.kind === 'group' && groupIds.includes(who.id)),
  );
  // Everybody is in `anyone`: an empty entry for it takes nothing from the groups that were named.
  const hiding = shared.filter(({ who, rights }) => who.kind === 'group' && rights === NO_RIGHTS);
  if (hiding.length > 0) return { rights: NO_RIGHTS, because: 'hidden-from-group', entries: hiding };
  if (shared.length === 0) return nothing;
  return { rights: together(shared.map(({ rights }) => rights)), because: 'groups', entries: shared };
}
