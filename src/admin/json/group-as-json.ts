/**
 * The JSON form of a group. Fields may be added, never renamed.
 */
import type { Group } from '../../directory/directory.js';
import { formatAddress } from '../../mail/address.js';

export function groupAsJson({ name, members, addresses, owner, whoMaySend, senders, hidden }: Group) {
  return {
    name,
    members,
    addresses: addresses.map(formatAddress),
    owner,
    whoMaySend,
    senders: { ...senders, addresses: senders.addresses.map(formatAddress) },
    hidden,
  };
}

export type GroupJson = ReturnType<typeof groupAsJson>;
