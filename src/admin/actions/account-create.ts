/**
 * Creates an account and, except for a contact, its store. Everything that can be refused is refused first; then the
 * store is created before the account, so that no account points to a missing store.
 */
import { z } from 'zod';
import { defaultBookingPolicy, type BookingPolicy } from '../../booking/booking-policy.js';
import { DirectoryError, type AccountFields } from '../../directory/directory.js';
import type { AccountKind } from '../../directory/account.js';
import { formatAddress, sameAddress, type Address } from '../../mail/address.js';
import { noQuota } from '../../quota/quota-limits.js';
import { wholeAccountAsJson } from '../json/account-as-json.js';
import { accountInput, changedCopySent, changedFeatures } from '../input/account-input.js';
import { action, ActionError } from '../action.js';
import { changedPolicy } from '../input/booking-input.js';
import { refuseUnfitting } from '../checks/check-account.js';
import { refuseUnfittingMembers } from '../checks/check-members.js';
import { accountName } from '../input/fields.js';
import { refuseUnknownCompany } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { hashPassword } from '../input/password.js';
import { changedAccountQuota } from '../input/quota-input.js';

export const accountCreate = action({
  name: 'account-create',
  changes: true,
  input: z.strictObject({ ...accountInput, name: accountName() }),
  async run(context, input) {
    if (input.email === undefined)
      throw new ActionError('bad-input', 'email: an address is required', 'add --email ADDRESS');
    const kind = input.kind ?? 'user';
    const isPerson = kind === 'user';
    const fields: Omit<AccountFields, 'storeId'> = {
      name: input.name,
      fullName: input.fullName ?? input.name,
      kind,
      primaryAddress: input.email,
      aliases: input.alias ?? [],
      active: input.active ?? isPerson,
      enabled: input.enabled ?? true,
      sendOnly: input.sendOnly ?? false,
      adminLevel: adminLevel(input.admin),
      hidden: input.hidden ?? false,
      company: input.company === undefined || input.company === '' ? null : input.company,
      timeZone: input.timeZone ?? context.config.server.timeZone,
      language: input.language ?? context.config.server.language,
      quota: changedAccountQuota({ ...noQuota, override: false }, input),
      plusFolder: input.plusFolder ?? false,
      copySent: changedCopySent(null, input.copySent),
      booking: await changedPolicy(context, policyOfNew(kind), input),
      outOfOffice: null,
      features: changedFeatures({}, input.feature ?? []),
      passwordHash: input.password === undefined ? null : await hashPassword(input.password),
    };
    refuseUnfitting(fields);
    await refuseUnfittingMembers(context, fields);
    await refuseUnknownCompany(context, fields.company);
    await refuseTaken(context, fields);
    const store = kind === 'contact' ? null : await context.mailStore.createStore(context.clock());
    const account = await context.directory.createAccount({ ...fields, storeId: store?.id ?? null });
    if (store !== null)
      context.events.fire('createuser', { user: account.name, company: account.company, store: store.guid });
    return wholeAccountAsJson(account, context);
  },
});

export function adminLevel(said: '0' | '1' | '2' | undefined, before: 0 | 1 | 2 = 0): 0 | 1 | 2 {
  return said === undefined ? before : ({ '0': 0, '1': 1, '2': 2 } as const)[said];
}

/** A new resource answers requests and declines conflicts. */
function policyOfNew(kind: AccountKind): BookingPolicy {
  const isResource = kind === 'room' || kind === 'equipment';
  return isResource ? { ...defaultBookingPolicy, mrAccept: true, declineConflict: true } : defaultBookingPolicy;
}

/** The directory checks this again when it writes. It is checked here so that no store is left without an account. */
async function refuseTaken(
  { directory }: AdminContext,
  fields: { name: string; kind: AccountKind; primaryAddress: Address; aliases: readonly Address[] },
): Promise<void> {
  if ((await directory.accountByName(fields.name)) !== null)
    throw new DirectoryError('name-taken', `account ${fields.name} already exists`);
  if ((await directory.group(fields.name)) !== null)
    throw new DirectoryError('name-taken', `a group ${fields.name} already exists`);
  for (const address of [fields.primaryAddress, ...fields.aliases]) {
    if (fields.kind !== 'contact' && !(await directory.isLocalDomain(address.domain)))
      throw new DirectoryError('no-such-domain', `${address.domain} is not a local domain`);
    const owner = await directory.accountByLogin(formatAddress(address));
    if (owner !== null)
      throw new DirectoryError('address-taken', `address ${formatAddress(address)} belongs to account ${owner.name}`);
    const holder = await directory.resolve(address);
    if (holder.kind === 'group' && holder.group.addresses.some((taken) => sameAddress(taken, address)))
      throw new DirectoryError(
        'address-taken',
        `address ${formatAddress(address)} belongs to group ${holder.group.name}`,
      );
  }
}
