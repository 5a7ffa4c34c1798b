/**
 * An account of the directory as booking sees it.
 */
import type { Resource } from '../booking/booking-request.js';
import type { Account } from '../directory/directory.js';
import type { Address } from '../mail/address.js';

/** The forward-path too is an address of it, an alias domain's perhaps. Throws for a contact, which has no calendar. */
export function resourceOf(account: Account, forwardPath: Address | null): Resource {
  const { primaryAddress, aliases, kind, fullName, timeZone, language, booking } = account;
  if (kind === 'contact') throw new Error(`account ${account.name} is a contact`);
  return {
    addresses: [primaryAddress, ...aliases, ...(forwardPath === null ? [] : [forwardPath])],
    mailbox: { address: primaryAddress, displayName: fullName === '' ? null : fullName },
    kind,
    timeZone,
    language,
    policy: booking,
  };
}
