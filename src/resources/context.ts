/**
 * What the functions of resources/ are given. Each takes the part it needs.
 */
import type { BookingOptions } from '../booking/booking-request.js';
import type { PreparedBooking } from '../booking/prepare-booking.js';
import type { Account, Directory } from '../directory/directory.js';
import type { Compose } from '../outbox/compose-outgoing.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Calendars } from '../store/calendars.js';
import type { DeliveryDesk } from '../store/delivery-desk.js';

export interface ResourceDeps {
  readonly directory: Directory;
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: { readonly booking: BookingOptions };
  readonly compose: Compose;
  /** There is something new in the outbox. */
  readonly wakeOutbox: () => void;
}

/** How a decision looks at the message and at calendars. */
export interface DecisionDeps extends Pick<ResourceDeps, 'clock' | 'log' | 'settings'> {
  readonly directory: Pick<Directory, 'accountByName' | 'resolve' | 'resourcesLike' | 'isLocalDomain'>;
  /** What is read here is what the decision holds to. */
  readonly desk: Pick<DeliveryDesk, 'read'>;
  /** Where offers are looked up: what is proposed need not hold, so that reading it binds the decision to nothing. */
  readonly offersDesk: Pick<DeliveryDesk, 'read'>;
  /** Enters an account's endless series up to the days that are asked for. */
  readonly extendIndex: (booking: PreparedBooking, account: Account) => Promise<void>;
  /** Work that looks at the message runs in it: should it end the process, the message is known by that. */
  readonly look: <Result>(work: () => Result) => Result;
}
