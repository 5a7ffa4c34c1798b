/**
 * The directory port, continued: who may write for whom, and who is whose deputy. Part of Directory and DirectoryAdmin.
 *
 * Two rights, never derived from each other or from folder permissions: send-as, which an administrator gives on the
 * owner (the mail shows the owner alone), and send-on-behalf, which is part of a deputy's grant (the mail shows both).
 */
import type { Rights } from '../access/rights.js';
import type { Address } from '../mail/address.js';
import type { GroupMember, AccountKind, AccountId } from './account.js';

/** An account or a group, with an id that is never used again within its kind. */
export interface Party extends GroupMember {
  readonly id: number;
}

export const sendCopyWords = ['no', 'yes', 'only'] as const;
/** Whether meeting mails to the owner also reach the deputy, or reach the deputy alone. */
export type SendCopy = (typeof sendCopyWords)[number];

export interface DeputyFields {
  readonly sendOnBehalf: boolean;
  /** On the owner's Inbox; null: the grant says nothing of it. */
  readonly mail: Rights | null;
  /** On the owner's Calendar; null: the grant says nothing of it. With `w` the deputy writes meeting mails on behalf. */
  readonly calendar: Rights | null;
  /** Entries of CLASS PRIVATE and CONFIDENTIAL show as they are. */
  readonly seePrivate: boolean;
  readonly sendCopy: SendCopy;
}

export interface DeputyGrant extends DeputyFields {
  /** Never used again. */
  readonly id: number;
  readonly owner: Party;
  readonly deputy: Party;
}

/** What an actor may write under an address that is not his own. */
export interface WritingRights {
  readonly owner: {
    readonly kind: AccountKind | 'group';
    readonly name: string;
    readonly fullName: string;
    readonly primaryAddress: Address;
  };
  /** From: owner, and nobody else is named. */
  readonly sendAs: boolean;
  /** From: owner, Sender: deputy. */
  readonly onBehalf: boolean;
  /** A grant lets him change the owner's Calendar: his meeting mails for the owner go out on behalf. */
  readonly calendarWrite: boolean;
}

export interface DeputyReads {
  /** null: there is no such account or group. */
  partyOf(member: GroupMember): Promise<Party | null>;
  /** Whom an entry names; null: it has been deleted since. */
  partyById(kind: GroupMember['kind'], id: number): Promise<Party | null>;
  /** Every group the account is in, through other groups too, by id. */
  groupIdsOf(id: AccountId): Promise<readonly number[]>;
  /** Who may write as the owner, by name; groups as they were put in. Empty for an owner that is not there. */
  sendAsOf(owner: GroupMember): Promise<readonly Party[]>;
  /** The owner's deputies, by name. */
  deputiesOf(owner: AccountId): Promise<readonly DeputyGrant[]>;
  /** Whose deputy the account is, itself or through groups, by the owner's name. */
  grantsTo(deputy: AccountId): Promise<readonly DeputyGrant[]>;
  /** All there are, by owner. */
  grants(): Promise<readonly DeputyGrant[]>;
  /**
   * What `actor` may write under `address`, each right held by himself or through groups, nested ones too. All three
   * are false for somebody known whom he may not write for; null: nobody here has the address. Remembered until the
   * next change of the directory, so asked as often as needed. Throws DirectoryError('unavailable').
   */
  writingRights(actor: AccountId, address: Address): Promise<WritingRights | null>;
}

export interface DeputyChanges {
  /**
   * Nothing changes if the right is there. The owner may be a contact or a group.
   * Refused with `no-such-account` or `no-such-group`.
   */
  addSendAs(owner: GroupMember, deputy: GroupMember): Promise<void>;
  /** Refused with `not-granted` if it is not there. */
  removeSendAs(owner: GroupMember, deputy: GroupMember): Promise<void>;
  /** One grant a pair: refused with `granted`, and as `addSendAs`. */
  addDeputy(owner: AccountId, deputy: GroupMember, fields: DeputyFields): Promise<DeputyGrant>;
  /** Fields not named stay. Refused with `not-granted`. */
  updateDeputy(owner: AccountId, deputy: GroupMember, fields: Partial<DeputyFields>): Promise<DeputyGrant>;
  /** Refused with `not-granted`. */
  removeDeputy(owner: AccountId, deputy: GroupMember): Promise<void>;
}
