/**
 * Grants, changes and revokes a deputy; the entries of the owner's Inbox and Calendar follow.
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
import type { House } from '../admin-context.js';
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

/** What a grant has of which nothing was said. */
const nothing: DeputyFields = { sendOnBehalf: false, mail: null, calendar: null, seePrivate: false, sendCopy: 'no' };

export const deputyGrant = action({
  name: 'deputy-grant',
  summary: 'Makes somebody a deputy: what he may do in the Inbox and Calendar, and whether he writes on behalf.',
  changes: true,
  input: z.strictObject({ ...pair, ...fields }),
  async run(house, { owner: ownerName, deputy: deputyName, ...said }) {
    const { owner, deputy } = await findPair(house, ownerName, deputyName);
    const storeId = await checkPair(owner, deputy, house);
    const wanted = merged(nothing, said);
    checkFields(wanted, house);
    const grant = await house.directory.addDeputy(owner.id, deputy, wanted);
    await settleDeputies(storeId, await house.directory.deputiesOf(owner.id), house);
    return deputyAsJson(grant);
  },
});

export const deputyUpdate = action({
  name: 'deputy-update',
  summary: 'Changes what a deputy may; what is not named stays.',
  changes: true,
  input: z.strictObject({ ...pair, ...fields }),
  async run(house, { owner: ownerName, deputy: deputyName, ...said }) {
    const { owner, deputy } = await findPair(house, ownerName, deputyName);
    const storeId = await checkPair(owner, deputy, house);
    const held = (await house.directory.deputiesOf(owner.id)).find(
      (grant) => grant.deputy.kind === deputy.kind && grant.deputy.id === deputy.id,
    );
    const wanted = merged(held ?? nothing, said);
    if (held !== undefined) checkFields(wanted, house);
    const grant = await house.directory.updateDeputy(owner.id, deputy, wanted);
    await settleDeputies(storeId, await house.directory.deputiesOf(owner.id), house);
    return deputyAsJson(grant);
  },
});

export const deputyRevoke = action({
  name: 'deputy-revoke',
  summary: 'Ends a grant; the folders get back what stood there before.',
  changes: true,
  input: z.strictObject(pair),
  async run(house, { owner: ownerName, deputy: deputyName }) {
    const { owner, deputy } = await findPair(house, ownerName, deputyName);
    const storeId = storeOf(owner);
    await house.directory.removeDeputy(owner.id, deputy);
    await settleDeputies(storeId, await house.directory.deputiesOf(owner.id), house);
    return { owner: owner.name, deputy: deputy.name };
  },
});

async function findPair(house: House, owner: string, deputy: string): Promise<{ owner: Account; deputy: Party }> {
  return { owner: await findAccount(house, owner), deputy: await findParty(house, deputy) };
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
