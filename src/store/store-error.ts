/**
 * The error of a store engine. `unavailable`: try again later (clients get 451); `not-found`: the named object does not
 * exist; `other-data`: the data folder is not the one that the configuration names; `exists`: the name is in use; `over-quota`: the hard limit of the store; `not-allowed`: the engine never does
 * this; `corrupt`: stored data cannot be read, see `frontdesk store check`; `damaged`: the data must be restored from a
 * backup; `locked`: another process has the folder.
 */
export type StoreErrorReason =
  | 'unavailable'
  | 'not-found'
  | 'other-data'
  | 'exists'
  | 'over-quota'
  | 'not-allowed'
  | 'corrupt'
  | 'damaged'
  | 'locked';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly reason: StoreErrorReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
