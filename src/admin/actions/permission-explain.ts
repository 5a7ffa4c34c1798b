/**
 * What an account may do in somebody's folder, and why.
 */
import { z } from 'zod';
import { effectiveRights, type Because } from '../../access/effective-rights.js';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import { askerFor, nameOf } from '../input/identifiers.js';
import { folderRightsAsJson } from '../input/rights-fields.js';

const reasons: Readonly<Record<Because, string>> = {
  owner: 'it is the owner, who has all rights always',
  administrator: 'it is an administrator, who opens every store',
  'own-entry': 'its own entry, whatever groups may',
  groups: 'the entries of groups it is in, added up',
  'hidden-from-group': 'an empty entry of a group it is in hides the folder',
  'no-entry': 'no entry is for it or a group it is in',
  'folder-above-hidden': 'a folder above is not seen, so nothing below it is',
};

export const permissionExplain = action({
  name: 'permission-explain',
  summary: 'Says what WHO may do in a folder, and why.',
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
      /** Those that came to it. */
      entries: await Promise.all(
        entries.map(async (entry) => ({ who: await nameOf(context, entry.who), ...folderRightsAsJson(entry.rights) })),
      ),
    };
  },
});
