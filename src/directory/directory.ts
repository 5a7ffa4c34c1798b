/**
 * The directory port: who exists, and what we know of them. Implemented by sqlite/ (embedded), later unix/ and ldap/.
 *
 * Contract for every engine: addresses handed in are parsed; names compare exactly, addresses case-folded. A back end
 * that cannot answer throws DirectoryError('unavailable'), never `unknown`: callers turn it into 451. A change made
 * through DirectoryAdmin shows in the next read.
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
  /** Mail to `name+Folder` is filed in that folder if it is there. */
  readonly plusFolder: boolean;
  /** Who keeps a copy of mail written for this account; null: submission.copySent says it. */
  readonly copySent: CopySent | null;
  /** The mr-* flags, capacity and the whole policy. */
  readonly booking: BookingPolicy;
  /** null: never set, which is off. */
  readonly outOfOffice: OutOfOffice | null;
  /** Word per feature name; a feature not named is unset. */
  readonly features: Readonly<Record<string, boolean>>;
  readonly hasPassword: boolean;
}

/** Everything of an account that an administrator may set. */
export type AccountFields = Omit<Account, 'id' | 'hasPassword'> & {
  /** argon2id hash in PHC form, or null: no password, no login. */
  readonly passwordHash: string | null;
};

export interface Domain {
  readonly name: string;
  readonly company: string | null;
  /** This domain's addresses are those of another domain of ours. */
  readonly aliasOf: string | null;
}

/** Accounts and domains that belong together, apart from those of other companies. */
export interface Company {
  /** Compares exactly. */
  readonly name: string;
  /** What its accounts may store, where they have no word of their own. */
  readonly quota: QuotaLimits;
  /** Who is told, beside its user, that a store has reached a limit. */
  readonly quotaRecipients: readonly Address[];
}

/** The group that is there always and that everybody who has a store is in. */
export const EVERYONE = 'Everyone';

export const whoMaySendWords = ['everybody', 'members', 'company', 'listed'] as const;
export type WhoMaySend = (typeof whoMaySendWords)[number];

/** Whom `listed` lets send: accounts and groups by name, whoever has one of the addresses, all of the domains. */
export interface GroupSenders {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
  readonly addresses: readonly Address[];
  readonly domains: readonly string[];
}

/** What an administrator may set of a group. */
export interface GroupFields {
  /** The primary one first, in domains of ours; no account or other group has one of them. Empty: it gets no mail. */
  readonly addresses: readonly Address[];
  /** Name of the account that is told of failures; null: nobody is. */
  readonly owner: string | null;
  /** `company`: the accounts of the owner's company; without an owner, or one of no company: all that are in none. */
  readonly whoMaySend: WhoMaySend;
  readonly senders: GroupSenders;
  /** Not in the address book. */
  readonly hidden: boolean;
}

/** A group as mail sees it: without its members, which may be thousands. */
export interface MailGroup extends GroupFields {
  /** Compares exactly; no account has the same. */
  readonly name: string;
}

export interface Group extends MailGroup {
  /** As they were put in, by name; `Everyone`'s are all accounts but contacts. */
  readonly members: readonly GroupMember[];
}

export type Resolution =
  | { readonly kind: 'account'; readonly account: Account; readonly detail: string | null }
  | { readonly kind: 'group'; readonly group: MailGroup; readonly detail: string | null }
  | { readonly kind: 'unknown' }
  /** No domain or no account exists at all: an unmounted volume must not bounce mail. */
  | { readonly kind: 'empty-directory' };

export interface Directory extends DeputyReads {
  /** The address as given first, then without `+detail` (the delimiter is the engine's configuration). */
  resolve(address: Address): Promise<Resolution>;
  accountByName(name: string): Promise<Account | null>;
  /** A login name or one of its addresses. */
  accountByLogin(login: string): Promise<Account | null>;
  /**
   * The account that logs in so, or null: no such login, no password, or a wrong one, all after the same time. Flags
   * and features are the caller's to look at. Throws DirectoryError('unavailable'), never null, when it cannot tell.
   */
  authenticate(login: string, password: string): Promise<Account | null>;
  accounts(): Promise<readonly Account[]>;
  /** The next accounts by name: for whoever walks through all of them, and need not have them at once. `''`: the first. */
  accountsAfter(name: string, limit: number): Promise<readonly Account[]>;
  /** Other enabled accounts of this one's kind and company that nobody hides, by name, at most `limit`. */
  resourcesLike(account: Account, limit: number): Promise<readonly Account[]>;
  domains(): Promise<readonly Domain[]>;
  /** True for a domain of ours (inside), aliases too. */
  isLocalDomain(domain: string): Promise<boolean>;
  company(name: string): Promise<Company | null>;
  /** By name. */
  companies(): Promise<readonly Company[]>;
  /** By name, `Everyone` among them. */
  groups(): Promise<readonly Group[]>;
  group(name: string): Promise<Group | null>;
  /** Every group the account is in, through other groups too, by name; groups that hold each other are no endless road. */
  groupsOf(id: AccountId): Promise<readonly string[]>;
  /**
   * The accounts in a group, through other groups too, each once, by id: the first `limit` after that id. Groups that
   * hold each other are no endless road; a group that is not there is empty.
   */
  membersOf(group: string, after: AccountId | null, limit: number): Promise<readonly Account[]>;
}

/** What the administrator's actions change; only the embedded engine has all of it. */
export interface DirectoryAdmin extends Directory, DeputyChanges {
  /** Refused with `no-such-company`, as createAccount and updateAccount are. */
  addDomain(domain: Domain): Promise<void>;
  /** Refused with `in-use` while an address is in it. */
  removeDomain(name: string): Promise<void>;
  /** Refused with `no-such-domain` for an address outside our domains; only a contact may have one. */
  createAccount(fields: AccountFields): Promise<Account>;
  /** Fields not named stay. */
  updateAccount(id: AccountId, fields: Partial<AccountFields>): Promise<Account>;
  /** The store stays, as an orphan. */
  deleteAccount(id: AccountId): Promise<void>;
  /** Refused with `name-taken`. */
  createCompany(company: Company): Promise<Company>;
  /** Fields not named stay. */
  updateCompany(name: string, fields: Partial<Omit<Company, 'name'>>): Promise<Company>;
  /** Refused with `in-use` while an account or a domain is in it. */
  deleteCompany(name: string): Promise<void>;
  /** Refused with `name-taken` if a group or an account has the name, and as `updateGroup`. */
  createGroup(name: string, fields?: Partial<GroupFields>): Promise<Group>;
  /**
   * Fields not named stay. Refused with `address-taken`, with `no-such-domain` for an address outside our domains, with
   * `no-such-account` for an owner that is not there.
   */
  updateGroup(name: string, fields: Partial<GroupFields>): Promise<Group>;
  /** What held it holds it no longer. `Everyone` stays: `built-in`. */
  deleteGroup(name: string): Promise<void>;
  /** Nothing changes if it is in it already. `Everyone`'s members are not chosen: `built-in`. */
  addMember(group: string, member: GroupMember): Promise<Group>;
  /** Refused with `not-a-member` if it was not put into this very group. */
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
    /** For a person: what is wrong, with the name or address in it. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
