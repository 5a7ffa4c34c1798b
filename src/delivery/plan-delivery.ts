/**
 * Decides what is to be written for one recipient of a message: an ordered list of small rules over what was read at
 * one moment. Pure; deliver.ts reads before and writes after.
 * Path: deliver.ts -> planDelivery -> Desk.deliver.
 */
import type { PreparedBooking } from '../booking/prepare-booking.js';
import type { CalendarChange } from '../booking/calendar-entry.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import type { OfferQuestion, Offers } from '../booking/offer-slots.js';
import type { Address } from '../mail/address.js';
import type { MailDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import type { Reply } from '../mail/reply.js';
import type { CalendarBeside, DeskSnapshot, VacationResponse } from '../store/desk.js';
import type { VacationAsk, VacationSettings } from './ask-vacation.js';
import type { Delegation } from './delegate-request.js';
import type { Recipient } from './inbound-path.js';
import type { QuotaSettings } from './quota.js';
import { answerMeeting } from './rules/answer-meeting.js';
import { answerOutOfOffice } from './rules/answer-out-of-office.js';
import { fileJunk, type HeaderTest } from './rules/file-junk.js';
import { fileMessage } from './rules/file-message.js';
import { heedExpiry } from './rules/heed-expiry.js';
import { leaveToDeputies } from './rules/leave-to-deputies.js';
import { refuseLoop } from './rules/refuse-loop.js';
import { refuseOverQuota } from './rules/refuse-over-quota.js';
import { treatPlainMail } from './rules/treat-plain-mail.js';
import { skipDuplicate } from './rules/skip-duplicate.js';

/** The configuration that rules obey. */
export interface DeliverySettings {
  readonly quota: QuotaSettings;
  /** A message that passes one of these is junk. */
  readonly junkHeaders: readonly HeaderTest[];
  /** What happens to a mail whose expiry has passed. */
  readonly expired: 'ignore' | 'markRead' | 'drop';
  readonly outOfOffice: VacationSettings;
}

export interface PlanContext {
  readonly message: ReceivedMessage;
  readonly recipient: Recipient;
  readonly snapshot: DeskSnapshot;
  /** Of the account, its company or the server; 0 = none. */
  readonly hardLimitBytes: number;
  /** The meeting request in it, if this account answers such; null otherwise. */
  readonly booking: PreparedBooking | null;
  /** It was looked at, and there is no calendar object in it. */
  readonly isPlain: boolean;
  /** Whom the account's policy wants asked; empty: nobody. */
  readonly approvers: readonly Address[];
  /** What a pool's members make of it; null: the account is no pool. */
  readonly delegation: Delegation | null;
  /** What a decline may propose, once it was looked for. */
  readonly offers: Offers | null;
  /** How many more answers the organizer may get in this hour. */
  readonly answersLeft: number;
  /** The account is away, and the mail speaks for an answer. */
  readonly vacation: VacationAsk | null;
  readonly settings: DeliverySettings;
  readonly now: Instant;
  /** A raw mail put back by an administrator: no loop or duplicate test, no answers. */
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
  readonly beside: readonly CalendarBeside[];
  readonly decision: DecisionRecord | null;
  readonly answers: readonly MailDraft[];
  /** Who gets the mail as it came. */
  readonly forwardTo: readonly Address[];
  /** `addressKey` of the organizer whom they answer; null: nobody. */
  readonly answersTo: string | null;
  /** There was something to answer, and the organizer had too many answers. */
  readonly isAnswerWithheld: boolean;
  /** What to look for, so that the answer can propose something; null: nothing would help. */
  readonly offerable: OfferQuestion | null;
  /** What the sender is told as the account is away. */
  readonly vacation: (Omit<VacationResponse, 'mail'> & { readonly draft: MailDraft }) | null;
  /** The rule that spoke against it, by name. */
  readonly vacationRefusal: string | null;
}

export type RuleOutcome =
  | { readonly kind: 'go-on'; readonly part?: Partial<PlanDraft> }
  | { readonly kind: 'stop'; readonly because: StopReason; readonly reply: Reply };

export type StopReason = 'loop' | 'duplicate' | 'over-quota' | 'expired' | 'plain-mail' | 'fault';

export type DeliveryRule = (context: PlanContext, draft: PlanDraft) => RuleOutcome;

/** In this order: junk never reaches booking, a full store refuses before it books, only what is filed is answered. */
export const deliveryRules: readonly DeliveryRule[] = [
  refuseLoop,
  skipDuplicate,
  refuseOverQuota,
  fileJunk,
  treatPlainMail,
  answerMeeting,
  leaveToDeputies,
  fileMessage,
  heedExpiry,
  answerOutOfOffice,
];

export type PlannedDelivery =
  | ({ readonly kind: 'deliver' } & PlanDraft & { readonly filing: NonNullable<PlanDraft['filing']> })
  | { readonly kind: 'stop'; readonly because: StopReason; readonly reply: Reply };

const nothingYet: PlanDraft = {
  filing: null,
  calendar: null,
  beside: [],
  decision: null,
  answers: [],
  forwardTo: [],
  answersTo: null,
  isAnswerWithheld: false,
  offerable: null,
  vacation: null,
  vacationRefusal: null,
};

export function planDelivery(context: PlanContext): PlannedDelivery {
  let draft = nothingYet;
  for (const rule of deliveryRules) {
    const outcome = rule(context, draft);
    if (outcome.kind === 'stop') return outcome;
    draft = { ...draft, ...outcome.part };
  }
  if (draft.filing === null) throw new Error('no rule filed the message');
  return { kind: 'deliver', ...draft, filing: draft.filing };
}
