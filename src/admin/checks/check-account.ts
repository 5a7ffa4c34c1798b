/**
 * Refuses account fields that contradict each other.
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
      `capacity: only equipment has a capacity, and ${fields.name} is of kind ${fields.kind}`,
      'omit --capacity, or use --kind equipment',
    );
  const { minDurationMinutes, maxDurationMinutes } = fields.booking;
  if (minDurationMinutes !== null && maxDurationMinutes !== null && minDurationMinutes > maxDurationMinutes)
    throw new ActionError(
      'bad-input',
      'min-duration: longer than max-duration',
      'give --min-duration <= --max-duration, or none for one of them',
    );
  const asAddress = parseAddress(fields.name);
  const own = [fields.primaryAddress, ...fields.aliases];
  // A login with an address must not find another account whose name looks like that address.
  if (fields.name.includes('@') && !own.some((address) => asAddress !== null && sameAddress(address, asAddress)))
    throw new ActionError(
      'bad-input',
      `name: ${fields.name} is an address that the account does not have`,
      'choose a name without @',
    );
  refuseFallingQuota(fields.quota);
}
