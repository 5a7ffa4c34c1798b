/**
 * Asks the directory about every address that a message names as an author: the actor's own, or somebody's for whom the
 * actor holds a right.
 * Path: submit.ts, between reading the header and deciding (authorship/authorise.ts).
 */
import type { AddressRights, RightsByAddress } from '../authorship/writing-rights.js';
import type { Account, Directory } from '../directory/directory.js';
import { addressKey, type Address } from '../mail/address.js';

export type WritingRightsDirectory = Pick<Directory, 'resolve' | 'writingRights'>;

/** Addresses of nobody, and of those for whom the actor has no right, are left out. Throws what the directory throws. */
export async function gatherWritingRights(
  actor: Account,
  addresses: readonly Address[],
  directory: WritingRightsDirectory,
): Promise<RightsByAddress> {
  const rightsByAddress = new Map<string, AddressRights>();
  for (const address of addresses) {
    const rights = await rightsAt(actor, address, directory);
    if (rights !== null) rightsByAddress.set(addressKey(address), rights);
  }
  return rightsByAddress;
}

async function rightsAt(
  actor: Account,
  address: Address,
  directory: WritingRightsDirectory,
): Promise<AddressRights | null> {
  const found = await directory.resolve(address);
  if (found.kind === 'account' && found.account.id === actor.id) return { kind: 'own' };
  const rights = await directory.writingRights(actor.id, address);
  if (rights === null || !(rights.sendAs || rights.onBehalf || rights.calendarWrite)) return null;
  const { name, fullName, kind, primaryAddress } = rights.owner;
  return {
    kind: 'owner',
    owner: { name, fullName, kind, address: primaryAddress },
    sendAs: rights.sendAs,
    onBehalf: rights.onBehalf,
    calendarWrite: rights.calendarWrite,
  };
}
