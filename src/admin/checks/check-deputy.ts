/**
 * The rules for deputy grants: who may be a deputy of whom, and with which rights.
 */
import { isDeputyProfile } from '../../access/profiles.js';
import type { DeputyFields, Party } from '../../directory/deputies.js';
import type { Account } from '../../directory/directory.js';
import type { StoreId } from '../../directory/account.js';
import { ActionError } from '../action.js';
import { storeOf } from '../find.js';
import type { AdminContext } from '../admin-context.js';

type Parts = Pick<AdminContext, 'directory' | 'config'>;

/** The owner's store. Throws ActionError('refused') when they cannot be owner and deputy. */
export async function checkPair(owner: Account, deputy: Party, { directory, config }: Parts): Promise<StoreId> {
  const storeId = storeOf(owner);
  if (deputy.kind === 'group') {
    if (config.deputy.simplePermissionMode)
      throw refused(`${deputy.name} is a group, which deputy.simplePermissionMode does not allow`, 'name an account');
    return storeId;
  }
  if (deputy.id === owner.id) throw refused(`${owner.name} cannot be a deputy of itself`, 'name another account');
  const account = await directory.accountByName(deputy.name);
  if (account?.kind === 'contact') throw refused(`${deputy.name} is a contact and cannot log in`, 'name a user');
  if (account !== null && account.company !== owner.company)
    throw refused(
      `${owner.name} and ${deputy.name} are not in the same company`,
      'name an account of the same company',
    );
  return storeId;
}

/** Throws ActionError('bad-input'). */
export function checkFields(fields: DeputyFields, { config }: Pick<Parts, 'config'>): void {
  const { mail, calendar, sendOnBehalf, sendCopy } = fields;
  if (mail === null && calendar === null && !sendOnBehalf && sendCopy === 'no')
    throw new ActionError(
      'bad-input',
      'the grant would be empty',
      'give --mail, --calendar, --send-on-behalf yes or --send-copy yes; `frontdesk deputy revoke` removes a deputy',
    );
  if (!config.deputy.simplePermissionMode) return;
  if ([mail, calendar].some((rights) => rights !== null && !isDeputyProfile(rights)))
    throw new ActionError(
      'bad-input',
      'deputy.simplePermissionMode only allows viewer, editor and author',
      'give one of these, or turn the mode off',
    );
}

function refused(what: string, advice: string): ActionError {
  return new ActionError('refused', what, advice);
}
