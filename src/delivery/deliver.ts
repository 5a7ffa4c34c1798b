/**
 * The way of an incoming message, from resolved recipients to one reply each:
 *
 *   resolve -> read message -> in turn for each recipient: snapshot, plan -> store.deliver -> replies
 *
 * The only place of the inbound path that turns errors into replies. No positive reply before the commit is durable.
 */
import { randomUUID } from 'node:crypto';
import type { BookingOptions } from '../booking/booking-request.js';
import type { Directory, StoreId } from '../directory/directory.js';
import { formatAddress, type Address } from '../mail/address.js';
import { readMessageId } from '../mail/message-ids.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import type { RecipientResult, Reply } from '../mail/reply.js';
import type { Clock } from '../runtime/clock.js';
import type { CrashMark } from '../runtime/crash-mark.js';
import type { Log } from '../runtime/log.js';
import type { DeliveryOutcome, Desk } from '../store/desk.js';
import { replyForError, tryAgainLater } from './delivery-error.js';
import { deliveryId } from './delivery-id.js';
import { findBooker } from './find-booker.js';
import { createCalendarsUnderWay } from './calendars-under-way.js';
import { createTurns, type Turns } from './in-turn.js';
import { isAway } from './ask-vacation.js';
import type { DeliverOptions, InboundPath, RcptAnswer, Recipient } from './inbound-path.js';
import type { DeliverySettings } from './plan-delivery.js';
import { answersMeetings } from './answers-meetings.js';
import type { KnownSenders } from './known-senders.js';
import { planInTurn, type PlannedRecipient, type PlanningHouse } from './plan-in-turn.js';
import type { Delivery } from './plan-recipient.js';
import { readMeeting, type Meeting, type MeetingReading } from './read-meeting.js';
import { mailboxFull, resolveRecipient, type RecipientSettings } from './resolve-recipient.js';
import { alreadyDelivered } from './rules/skip-duplicate.js';
import type { Compose } from './compose-outgoing.js';

export interface InboundSettings extends RecipientSettings, DeliverySettings {
  readonly hostname: string;
  readonly booking: BookingOptions;
  readonly meetings: MeetingReading;
  /** 0: no limit. */
  readonly maxAnswersPerOrganizerHour: number;
}

export interface InboundDependencies {
  readonly directory: Directory;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: InboundSettings;
  readonly compose: Compose;
  readonly crashMark: CrashMark;
  readonly knownSenders: KnownSenders;
  /** There is something new in the outbox. */
  readonly wakeOutbox: () => void;
}

/** A calendar that moves under a plan this often is moved by something else than mail: the MTA tries again later. */
const MAX_PLANS = 10;

/** A mail that ended the process this often while booking looked at it is filed without booking. */
const MAX_ENDINGS = 2;

interface InboundHouse extends PlanningHouse {
  /** Large mails are read for a meeting one at a time: in memory they count for nobody. */
  readonly largeReads: Turns<'large'>;
}

/** @param settingsNow asked once a recipient and once a mail, so that a reload is obeyed by the next one */
export function createInboundPath(
  dependencies: InboundDependencies,
  settingsNow = () => dependencies.settings,
): InboundPath {
  const underWay = createCalendarsUnderWay(dependencies.desk);
  const shared = { ...dependencies, largeReads: createTurns<'large'>(), turns: createTurns<StoreId>(), underWay };
  const houseNow = (): InboundHouse => ({ ...shared, settings: settingsNow() });
  return {
    resolve: (forwardPath) => resolve(forwardPath, houseNow()),
    async deliver(message, recipients, options = {}) {
      const house = houseNow();
      try {
        const delivery = await beginDelivery(message, recipients, options, house);
        return await deliverToAll(recipients, delivery, house);
      } catch (error) {
        house.log('delivery-failed', { messageId: readMessageId(message.header), cause: error });
        return recipients.map(() => replyForError(error));
      }
    },
  };
}

async function resolve(forwardPath: Address, house: InboundDependencies): Promise<RcptAnswer> {
  const recipient = formatAddress(forwardPath);
  try {
    const answer = await resolveRecipient(forwardPath, house, house.settings);
    if (answer.kind === 'refused') {
      const { code, status, text } = answer.reply;
      house.log('recipient-refused', { recipient, code, status, reason: text });
    }
    return answer;
  } catch (error) {
    house.log('directory-unavailable', { recipient, cause: error });
    return { kind: 'refused', reply: tryAgainLater };
  }
}

async function beginDelivery(
  message: ReceivedMessage,
  recipients: readonly Recipient[],
  { restore = false }: DeliverOptions,
  house: InboundHouse,
): Promise<Delivery> {
  const nonce = randomUUID();
  const { meeting, isPlain } = restore ? unread : await readMeetingFor(recipients, message, house);
  const booker = meeting === null ? null : await findBooker(meeting.parsed, house.directory);
  // A mail put back by an administrator is meant, however often it was here.
  return {
    message,
    meeting: meeting && booker && { ...meeting, booker },
    isPlain,
    restoring: restore,
    earlier: 0,
    deliveryId: restore ? nonce : deliveryId(message, nonce),
  };
}

const unread = { meeting: null, isPlain: false };

/** A fault of the reader is booking's, not the mail's: it goes on as ordinary mail. */
async function readMeetingFor(
  recipients: readonly Recipient[],
  message: ReceivedMessage,
  { clock, log, settings, crashMark, largeReads }: InboundHouse,
): Promise<{ readonly meeting: Meeting | null; readonly isPlain: boolean }> {
  // Whoever is away answers no answers to meetings, and is to know them also where booking does not look.
  if (!recipients.some(({ account }) => answersMeetings(account) || isAway(account, clock()))) return unread;
  if (crashMark.endings(message.digest) >= MAX_ENDINGS) {
    log('booking-skipped', { messageId: readMessageId(message.header) });
    return unread;
  }
  try {
    const turn = message.bytes.kind === 'spill' ? (['large'] as const) : [];
    const meeting = await largeReads.inTurn(turn, () => readMeeting(message, settings.meetings, crashMark));
    return { meeting, isPlain: meeting === null };
  } catch (error) {
    log('booking-failed', { messageId: readMessageId(message.header), cause: error });
    return unread;
  }
}

/**
 * Each store once, whatever number of its addresses were named; each recipient gets its store's result. A fault in a
 * later round takes nothing back: who has the mail is reported so, as a 451 would bring it again.
 */
async function deliverToAll(
  recipients: readonly Recipient[],
  delivery: Delivery,
  house: InboundHouse,
): Promise<readonly RecipientResult[]> {
  const byStore = new Map<StoreId | null, Recipient>();
  for (const recipient of recipients) {
    if (!byStore.has(recipient.account.storeId)) byStore.set(recipient.account.storeId, recipient);
  }
  const results = new Map<StoreId | null, Reply>();
  let waiting = [...byStore.values()];
  let otherwise = tryAgainLater;
  try {
    for (let round = 0; waiting.length > 0 && round < MAX_PLANS; round += 1) {
      waiting = await deliverRound(waiting, delivery, house, results);
    }
  } catch (error) {
    house.log('delivery-failed', { messageId: readMessageId(delivery.message.header), cause: error });
    otherwise = replyForError(error);
  }
  return recipients.map(({ account }) => results.get(account.storeId) ?? otherwise);
}

/** Plans, commits and settles; resolves to the recipients whose calendar moved meanwhile. */
async function deliverRound(
  recipients: readonly Recipient[],
  delivery: Delivery,
  house: InboundHouse,
  results: Map<StoreId | null, Reply>,
): Promise<Recipient[]> {
  const settle = ({ account }: Recipient, reply: Reply): void => void results.set(account.storeId, reply);
  const { stopped, plans, outcomes } = await planInTurn(recipients, delivery, house);
  for (const { recipient, reply } of stopped) settle(recipient, reply);
  const written = await outcomes;
  if (plans.some(({ plan }) => plan.outgoing.length > 0 || plan.vacation)) house.wakeOutbox();
  const stale: Recipient[] = [];
  for (const [index, planned] of plans.entries()) {
    const reply = conclude(planned, written[index], delivery, house);
    if (reply === 'plan-again') stale.push(planned.recipient);
    else settle(planned.recipient, reply);
  }
  return stale;
}

function conclude(
  { recipient, plan }: PlannedRecipient,
  outcome: DeliveryOutcome | undefined,
  { message }: Delivery,
  { log, settings }: InboundDependencies,
): Reply | 'plan-again' {
  const about = { account: recipient.account.name, messageId: readMessageId(message.header) };
  switch (outcome?.kind) {
    case 'delivered': {
      log('message-delivered', {
        ...about,
        folder: outcome.folder,
        uid: outcome.uid,
        sizeBytes: message.bytes.sizeBytes,
      });
      if (plan.decision !== null) {
        const { decision, because, uid, answered } = plan.decision;
        log('booking-decided', { ...about, decision, because, uid, answered });
      }
      if (outcome.vacation === 'sent') log('vacation-sent', about);
      if (outcome.vacation === 'withheld') log('vacation-skipped', { ...about, because: 'answered-before' });
      return { code: 250, status: '2.0.0', text: `Delivered to ${outcome.folder}` };
    }
    case 'duplicate':
      log('message-duplicate', about);
      return alreadyDelivered;
    case 'over-quota':
      log('message-refused', { ...about, because: 'over-quota' });
      return mailboxFull(settings.quota);
    case 'stale':
      return 'plan-again';
    case undefined:
      return tryAgainLater;
  }
}
