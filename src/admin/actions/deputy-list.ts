/**
 * Lists the deputies of an account, also in the form that Open-Xchange uses, and the owners an account is a deputy of.
 */
import { z } from 'zod';
import { deputyMetadata } from '../../access/deputy-metadata.js';
import { NO_RIGHTS } from '../../access/rights.js';
import { action } from '../action.js';
import { deputyAsJson } from '../json/deputy-as-json.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import { identifierOf } from '../input/identifiers.js';
import { MAIL_FOLDER } from '../settle-deputies.js';

export const deputyList = action({
  name: 'deputy-list',
  input: z.strictObject({ owner: searchName() }),
  async run(context, { owner }) {
    const { id } = await findAccount(context, owner);
    return (await context.directory.deputiesOf(id)).map(deputyAsJson);
  },
});

export const deputyReverse = action({
  name: 'deputy-reverse',
  input: z.strictObject({ deputy: searchName() }),
  async run(context, { deputy }) {
    const { id } = await findAccount(context, deputy);
    return (await context.directory.grantsTo(id)).map(deputyAsJson);
  },
});

export const deputyMetadataShow = action({
  name: 'deputy-metadata',
  input: z.strictObject({ owner: searchName() }),
  async run(context, { owner }) {
    const account = await findAccount(context, owner);
    const access = await context.access.access(storeOf(account));
    const entries = access.find(({ folder }) => folder === MAIL_FOLDER)?.entries ?? [];
    return deputyMetadata(
      (await context.directory.deputiesOf(account.id)).map(({ id, deputy, mail }) => {
        const who = JSON.stringify(identifierOf(deputy));
        const entry = entries.find((each) => each.granted && JSON.stringify(each.who) === who);
        const previous = entry?.previous ?? null;
        return { grantId: id, entity: deputy.id, name: deputy.name, mail: mail ?? NO_RIGHTS, previous };
      }),
    );
  },
});
