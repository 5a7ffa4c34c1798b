/**
 * What an administrator's action is given: the parts of the server that it may read and change. wiring.ts fills it, in
 * the running process or in a command that has the data folder to itself.
 */
import type { EventHooks } from './events/event-hooks.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { VacationExplanation } from '../delivery/explain/explain-vacation.js';
import type { InboundPath } from '../delivery/inbound-path.js';
import type { HandWord } from '../delivery/explain/decide-left.js';
import type { HandBooking, HandBookingOutcome } from '../resources/book-by-hand.js';
import type { CancelledByHand, HandCancellation } from '../resources/cancel-by-hand.js';
import type { HandOutcome } from '../resources/decide-by-hand.js';
import type { HeldForPool } from '../resources/held-for-pool.js';
import type { RetiredMeeting } from '../resources/retire-resource.js';
import type { Account, DirectoryAdmin } from '../directory/directory.js';
import type { Address } from '../mail/address.js';
import type { Instant, Interval } from '../mail/instant.js';
import type { Clock } from '../runtime/clock.js';
import type { Config } from '../settings/config.js';
import type { Log } from '../runtime/log.js';
import type { RunningProcess } from '../runtime/running-process.js';
import type { AccessStore } from '../store/access-store.js';
import type { BackupStore } from '../store/backup-store.js';
import type { OutboundPath } from '../submission/outbound-path.js';
import type { Audit } from '../store/audit.js';
import type { Calendars, LeftMessage } from '../store/calendars.js';
import type { DeliveryDesk } from '../store/delivery-desk.js';
import type { Outbox } from '../store/outbox.js';
import type { QuotaLedger } from '../store/quota-ledger.js';
import type { MailStore } from '../store/mail-store.js';

export interface AdminContext {
  /** In effect now: read it again after each await. */
  readonly config: Config;
  /** The process that runs the services; null: a command has the data folder for one action. */
  readonly process: RunningProcess | null;
  /** The id of the data folder, for `data.id`. */
  readonly dataId: string;
  readonly directory: DirectoryAdmin;
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly quotas: QuotaLedger;
  readonly mailStore: MailStore;
  readonly access: AccessStore;
  readonly backups: BackupStore;
  readonly inbound: InboundPath;
  readonly outbound: OutboundPath;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs the administrator's event hooks after the action. */
  readonly events: EventHooks;
  /** Makes the outbox check now for messages that are due. */
  wakeOutbox(): void;
  /**
   * What booking would decide about this message or calendar object for the account, without changing anything.
   * null: booking does not apply (no calendar object, junk, or an account that does not answer meeting requests).
   */
  explainMessage(account: Account, bytes: Uint8Array): Promise<DecisionRecord | null>;
  /**
   * Whether the sender of this message would get a vacation response of the account, and why, without sending one.
   * @param from the reverse-path; undefined: taken from the message
   */
  explainVacation(account: Account, bytes: Uint8Array, from: Address | null | undefined): Promise<VacationExplanation>;
  /** The bookings that the members of a pool hold for it, ordered by start; empty for an account that is not a pool. */
  heldForPool(pool: Account, interval: Interval): Promise<readonly HeldForPool[]>;
  /** Declines the bookings of the account from then on, by mail. @param dryRun change and send nothing */
  retireResource(account: Account, from: Instant, dryRun: boolean): Promise<readonly RetiredMeeting[]>;
  /** A person decides on a message that was left to one. @param bytes of the message, as stored */
  decideLeft(account: Account, left: LeftMessage, bytes: Uint8Array, word: HandWord): Promise<HandOutcome>;
  /** A person frees a booking; the organizer is told. null: nothing of it is booked from now on. */
  cancelByHand(cancellation: HandCancellation): Promise<CancelledByHand | null>;
  /** A person books a resource without a message. */
  bookByHand(booking: HandBooking): Promise<HandBookingOutcome>;
}
