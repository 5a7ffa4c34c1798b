/**
 * The way of an incoming message, from resolved recipients to one reply each:
 *
 *   resolve -> read message -> in turn for each recipient: snapshot, plan -> store.deliver -> replies
 *
 * The only place of the inbound path that turns errors into replies. No positive reply before the commit is durable.
 */
import { randomUUID } from 'node:crypto';
import type { StoreId } from '../directory/account.js';
import { formatAddress, type Address } from '../mail/address.js';
import { readMessageId } from '../mail/message-ids.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import { type RecipientResult, type Reply, tryAgainLater } from '../mail/reply.js';
import { answersMeetings } from '../resources/answers-meetings.js';
import { deliverToAccounts } from './serving/deliver-to-accounts.js';
import type { RepliesByAccount, PlanningDeps, InboundDeps, Delivery } from './planning/inbound-context.js';
import { deliverToGroup } from './serving/deliver-to-group.js';
import { deliveryId } from './delivery-id.js';
import { mayBeCopied } from './serving/copy-to-deputies.js';
import { findBooker } from '../resources/find-booker.js';
import { proveSubmitters } from '../resources/prove-submitters.js';
import { serveContacts } from './serving/forward-to-contacts.js';
import { createPendingChanges } from './planning/pending-changes.js';
import { createTurns } from '../runtime/in-turn.js';
import { isAway } from './planning/ask-vacation.js';
import type { InboundPath } from './inbound-path.js';
import type { DeliverOptions, RcptAnswer, EnvelopeRecipient } from './recipients/recipient.js';
import { readMeeting, type ReadingTurns } from './planning/read-meeting.js';
import type { Meeting } from '../booking/booking-request.js';
import { isContact } from './recipients/resolve-contact.js';
import { resolveRecipient } from './recipients/resolve-recipient.js';

interface ReadingDeps extends PlanningDeps {
  readonly readingTurns: ReadingTurns;
}

/** @param settingsNow asked once a recipient and once a message, so that a reload is in effect for the next one */
export function createInboundPath(dependencies: InboundDeps, settingsNow = () => dependencies.settings): InboundPath {
  const pendingChanges = createPendingChanges(dependencies.desk);
  const shared = {
    ...dependencies,
    readingTurns: createTurns<'large' | 'costly'>(),
    turns: createTurns<StoreId>(),
    pendingChanges,
  };
  const depsNow = (): ReadingDeps => ({ ...shared, settings: settingsNow() });
  return {
    resolve: (forwardPath, reversePath) => resolve(forwardPath, reversePath, depsNow()),
    async deliver(message, recipients, options) {
      const deps = depsNow();
      try {
        return await deps.crashMark.handling(message.digest, async () =>
          deliverToAll(recipients, await beginDelivery(message, recipients, options, deps), deps),
        );
      } catch (error) {
        deps.log('delivery-failed', { messageId: readMessageId(message.header), cause: error });
        return recipients.map(() => tryAgainLater);
      }
    },
  };
}

/**
 * A recipient addressed directly keeps its own forward-path, even if it is also reached through a group. Each recipient
 * gets its own reply.
 */
async function deliverToAll(
  recipients: readonly EnvelopeRecipient[],
  delivery: Delivery,
  deps: PlanningDeps,
): Promise<readonly RecipientResult[]> {
  const repliesByAccount: RepliesByAccount = new Map();
  const accounts = recipients.flatMap((recipient) => ('group' in recipient ? [] : [recipient]));
  // Before the store is given the bytes.
  for (const { account, forwardPath } of accounts.filter(isContact))
    await serveContacts([account], { forwardPath, deliveredTo: forwardPath }, delivery, deps, repliesByAccount);
  await deliverToAccounts(
    accounts.filter((recipient) => !isContact(recipient)),
    delivery,
    deps,
    repliesByAccount,
  );
  const groups = new Map<string, Reply>();
  for (const recipient of recipients) {
    if (!('group' in recipient) || groups.has(recipient.group.name)) continue;
    groups.set(recipient.group.name, await deliverToGroup(recipient, delivery, deps, repliesByAccount));
  }
  return recipients.map((recipient) => {
    const reply = 'group' in recipient ? groups.get(recipient.group.name) : repliesByAccount.get(recipient.account.id);
    return reply ?? tryAgainLater;
  });
}

async function resolve(forwardPath: Address, reversePath: Address | null, deps: InboundDeps): Promise<RcptAnswer> {
  const recipient = formatAddress(forwardPath);
  try {
    const answer = await resolveRecipient({ forwardPath, reversePath }, deps, deps.settings);
    if (answer.kind === 'refused') {
      const { code, status, text } = answer.reply;
      deps.log('recipient-refused', { recipient, code, status, reason: text });
    }
    return answer;
  } catch (error) {
    deps.log('directory-unavailable', { recipient, cause: error });
    return { kind: 'refused', reply: tryAgainLater };
  }
}

async function beginDelivery(
  message: ReceivedMessage,
  recipients: readonly EnvelopeRecipient[],
  { restore }: DeliverOptions,
  deps: ReadingDeps,
): Promise<Delivery> {
  const nonce = randomUUID();
  const { meeting: read, isPlain } = restore ? unread : await readMeetingFor(recipients, message, deps);
  const meeting = read === null ? null : await proveSubmitters(read, deps.directory);
  const booker = meeting === null ? null : await findBooker(meeting, deps.directory);
  // A message put back by an administrator is meant, however often it was here.
  return {
    message,
    meeting: meeting && booker && { ...meeting, booker },
    isPlain,
    restoring: restore,
    earlier: 0,
    moreToCome: recipients.some((recipient) => 'group' in recipient),
    deliveryId: restore ? nonce : deliveryId(message, nonce),
  };
}

const unread = { meeting: null, isPlain: false };

/** A fault of the reader is booking's, not the mail's: it goes on as ordinary mail. */
async function readMeetingFor(
  recipients: readonly EnvelopeRecipient[],
  message: ReceivedMessage,
  { clock, directory, log, settings, crashMark, readingTurns }: ReadingDeps,
): Promise<{ readonly meeting: Meeting | null; readonly isPlain: boolean }> {
  // Who is in a group is not known yet. Somebody who is away does not answer answers to meetings, and has to know them also where
  // booking does not look.
  const mayMatter = (recipient: EnvelopeRecipient): boolean =>
    'group' in recipient || answersMeetings(recipient.account) || isAway(recipient.account, clock());
  if (!recipients.some(mayMatter) && !(await mayBeCopied(recipients, message, { directory }))) return unread;
  if (crashMark.isBarred(message.digest)) {
    log('booking-skipped', { messageId: readMessageId(message.header) });
    return unread;
  }
  try {
    const meeting = await readMeeting(message, settings.meetings, crashMark, readingTurns);
    return { meeting, isPlain: meeting === null };
  } catch (error) {
    log('booking-failed', { messageId: readMessageId(message.header), cause: error });
    return unread;
  }
}
