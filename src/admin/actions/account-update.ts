/**
 * Updates an account. Fields that are not given keep their value; given aliases replace all earlier ones.
 */
import { z } from 'zod';
import type { Account, AccountFields } from '../../directory/directory.js';
import { wholeAccountAsJson } from '../json/account-as-json.js';
import { accountInput, changedCopySent, changedFeatures } from '../input/account-input.js';
import { action, ActionError } from '../action.js';
import { changedPolicy } from '../input/booking-input.js';
import { refuseUnfitting } from '../checks/check-account.js';
import { refuseUnfittingMembers } from '../checks/check-members.js';
import { searchName } from '../input/fields.js';
import { findAccount, refuseUnknownCompany } from '../find.js';
import { hashPassword } from '../input/password.js';
import { changedAccountQuota } from '../input/quota-input.js';
import { adminLevel } from './account-create.js';

export const accountUpdate = action({
  name: 'account-update',
  changes: true,
  input: z.strictObject({ ...accountInput, name: searchName() }),
  async run(context, input) {
    const account = await findAccount(context, input.name);
    const kind = input.kind ?? account.kind;
    refuseOtherStore(account, kind);
    const changed: Omit<AccountFields, 'passwordHash'> = {
      ...account,
      kind,
      fullName: input.fullName ?? account.fullName,
      primaryAddress: input.email ?? account.primaryAddress,
      aliases: input.alias ?? account.aliases,
      active: input.active ?? account.active,
      enabled: input.enabled ?? account.enabled,
      sendOnly: input.sendOnly ?? account.sendOnly,
      adminLevel: adminLevel(input.admin, account.adminLevel),
      hidden: input.hidden ?? account.hidden,
      company: input.company === undefined ? account.company : input.company === '' ? null : input.company,
      timeZone: input.timeZone === undefined ? account.timeZone : (input.timeZone ?? context.config.server.timeZone),
      language: input.language ?? account.language,
      quota: changedAccountQuota(account.quota, input),
      plusFolder: input.plusFolder ?? account.plusFolder,
      copySent: changedCopySent(account.copySent, input.copySent),
      booking: await changedPolicy(context, account.booking, input),
      features: changedFeatures(account.features, input.feature ?? []),
    };
    refuseUnfitting(changed);
    await refuseUnfittingMembers(context, changed);
    await refuseUnknownCompany(context, changed.company);
    const password = input.password === undefined ? {} : { passwordHash: await hashPassword(input.password) };
    return wholeAccountAsJson(await context.directory.updateAccount(account.id, { ...changed, ...password }), context);
  },
});

function refuseOtherStore(account: Account, kind: Account['kind']): void {
  if ((account.kind === 'contact') === (kind === 'contact')) return;
  throw new ActionError(
    'refused',
    `${account.name} is of kind ${account.kind}: a contact has no store, every other kind has one`,
    'delete the account and create it again',
  );
}
