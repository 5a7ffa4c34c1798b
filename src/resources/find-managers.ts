/**
 * Whom a resource's undecided messages reach: its managers, else its approvers, else the server's administrator.
 * Path: delivery/planning/tell-managers.ts, once something was left to a person.
 */
import type { Account, Directory } from '../directory/directory.js';
import { addressKey, parseAddress, sameAddress, type Address } from '../mail/address.js';

/**
 * Never the resource itself. Empty: there is nobody. Throws DirectoryError.
 *
 * @param administrator of the server; null: none is configured
 */
export async function findManagers(
  { booking: { managers, approvers }, primaryAddress, aliases }: Account,
  administrator: Address | null,
  directory: Pick<Directory, 'accountByName'>,
): Promise<readonly Address[]> {
  const own = [primaryAddress, ...aliases];
  for (const names of [managers, approvers]) {
    const found = (await addressesOf(names, directory)).filter(
      (each) => !own.some((other) => sameAddress(each, other)),
    );
    if (found.length > 0) return found;
  }
  return administrator === null || own.some((each) => sameAddress(each, administrator)) ? [] : [administrator];
}

/** Of accounts by name, or as they are written; each once, without accounts that are gone. Throws DirectoryError. */
export async function addressesOf(
  names: readonly string[],
  directory: Pick<Directory, 'accountByName'>,
): Promise<readonly Address[]> {
  const addresses = new Map<string, Address>();
  for (const name of names) {
    const address = name.includes('@') ? parseAddress(name) : (await directory.accountByName(name))?.primaryAddress;
    if (address != null) addresses.set(addressKey(address), address);
  }
  return [...addresses.values()];
}
