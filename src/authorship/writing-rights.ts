/**
 * What the directory knows of an address that somebody wants to write as: whose it is, and what the actor may do there.
 * Gathered by submission for every address that a message names as an author, before authorise.ts decides.
 */
import { addressKey, type Address } from '../mail/address.js';

/** Somebody with an account, as the header of a message shows them. */
export interface Person {
  /** The account's name, which is one person's alone. */
  readonly name: string;
  readonly fullName: string;
  /** The primary one. */
  readonly address: Address;
}

/** For whom a message is written. */
export interface Owner extends Person {
  /** A contact or a group has no store. */
  readonly kind: 'user' | 'shared' | 'room' | 'equipment' | 'contact' | 'group';
}

export type AddressRights =
  /** The actor's own address, alias or `user+detail`. */
  | { readonly kind: 'own' }
  | {
      readonly kind: 'owner';
      readonly owner: Owner;
      /** Given by an administrator: the message shows the owner alone. */
      readonly sendAs: boolean;
      /** Given by the owner: the message shows both. */
      readonly onBehalf: boolean;
      /** A deputy's grant with write permission on the owner's Calendar: iTIP messages on behalf. */
      readonly calendarWrite: boolean;
      /** The groups that the rights above came through, the actor being in them directly or not; for the audit. */
      readonly throughGroups?: readonly string[];
    };

/** By `addressKey`. An address of nobody, or of somebody for whom the actor has no right at all, may be left out. */
export type RightsByAddress = ReadonlyMap<string, AddressRights>;

export function rightsAt(rightsByAddress: RightsByAddress, address: Address): AddressRights | null {
  return rightsByAddress.get(addressKey(address)) ?? null;
}

/** Which right counts when both are held. */
export type Precedence = 'on-behalf' | 'send-as';

/** By which right the actor may write as an address; null: by none. */
export type Right = 'own' | 'on-behalf' | 'send-as';

/**
 * @param isCalendarMail the message holds an iTIP object in which this owner speaks, as organizer or answering attendee
 */
export function rightOf(
  rights: AddressRights | null,
  precedence: Precedence,
  isCalendarMail: (owner: Owner) => boolean,
): Right | null {
  if (rights === null) return null;
  if (rights.kind === 'own') return 'own';
  const onBehalf = rights.onBehalf || (rights.calendarWrite && isCalendarMail(rights.owner));
  if (onBehalf && rights.sendAs) return precedence;
  if (onBehalf) return 'on-behalf';
  return rights.sendAs ? 'send-as' : null;
}
