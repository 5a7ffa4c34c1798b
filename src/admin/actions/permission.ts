/**
 * Sets, removes and lists folder permissions. Entries that follow from a deputy's grant are not changed here.
 */
import { z } from 'zod';
import type { Identifier } from '../../access/effective-rights.js';
import type { Rights } from '../../access/rights.js';
import type { Account } from '../../directory/directory.js';
import { yesNo } from '../../settings/config-values.js';
import { WHOLE_STORE } from '../../store/access-store.js';
import { action, ActionError } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { findIdentifier, nameOf } from '../input/identifiers.js';
import { folderRights, folderRightsAsJson } from '../input/rights-fields.js';
import { CALENDAR_FOLDER, MAIL_FOLDER } from '../settle-deputies.js';

const folder = () => searchName();

export const permissionSet = action({
  name: 'permission-set',
  changes: true,
  input: z.strictObject({
    account: searchName(),
    folder: folder(),
    who: searchName(),
    rights: folderRights(),
    recursive: yesNo().default(false),
  }),
  async run(context, { account, folder: name, who, rights, recursive }) {
    const owner = await findAccount(context, account);
    const identifier = await findIdentifier(context, who);
    if (identifier.kind === 'account' && identifier.id === owner.id)
      throw new ActionError('refused', `${owner.name} has all rights in its own store`, 'name another account');
    await makeIfExpected(context, owner, name);
    const folders = await change(context, { owner, folder: name, who, identifier, rights, recursive });
    return { account: owner.name, folder: name, who, ...folderRightsAsJson(rights), folders };
  },
});

export const permissionRemove = action({
  name: 'permission-remove',
  changes: true,
  input: z.strictObject({
    account: searchName(),
    folder: folder(),
    who: searchName(),
    recursive: yesNo().default(false),
  }),
  async run(context, { account, folder: name, who, recursive }) {
    const owner = await findAccount(context, account);
    const identifier = await findIdentifier(context, who);
    const folders = await change(context, { owner, folder: name, who, identifier, rights: null, recursive });
    if (folders > 0) return { account: owner.name, folder: name, who, folders };
    const hint = `\`frontdesk permission list ${owner.name}\` shows the existing entries`;
    throw new ActionError('refused', `${name} has no entry for ${who}`, hint);
  },
});

export const permissionList = action({
  name: 'permission-list',
  input: z.strictObject({ account: searchName(), folder: folder().optional() }),
  async run(context, { account, folder: only }) {
    const access = await context.access.access(storeOf(await findAccount(context, account)));
    const asked = access.filter((each) => only === undefined || sameFolder(each.folder, only));
    const rows = asked.flatMap(({ folder: name, entries }) => entries.map((entry) => ({ name, entry })));
    return Promise.all(
      rows.map(async ({ name, entry: { who, rights, granted, previous } }) => ({
        folder: name,
        who: await nameOf(context, who),
        kind: who.kind,
        ...folderRightsAsJson(rights),
        /** Whether the entry follows from a grant, which `frontdesk deputy` changes. */
        deputy: granted,
        previous,
      })),
    );
  },
});

/** RFC 9051 §5.1: INBOX is case-insensitive. */
const sameFolder = (one: string, other: string): boolean =>
  one === other || (one === MAIL_FOLDER && other.toLowerCase() === MAIL_FOLDER.toLowerCase());

/** A new store has no folders yet, but everyone expects these. */
async function makeIfExpected({ mailStore }: AdminContext, owner: Account, name: string): Promise<void> {
  if (sameFolder(MAIL_FOLDER, name) || name === CALENDAR_FOLDER) await mailStore.createFolder(storeOf(owner), name);
}

interface Change {
  readonly owner: Account;
  readonly folder: string;
  readonly who: string;
  readonly identifier: Identifier;
  readonly rights: Rights | null;
  readonly recursive: boolean;
}

/** @returns the number of folders changed */
async function change({ access }: AdminContext, { owner, who, identifier, ...wanted }: Change): Promise<number> {
  const outcome = await access.changeAccess({ ...wanted, storeId: storeOf(owner), who: identifier });
  if (outcome.kind === 'done') return outcome.folders;
  const where = outcome.folder === WHOLE_STORE ? 'the store' : outcome.folder;
  throw new ActionError(
    'refused',
    `the rights of ${who} in ${where} of ${owner.name} follow from a deputy grant`,
    `use \`frontdesk deputy update ${owner.name} ${who}\` or \`frontdesk deputy revoke\``,
  );
}
