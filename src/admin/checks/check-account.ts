/**
 * What does not fit together in an account.
 */
import type { AccountFields } from '../../directory/directory.js';
import { parseAddress, sameAddress } from '../../mail/address.js';
import { ActionError } from '../action.js';
import { refuseFallingQuota } from './check-quota.js';

/** Throws ActionError('bad-input'). */
export function refuseUnfitting(
  fields: Pick<AccountFields, 'name' | 'kind' | 'booking' | 'primaryAddress' | 'aliases' | 'quota'>,
): void {
  if (fields.kind !== 'equipment' && fields.booking.capacity !== 1)
    throw new ActionError(
      'bad-input',
      `capacity: only equipment has one, and ${fields.name} is of kind ${fields.kind}`,
      'leave --capacity out, or make it --kind equipment',
    );
  const { minDurationMinutes, maxDurationMinutes } = fields.booking;
  if (minDurationMinutes !== null && maxDurationMinutes !== null && minDurationMinutes > maxDurationMinutes)
    throw new ActionError(
      'bad-input',
      'min-duration: longer than the longest booking allowed, so nothing could be booked',
      'give --min-duration <= --max-duration, or none for either',
    );
  const asAddress = parseAddress(fields.name);
  const own = [fields.primaryAddress, ...fields.aliases];
  // Who logs in by address must not get somebody whose name looks like that address.
  if (fields.name.includes('@') && !own.some((address) => asAddress !== null && sameAddress(address, asAddress)))
    throw new ActionError(
      'bad-input',
      `name: ${fields.name} is an address, but none of the account's`,
      'choose a name without @',
    );
  refuseFallingQuota(fields.quota);
}
