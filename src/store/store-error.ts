/**
 * What a store engine throws. `unavailable`: try again later (peers get 451); `not-found`: the named thing is not
 * there; `corrupt`: what is there cannot be read, `frontdesk store check` says more; `damaged`: nothing can be read but
 * from a backup.
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
