/**
 * The refusal of a read that names a store that does not exist.
 */
import type { StoreId } from '../../directory/account.js';
import { StoreError } from '../store-error.js';

/** Throws StoreError('not-found'). */
export function refuseUnknown(storeId: StoreId): never {
  throw new StoreError('not-found', `there is no store ${storeId}`);
}
