/**
 * The house as an administrator's action sees it: what it may ask and change. wiring.ts fills it, in the running
 * process or in a command line that has the data folder to itself.
 */
import type { EventHooks } from './events/event-hooks.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { VacationExplanation } from '../delivery/explain/explain-vacation.js';
import type { InboundPath } from '../delivery/inbound-path.js';
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
import type { OutboundPath } from '../submission/outbound-path.js';
import type { Desk } from '../store/desk.js';
import type { MailStore } from '../store/mail-store.js';

export interface AdminContext {
  /** In force now: ask anew after each wait. */
  readonly config: Config;
  /** The process that runs the services; null: a command line has the house for one action. */
  readonly process: RunningProcess | null;
  /** The id of the data folder, for `data.id`. */
  readonly dataId: string;
  readonly directory: DirectoryAdmin;
  readonly desk: Desk;
  readonly mailStore: MailStore;
  readonly access: AccessStore;
  readonly inbound: InboundPath;
  readonly outbound: OutboundPath;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs the administrator's executables for it, after the action. */
  readonly events: EventHooks;
  /** The outbox looks now whether something is due. */
  wakeOutbox(): void;
  /**
   * What booking would decide about this message, or calendar object, for the account; nothing is changed.
   * null: booking would not look at it (no calendar object in it, junk, the account does not book).
   */
  explainMessage(account: Account, bytes: Uint8Array): Promise<DecisionRecord | null>;
  /**
   * Whether the sender of this message would be told that the account is away, and why; nothing is changed.
   * @param from the reverse-path; undefined: what the message says of it
   */
  explainVacation(account: Account, bytes: Uint8Array, from: Address | null | undefined): Promise<VacationExplanation>;
  /** What the members of a pool hold for it, ordered by start; of an account that is no pool, nothing. */
  heldForPool(pool: Account, interval: Interval): Promise<readonly HeldForPool[]>;
  /** Declines by mail what the account is booked for from then on. @param dryRun nothing is changed or sent */
  retireResource(account: Account, from: Instant, dryRun: boolean): Promise<readonly RetiredMeeting[]>;
}
