/**
 * Adds, updates and removes deputies; the access entries of the owner's Inbox and Calendar follow.
 */
import { z } from 'zod';
import { sendCopyWords, type DeputyFields, type Party } from '../../directory/deputies.js';
import type { Account } from '../../directory/directory.js';
import { choice, yesNo } from '../../settings/config-values.js';
import { action } from '../action.js';
import { checkFields, checkPair } from '../checks/check-deputy.js';
import { deputyAsJson } from '../json/deputy-as-json.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { findParty } from '../input/identifiers.js';
import { deputyRights } from '../input/rights-fields.js';
import { settleDeputies } from '../settle-deputies.js';

const pair = { owner: searchName(), deputy: searchName() };
const fields = {
  sendOnBehalf: yesNo().optional(),
  mail: deputyRights().optional(),
  calendar: deputyRights().optional(),
  seePrivate: yesNo().optional(),
  sendCopy: choice(sendCopyWords).optional(),
};

/** The defaults of a new grant. */
const nothing: DeputyFields = { sendOnBehalf: false, mail: null, calendar: null, seePrivate: false, sendCopy: 'no' };

export const deputyGrant = action({
  name: 'deputy-grant',
  changes: true,
  input: z.strictObject({ ...pair, ...fields }),
  async run(context, { owner: ownerName, deputy: deputyName, ...said }) {
    const { owner, deputy } = await findPair(context, ownerName, deputyName);
    const storeId = await checkPair(owner, deputy, context);
    const wanted = merged(nothing, said);
    checkFields(wanted, context);
    const grant = await context.directory.addDeputy(owner.id, deputy, wanted);
    await settleDeputies(storeId, await context.directory.deputiesOf(owner.id), context);
    return deputyAsJson(grant);
  },
});

export const deputyUpdate = action({
  name: 'deputy-update',
  changes: true,
  input: z.strictObject({ ...pair, ...fields }),
  async run(context, { owner: ownerName, deputy: deputyName, ...said }) {
    const { owner, deputy } = await findPair(context, ownerName, deputyName);
    const storeId = await checkPair(owner, deputy, context);
    const held = (await context.directory.deputiesOf(owner.id)).find(
      (grant) => grant.deputy.kind === deputy.kind && grant.deputy.id === deputy.id,
    );
    const wanted = merged(held ?? nothing, said);
    if (held !== undefined) checkFields(wanted, context);
    const grant = await context.directory.updateDeputy(owner.id, deputy, wanted);
    await settleDeputies(storeId, await context.directory.deputiesOf(owner.id), context);
    return deputyAsJson(grant);
  },
});

export const deputyRevoke = action({
  name: 'deputy-revoke',
  changes: true,
  input: z.strictObject(pair),
  async run(context, { owner: ownerName, deputy: deputyName }) {
    const { owner, deputy } = await findPair(context, ownerName, deputyName);
    const storeId = storeOf(owner);
    await context.directory.removeDeputy(owner.id, deputy);
    await settleDeputies(storeId, await context.directory.deputiesOf(owner.id), context);
    return { owner: owner.name, deputy: deputy.name };
  },
});

async function findPair(
  context: AdminContext,
  owner: string,
  deputy: string,
): Promise<{ owner: Account; deputy: Party }> {
  return { owner: await findAccount(context, owner), deputy: await findParty(context, deputy) };
}

type Said = { readonly [Name in keyof DeputyFields]?: DeputyFields[Name] | undefined };

function merged(before: DeputyFields, said: Said): DeputyFields {
  return {
    sendOnBehalf: said.sendOnBehalf ?? before.sendOnBehalf,
    mail: said.mail === undefined ? before.mail : said.mail,
    calendar: said.calendar === undefined ? before.calendar : said.calendar,
    seePrivate: said.seePrivate ?? before.seePrivate,
    sendCopy: said.sendCopy ?? before.sendCopy,
  };
}
