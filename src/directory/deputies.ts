/**
 * The part of the directory port for writing rights and deputies; included in Directory and DirectoryAdmin.
 *
 * Two rights, never derived from each other or from folder permissions: send-as, granted by an administrator (the
 * message names only the owner), and send-on-behalf, a part of a deputy's grant (the message names both).
 */
import type { Rights } from '../access/rights.js';
import type { Address } from '../mail/address.js';
import type { GroupMember, AccountKind, AccountId } from './account.js';

/** An account or a group, with an id that is never reused within its kind. */
export interface Party extends GroupMember {
  readonly id: number;
}

export const sendCopyWords = ['no', 'yes', 'only'] as const;
/** Whether meeting messages to the owner also go to the deputy (`yes`), or only to the deputy (`only`). */
export type SendCopy = (typeof sendCopyWords)[number];

export interface DeputyFields {
  readonly sendOnBehalf: boolean;
  /** On the owner's Inbox; null: not part of the grant. */
  readonly mail: Rights | null;
  /** On the owner's Calendar; null: not part of the grant. With `w`, the deputy sends meeting messages on behalf. */
  readonly calendar: Rights | null;
  /** Whether the deputy sees entries of CLASS PRIVATE and CONFIDENTIAL. */
  readonly seePrivate: boolean;
  readonly sendCopy: SendCopy;
}

export interface DeputyGrant extends DeputyFields {
  /** Never reused. */
  readonly id: number;
  readonly owner: Party;
  readonly deputy: Party;
}

/** What an actor may write under another account's address. */
export interface WritingRights {
  readonly owner: {
    readonly kind: AccountKind | 'group';
    readonly name: string;
    readonly fullName: string;
    readonly primaryAddress: Address;
  };
  /** From: owner, without a Sender. */
  readonly sendAs: boolean;
  /** From: owner, Sender: deputy. */
  readonly onBehalf: boolean;
  /** A grant allows changes in the owner's Calendar, so meeting messages for the owner are sent on behalf. */
  readonly calendarWrite: boolean;
}

export interface DeputyReads {
  /** null: the account or group does not exist. */
  partyOf(member: GroupMember): Promise<Party | null>;
  /** The account or group with this id; null: deleted. */
  partyById(kind: GroupMember['kind'], id: number): Promise<Party | null>;
  /** Ids of all groups of the account, direct or through other groups. */
  groupIdsOf(id: AccountId): Promise<readonly number[]>;
  /** Who may write as the owner, by name; groups are not expanded. Empty if the owner does not exist. */
  sendAsOf(owner: GroupMember): Promise<readonly Party[]>;
  /** The owner's deputies, by name. */
  deputiesOf(owner: AccountId): Promise<readonly DeputyGrant[]>;
  /** The grants that make the account a deputy, directly or through groups, by the owner's name. */
  grantsTo(deputy: AccountId): Promise<readonly DeputyGrant[]>;
  /** The next grants by id. 0: the first ones. */
  grantsAfter(id: number, limit: number): Promise<readonly DeputyGrant[]>;
  /**
   * What `actor` may write under `address`, with rights held directly or through groups, including nested ones. All
   * three are false if the actor may not write for the owner; null: no account or group has the address. Cached until
   * the next change of the directory, so calls are cheap. Throws DirectoryError('unavailable').
   */
  writingRights(actor: AccountId, address: Address): Promise<WritingRights | null>;
}

export interface DeputyChanges {
  /**
   * Changes nothing if the right exists. The owner may be a contact or a group.
   * Refused with `no-such-account` or `no-such-group`.
   */
  addSendAs(owner: GroupMember, deputy: GroupMember): Promise<void>;
  /** Refused with `not-granted` if the right does not exist. */
  removeSendAs(owner: GroupMember, deputy: GroupMember): Promise<void>;
  /** A pair has one grant: refused with `granted`, and as `addSendAs`. */
  addDeputy(owner: AccountId, deputy: GroupMember, fields: DeputyFields): Promise<DeputyGrant>;
  /** Fields that are not given keep their value. Refused with `not-granted`. */
  updateDeputy(owner: AccountId, deputy: GroupMember, fields: Partial<DeputyFields>): Promise<DeputyGrant>;
  /** Refused with `not-granted`. */
  removeDeputy(owner: AccountId, deputy: GroupMember): Promise<void>;
}
