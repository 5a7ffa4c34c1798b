/**
 * Explains what an account may do in a folder of another account.
 */
import { z } from 'zod';
import { effectiveRights, type Because } from '../../access/effective-rights.js';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import { askerFor, nameOf } from '../input/identifiers.js';
import { folderRightsAsJson } from '../input/rights-fields.js';

const reasons: Readonly<Record<Because, string>> = {
  owner: 'the owner always has all rights',
  administrator: 'administrators have access to every store',
  'own-entry': 'the entry for the account itself applies, whatever the entries of groups say',
  groups: 'the entries for groups of the account apply, added up',
  'hidden-from-group': 'an empty entry for a group of the account hides the folder',
  'no-entry': 'no entry applies to the account or its groups',
  'folder-above-hidden': 'a parent folder is hidden, which also hides its subfolders',
};

export const permissionExplain = action({
  name: 'permission-explain',
  input: z.strictObject({ account: searchName(), folder: searchName(), who: searchName() }),
  async run(context, { account, folder, who }) {
    const owner = await findAccount(context, account);
    const asker = await findAccount(context, who);
    const downward = await context.access.accessDownTo(storeOf(owner), folder);
    const { rights, because, entries } = effectiveRights(
      { ownerId: owner.id, entriesDownward: downward.map((each) => each.entries) },
      await askerFor(context, asker, owner),
    );
    return {
      account: owner.name,
      folder,
      who: asker.name,
      ...folderRightsAsJson(rights),
      because,
      explanation: reasons[because],
      /** The entries that apply. */
      entries: await Promise.all(
        entries.map(async (entry) => ({ who: await nameOf(context, entry.who), ...folderRightsAsJson(entry.rights) })),
      ),
    };
  },
});
