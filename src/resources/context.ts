/**
 * What the functions of resources/ are given. Each takes the part it needs.
 */
import type { BookingOptions } from '../booking/booking-request.js';
import type { Directory } from '../directory/directory.js';
import type { Compose } from '../outbox/compose-outgoing.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Desk } from '../store/desk.js';

export interface ResourceDeps {
  readonly directory: Directory;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: { readonly booking: BookingOptions };
  readonly compose: Compose;
  /** There is something new in the outbox. */
  readonly wakeOutbox: () => void;
}
