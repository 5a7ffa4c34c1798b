/**
 * The types of the delivery rules: what a rule is given (context, draft) and what it answers (a part of the plan, or stop).
 * Path: plan-delivery.ts runs the rules in order; each rule has a file of its own beside this one.
 */
import type { ReceivedMessage } from '../../../mail/received-message.js';
import type { StoreId } from '../../../directory/account.js';
import type { Instant } from '../../../mail/instant.js';
import type { Address } from '../../../mail/address.js';
import type { Reply } from '../../../mail/reply.js';
import type { Recipient } from '../../recipients/recipient.js';
import type { MeetingDecision } from '../../../resources/meeting-decision.js';
import type {
  DeskSnapshot,
  MessageCount,
  OtherCalendarChange,
  VacationResponse,
} from '../../../store/delivery-desk.js';
import type { FloodRoom } from '../flood-limits.js';
import type { ManagerMessage } from '../manager-message.js';
import type { DeliverySettings } from '../inbound-context.js';
import type { CalendarChange } from '../../../booking/calendar-entry.js';
import type { DecisionRecord } from '../../../booking/decision-record.js';
import type { MessageDraft } from '../../../mail/draft.js';
import type { OutOfOffice } from '../../../out-of-office/out-of-office.js';

export type RuleOutcome =
  | { readonly kind: 'go-on'; readonly part?: Partial<PlanDraft> }
  | { readonly kind: 'stop'; readonly because: StopReason; readonly reply: Reply };

/** What a plan is made from. */
export interface PlanContext {
  readonly message: ReceivedMessage;
  readonly recipient: Recipient;
  readonly snapshot: DeskSnapshot;
  /** Of the account, its company or the server; 0 = none. */
  readonly hardLimitBytes: number;
  /** What is decided about the meeting in it; null: nothing is, or the rules before booking have ended its way. */
  readonly decided: MeetingDecision | null;
  /** It was looked at, and there is no calendar object in it. */
  readonly isPlain: boolean;
  /** Whom the account's policy wants asked; empty: nobody. */
  readonly approvers: readonly Address[];
  /** How many more messages may go out because of this one. */
  readonly room: FloodRoom;
  /** What the resource's managers are told of it; null: nothing. */
  readonly managerMessage: ManagerMessage | null;
  /** The account is away, and the message speaks for an answer. */
  readonly vacation: VacationAsk | null;
  readonly settings: DeliverySettings;
  readonly now: Instant;
  /** A raw message put back by an administrator: no loop or duplicate test, no answers. */
  readonly restoring: boolean;
}

/** What the rules have come to so far. */
export interface PlanDraft {
  readonly filing: {
    readonly folder: string;
    readonly flags: readonly string[];
    readonly outsideQuota: boolean;
    readonly preferred?: string | null;
  } | null;
  readonly calendar: CalendarChange | null;
  /** Of a pool's members. */
  readonly otherCalendars: readonly OtherCalendarChange[];
  readonly decision: DecisionRecord | null;
  readonly answers: readonly MessageDraft[];
  /** The store of the pool that answers for its member; null: the recipient's own. */
  readonly answersFrom: StoreId | null;
  /** Who gets the message as it came. */
  readonly forwardTo: readonly Address[];
  /** To the managers of a resource. */
  readonly managerMessage: ManagerMessage | null;
  /** What all of these count against. */
  readonly counts: readonly MessageCount[];
  /** There was something to answer, and the organizer had too many answers. */
  readonly isAnswerWithheld: boolean;
  /** What the sender is told as the account is away. */
  readonly vacation: (Omit<VacationResponse, 'mail'> & { readonly draft: MessageDraft }) | null;
  /** The rule that spoke against it, by name. */
  readonly vacationRefusal: string | null;
}

export type StopReason = 'loop' | 'duplicate' | 'over-quota' | 'expired' | 'plain-mail' | 'fault';
export type DeliveryRule = (context: PlanContext, draft: PlanDraft) => RuleOutcome;
export type PlannedDelivery =
  | ({ readonly kind: 'deliver' } & PlanDraft & { readonly filing: NonNullable<PlanDraft['filing']> })
  | { readonly kind: 'stop'; readonly because: StopReason; readonly reply: Reply };
/** Who asks for an answer, as the directory sees it. */
export interface AskingSender {
  readonly isOwnSender: boolean;
  readonly isGroup: boolean;
  readonly isInside: boolean;
  readonly isKnown: boolean;
}

/** A message that may be answered, as far as it tells itself. */
export interface VacationAsk extends AskingSender {
  readonly setting: OutOfOffice;
  readonly reversePath: Address;
  /** senderKey of the reverse-path. */
  readonly sender: string;
  readonly itipMethod: string | null;
}
