/**
 * The JSON form of an account. Fields may be added, never renamed.
 */
import { quotaOf } from '../../directory/quota.js';
import type { Account } from '../../directory/directory.js';
import { formatAddress } from '../../mail/address.js';
import { levelOf, serverQuota } from '../../quota/quota-limits.js';
import type { AdminContext } from '../admin-context.js';
import { outOfOfficeAsJson } from './out-of-office-as-json.js';

/** Without the parts that must be read from the store. */
export async function accountAsJson(
  account: Account,
  { config, directory }: Pick<AdminContext, 'config' | 'directory'>,
) {
  const quota = await quotaOf(account, directory, serverQuota(config.quota));
  return {
    name: account.name,
    fullName: account.fullName,
    addresses: [account.primaryAddress, ...account.aliases].map(formatAddress),
    kind: account.kind,
    timeZone: account.timeZone,
    language: account.language,
    active: account.active,
    enabled: account.enabled,
    sendOnly: account.sendOnly,
    adminLevel: account.adminLevel,
    hidden: account.hidden,
    hasPassword: account.hasPassword,
    features: account.features,
    company: account.company,
    capacity: account.booking.capacity,
    /** The effective limits in bytes: the account's own (`override`), its company's or the server's. 0: no limit. */
    quota: {
      warn: quota.warnBytes,
      soft: quota.softBytes,
      hard: quota.hardBytes,
      override: account.quota.override,
    },
    plusFolder: account.plusFolder,
    /** null: submission.copySent applies. */
    copySent: account.copySent,
    booking: account.booking,
  };
}

/** The full form: `account show NAME --json`. */
export async function wholeAccountAsJson(account: Account, context: AdminContext) {
  const store = account.storeId === null ? null : await context.mailStore.store(account.storeId);
  const json = await accountAsJson(account, context);
  const usedBytes = store?.usedBytes ?? 0;
  return {
    ...json,
    quota: {
      ...json.quota,
      level: levelOf(usedBytes, await quotaOf(account, context.directory, serverQuota(context.config.quota))),
    },
    /** Directly or through other groups. */
    groups: await context.directory.groupsOf(account.id),
    storeId: store?.guid ?? null,
    storeBytes: usedBytes,
    /** Names of accounts and groups that may write as it. */
    sendAs: (await context.directory.sendAsOf({ kind: 'account', name: account.name })).map(({ name }) => name),
    deputies: (await context.directory.deputiesOf(account.id)).map(({ deputy }) => deputy.name),
    outOfOffice: outOfOfficeAsJson(account.outOfOffice, context.clock()),
  };
}

export type AccountJson = Awaited<ReturnType<typeof wholeAccountAsJson>>;
