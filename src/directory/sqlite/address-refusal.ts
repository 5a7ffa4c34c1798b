/**
 * Refuses an address that an account or group has, or whose domain is not local.
 */
import type Database from 'better-sqlite3';
import { addressKey, formatAddress, type Address } from '../../mail/address.js';
import { DirectoryError } from '../directory.js';

/** Throws DirectoryError('address-taken'). */
export function addressRefusal(database: Database.Database): (address: Address) => void {
  const holder = database
    .prepare<{ key: string }, string>(
      `SELECT 'account ' || name FROM account_address JOIN account ON account.id = account_id WHERE key = @key
       UNION ALL SELECT 'group ' || name FROM group_address JOIN user_group ON user_group.id = group_id WHERE key = @key`,
    )
    .pluck();
  return (address) => {
    const takenBy = holder.get({ key: addressKey(address) });
    if (takenBy !== undefined)
      throw new DirectoryError('address-taken', `address ${formatAddress(address)} belongs to ${takenBy}`);
  };
}

export const noSuchDomain = (name: string): DirectoryError =>
  new DirectoryError('no-such-domain', `${name} is not a local domain`);
