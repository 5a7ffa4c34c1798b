/**
 * What the inbound path is given and what it carries along: dependencies and settings, and the delivery of one message.
 * Path: delivery/deliver.ts makes them; serving/ and planning/ below it read them.
 */
import type { Booker, BookingOptions, Meeting } from '../../booking/booking-request.js';
import type { QuotaSettings } from '../../directory/quota.js';
import type { RecipientSettings } from '../recipients/refuse-account.js';
import type { Address } from '../../mail/address.js';
import type { FloodLimits } from './flood-limits.js';
import type { MeetingReading } from './read-meeting.js';
import type { Account } from '../../directory/directory.js';
import type { StoreId, AccountId } from '../../directory/account.js';
import type { ResourceDeps } from '../../resources/context.js';
import type { CrashMark } from '../../runtime/crash-mark.js';
import type { DeliveryId } from '../../store/delivery-desk.js';
import type { Outbox } from '../../store/outbox.js';
import type { QuotaLedger } from '../../store/quota-ledger.js';
import type { KnownSenders } from './known-senders.js';
import type { PendingChanges } from './pending-changes.js';
import type { Turns } from '../../runtime/in-turn.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import type { Reply } from '../../mail/reply.js';

/** The configuration of vacation responses. */
export interface VacationSettings {
  /** Local parts that are never answered; `*` stands for anything. */
  readonly neverAnswer: readonly string[];
  readonly answerGroupMail: boolean;
  /** Answers an account an hour; 0: no limit. */
  readonly maxPerHour: number;
}

/** A field (lower-case name) whose value begins with this word (lower-case). */
export interface HeaderTest {
  readonly name: string;
  readonly word: string;
}

/** The configuration of the delivery rules. */
export interface DeliverySettings {
  readonly quota: QuotaSettings;
  /** A message that passes one of these is junk. */
  readonly junkHeaders: readonly HeaderTest[];
  /** What happens to a message whose expiry has passed. */
  readonly expired: 'ignore' | 'markRead' | 'drop';
  readonly outOfOffice: VacationSettings;
}

export interface InboundSettings extends RecipientSettings, DeliverySettings, FloodLimits {
  readonly hostname: string;
  readonly booking: BookingOptions;
  readonly meetings: MeetingReading;
  /** Of the server; null: none is configured. */
  readonly administrator: Address | null;
}

export interface InboundDeps extends ResourceDeps {
  readonly settings: InboundSettings;
  readonly outbox: Pick<Outbox, 'enqueueOnce'>;
  readonly quotas: Pick<QuotaLedger, 'usedBytes'>;
  readonly crashMark: CrashMark;
  readonly knownSenders: KnownSenders;
  /** An account has got a message, or none for want of room. */
  readonly watchQuota: (account: Account, what: 'filed' | 'refused') => void;
}

export interface PlanningDeps extends InboundDeps {
  readonly turns: Turns<StoreId>;
  readonly pendingChanges: PendingChanges;
}

/** One message on its way; the same for all its recipients. */
export interface Delivery {
  readonly message: ReceivedMessage;
  readonly meeting: (Meeting & { readonly booker: Booker }) | null;
  /** It was looked at for an account that answers meetings, and there is no calendar object in it. */
  readonly isPlain: boolean;
  readonly deliveryId: DeliveryId;
  /** Recipients planned beside this one that come before it and may be answered too. */
  readonly earlier: number;
  /** Recipients that are not known yet will be planned for too: the bytes are still needed. */
  readonly moreToCome: boolean;
  /** A raw message put back by an administrator: no loop or duplicate test, no answers. */
  readonly restoring: boolean;
}

/** What came of a message for each account that it was brought to, whatever addresses of it were named. */
export type RepliesByAccount = Map<AccountId, Reply>;
