/**
 * The error of a store engine. `unavailable`: try again later (clients get 451); `not-found`: the named object does not
 * exist; `corrupt`: stored data cannot be read, see `frontdesk store check`; `damaged`: the data must be restored from a
 * backup; `locked`: another process has the folder.
 */
export type StoreErrorReason = 'unavailable' | 'not-found' | 'corrupt' | 'damaged' | 'locked';

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
