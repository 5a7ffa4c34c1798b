/**
 * The send-as right: the deputy writes as the owner, and the message names only the owner. Granted by administrators.
 */
import { z } from 'zod';
import { action, ActionError } from '../action.js';
import { searchName } from '../input/fields.js';
import type { AdminContext } from '../admin-context.js';
import { findParty } from '../input/identifiers.js';

const pair = z.strictObject({ owner: searchName(), deputy: searchName() });

export const sendasAdd = action({
  name: 'sendas-add',
  changes: true,
  input: pair,
  async run(context, said) {
    const owner = await findParty(context, said.owner);
    const deputy = await findParty(context, said.deputy);
    if (deputy.kind === owner.kind && deputy.id === owner.id)
      throw new ActionError('refused', `${owner.name} may always write as itself`, 'name another account');
    if (deputy.kind === 'group' && !context.config.directory.sendAsGroups)
      throw new ActionError(
        'refused',
        `${deputy.name} is a group, and groups cannot have this right`,
        'name its members, or set directory.sendAsGroups',
      );
    if (deputy.kind === 'account' && (await context.directory.accountByName(deputy.name))?.kind === 'contact')
      throw new ActionError('refused', `${deputy.name} is a contact and cannot log in`, 'name a user');
    await context.directory.addSendAs(owner, deputy);
    return { owner: owner.name, sendAs: await namesOf(context, owner) };
  },
});

export const sendasRemove = action({
  name: 'sendas-remove',
  changes: true,
  input: pair,
  async run(context, said) {
    const owner = await findParty(context, said.owner);
    await context.directory.removeSendAs(owner, await findParty(context, said.deputy));
    return { owner: owner.name, sendAs: await namesOf(context, owner) };
  },
});

export const sendasList = action({
  name: 'sendas-list',
  input: z.strictObject({ owner: searchName() }),
  async run(context, said) {
    const owner = await findParty(context, said.owner);
    const parties = await context.directory.sendAsOf(owner);
    return parties.map(({ kind, name }) => ({ name, kind }));
  },
});

async function namesOf({ directory }: AdminContext, owner: Parameters<AdminContext['directory']['sendAsOf']>[0]) {
  return (await directory.sendAsOf(owner)).map(({ name }) => name);
}
