/**
 * The directory port: accounts, groups, companies and domains. Implemented by sqlite/ (embedded), later unix/ and ldap/.
 *
 * Contract for every engine: addresses are passed parsed; names are compared exactly, addresses case-folded. An engine
 * that cannot answer throws DirectoryError('unavailable') and never returns `unknown`: callers turn it into 451. A change
 * made through DirectoryAdmin is visible to the next read.
 */
import type { CopySent } from '../authorship/plan-copies.js';
import type { BookingPolicy } from '../booking/booking-policy.js';
import type { Address } from '../mail/address.js';
import type { AccountQuota, QuotaLimits } from '../quota/quota-limits.js';
import type { DeputyChanges, DeputyReads } from './deputies.js';
import type { OutOfOffice } from '../out-of-office/out-of-office.js';
import type { AccountId, AccountKind, GroupMember, StoreId } from './account.js';

export interface Account {
  readonly id: AccountId;
  /** null for a contact, which has no store. */
  readonly storeId: StoreId | null;
  readonly name: string;
  readonly fullName: string;
  readonly kind: AccountKind;
  readonly primaryAddress: Address;
  readonly aliases: readonly Address[];
  /** May log in. */
  readonly active: boolean;
  readonly enabled: boolean;
  readonly sendOnly: boolean;
  readonly adminLevel: 0 | 1 | 2;
  readonly hidden: boolean;
  readonly company: string | null;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47: `en`, `de`. */
  readonly language: string;
  readonly quota: AccountQuota;
  /** Whether messages to `name+Folder` are filed in that folder, if it exists. */
  readonly plusFolder: boolean;
  /** Who keeps a copy of messages sent for this account; null: submission.copySent applies. */
  readonly copySent: CopySent | null;
  /** The mr-* flags, the capacity and the rest of the booking policy. */
  readonly booking: BookingPolicy;
  /** null: never set, which is off. */
  readonly outOfOffice: OutOfOffice | null;
  /** On or off by feature name; a missing feature is unset. */
  readonly features: Readonly<Record<string, boolean>>;
  readonly hasPassword: boolean;
}

/** All fields of an account that an administrator may set. */
export type AccountFields = Omit<Account, 'id' | 'hasPassword'> & {
  /** argon2id hash in PHC form; null: no password, so no login. */
  readonly passwordHash: string | null;
};

export interface Domain {
  readonly name: string;
  readonly company: string | null;
  /** The local domain whose addresses are valid in this domain, too. */
  readonly aliasOf: string | null;
}

/** Accounts and domains that belong together, separate from those of other companies. */
export interface Company {
  /** Compared exactly. */
  readonly name: string;
  /** The limits of accounts without their own limits. */
  readonly quota: QuotaLimits;
  /** Who is notified, in addition to the user, when a store reaches a limit. */
  readonly quotaRecipients: readonly Address[];
}

/** The built-in group of all accounts with a store. */
export const EVERYONE = 'Everyone';

export const whoMaySendWords = ['everybody', 'members', 'company', 'listed'] as const;
export type WhoMaySend = (typeof whoMaySendWords)[number];

/** The permitted senders of `listed`: accounts and groups by name, addresses, and all addresses of domains. */
export interface GroupSenders {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
  readonly addresses: readonly Address[];
  readonly domains: readonly string[];
}

/** What an administrator may set of a group. */
export interface GroupFields {
  /** In local domains, the primary address first; no account or other group has one of them. Empty: no messages. */
  readonly addresses: readonly Address[];
  /** Name of the account that is notified of failures; null: none. */
  readonly owner: string | null;
  /** `company`: the accounts of the owner's company; without an owner or company: all accounts without a company. */
  readonly whoMaySend: WhoMaySend;
  readonly senders: GroupSenders;
  /** Not in the address book. */
  readonly hidden: boolean;
}

/** A group without its members, of which there may be thousands. */
export interface MailGroup extends GroupFields {
  /** Compared exactly; no account has the same name. */
  readonly name: string;
}

export interface Group extends MailGroup {
  /** The direct members, by name; `Everyone` has all accounts except contacts. */
  readonly members: readonly GroupMember[];
}

export type Resolution =
  | { readonly kind: 'account'; readonly account: Account; readonly detail: string | null }
  | { readonly kind: 'group'; readonly group: MailGroup; readonly detail: string | null }
  | { readonly kind: 'unknown' }
  /** No domain or no account exists: an unmounted volume must not bounce messages. */
  | { readonly kind: 'empty-directory' };

export interface Directory extends DeputyReads {
  /** The address as given first, then without `+detail` (the delimiter is the engine's configuration). */
  resolve(address: Address): Promise<Resolution>;
  accountByName(name: string): Promise<Account | null>;
  /** By its name or one of its addresses. */
  accountByLogin(login: string): Promise<Account | null>;
  /**
   * The account with this login and password. null: unknown login, no password or a wrong one, all after the same time.
   * Flags and features are checked by the caller. Throws DirectoryError('unavailable') if it cannot answer.
   */
  authenticate(login: string, password: string): Promise<Account | null>;
  /** The next accounts by name, to process all accounts page by page. `''`: the first ones. */
  accountsAfter(name: string, limit: number): Promise<readonly Account[]>;
  /** Other enabled accounts of the same kind and company that are not hidden, by name, at most `limit`. */
  resourcesLike(account: Account, limit: number): Promise<readonly Account[]>;
  domains(): Promise<readonly Domain[]>;
  /** True for a local domain, including aliases. */
  isLocalDomain(domain: string): Promise<boolean>;
  company(name: string): Promise<Company | null>;
  /** By name. */
  companies(): Promise<readonly Company[]>;
  /** The next groups by name, including `Everyone`. `''`: the first ones. */
  groupsAfter(name: string, limit: number): Promise<readonly Group[]>;
  group(name: string): Promise<Group | null>;
  /** The groups of the account, direct or through other groups, by name. Groups may contain each other. */
  groupsOf(id: AccountId): Promise<readonly string[]>;
  /**
   * The accounts in a group, direct or through other groups, each once, by id: the first `limit` after that id. Groups
   * may contain each other; a group that does not exist is empty.
   */
  membersOf(group: string, after: AccountId | null, limit: number): Promise<readonly Account[]>;
}

/** The changes that the admin actions make; only the embedded engine supports all of them. */
export interface DirectoryAdmin extends Directory, DeputyChanges {
  /** Refused with `no-such-company`, like createAccount and updateAccount. */
  addDomain(domain: Domain): Promise<void>;
  /** Refused with `in-use` while an address uses it. */
  removeDomain(name: string): Promise<void>;
  /** Refused with `no-such-domain` for an address outside the local domains; only a contact may have one. */
  createAccount(fields: AccountFields): Promise<Account>;
  /** Fields that are not given keep their value. */
  updateAccount(id: AccountId, fields: Partial<AccountFields>): Promise<Account>;
  /** The store is kept as an orphan. */
  deleteAccount(id: AccountId): Promise<void>;
  /** Refused with `name-taken`. */
  createCompany(company: Company): Promise<Company>;
  /** Fields that are not given keep their value. */
  updateCompany(name: string, fields: Partial<Omit<Company, 'name'>>): Promise<Company>;
  /** Refused with `in-use` while an account or a domain belongs to it. */
  deleteCompany(name: string): Promise<void>;
  /** Refused with `name-taken` if a group or an account has the name, and as `updateGroup`. */
  createGroup(name: string, fields: Partial<GroupFields>): Promise<Group>;
  /**
   * Fields that are not given keep their value. Refused with `address-taken`, with `no-such-domain` for an address
   * outside the local domains, and with `no-such-account` for an owner that does not exist.
   */
  updateGroup(name: string, fields: Partial<GroupFields>): Promise<Group>;
  /** Also removes it from the groups that contain it. Refused for `Everyone` with `built-in`. */
  deleteGroup(name: string): Promise<void>;
  /** Changes nothing if it is already a member. Refused for `Everyone` with `built-in`. */
  addMember(group: string, member: GroupMember): Promise<Group>;
  /** Refused with `not-a-member` if it is not a direct member of the group. */
  removeMember(group: string, member: GroupMember): Promise<Group>;
}

export type DirectoryErrorReason =
  | 'unavailable'
  | 'name-taken'
  | 'address-taken'
  | 'no-such-domain'
  | 'no-such-account'
  | 'no-such-group'
  | 'no-such-company'
  | 'not-a-member'
  | 'built-in'
  | 'in-use'
  | 'granted'
  | 'not-granted';

export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  constructor(
    readonly reason: DirectoryErrorReason,
    /** What is wrong, with the name or address, for people. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
