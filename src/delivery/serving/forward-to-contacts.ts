/**
 * Queues a message for contacts: the bytes as they came, with a Received field and a Delivered-To field that stop a loop.
 * The reverse-path stays, so that the sender is notified of failures. Durable when it resolves.
 * Path: deliver.ts, for contacts that are recipients and those in groups.
 */
import { readFile } from 'node:fs/promises';
import type { Account } from '../../directory/directory.js';
import { addressKey, type Address } from '../../mail/address.js';
import { derivedId } from '../../mail/derived-id.js';
import { firstField } from '../../mail/header-section.js';
import { readMessageId } from '../../mail/message-ids.js';
import { tryAgainLater, type Reply } from '../../mail/reply.js';
import { handedOnFields } from '../../mail/trace-fields.js';
import type { DsnRequest, OnceMessage } from '../../store/outbox.js';
import type { InboundDeps, RepliesByAccount, Delivery } from '../planning/inbound-context.js';
import { isJunk } from '../planning/rules/file-junk.js';
import { isMailLoop, loopDetected } from '../planning/rules/refuse-loop.js';

/** Every MTA accepts this many (RFC 5321 §4.5.3.1.8). */
const MAX_RECIPIENTS = 100;

const handedOn: Reply = { code: 250, status: '2.0.0', text: 'Queued for an external address' };

/** The address by which the contacts were reached, and its spelling in Delivered-To. */
export interface Via {
  readonly forwardPath: Address;
  readonly deliveredTo: Address;
}

type ForwardDeps = Pick<InboundDeps, 'outbox' | 'clock' | 'log' | 'settings' | 'wakeOutbox'>;

/**
 * Serves each contact once, and none that is served already. A repeated delivery is queued once. Does not throw.
 *
 * @param served gets a reply for every contact
 */
export async function serveContacts(
  contacts: readonly Account[],
  via: Via,
  delivery: Delivery,
  deps: ForwardDeps,
  repliesByAccount: RepliesByAccount,
): Promise<void> {
  const waiting = contacts.filter(({ id }) => !repliesByAccount.has(id));
  let reply: Reply;
  try {
    reply = await forwardToContacts(waiting, via, delivery, deps);
  } catch (error) {
    deps.log('delivery-failed', { messageId: readMessageId(delivery.message.header), cause: error });
    reply = tryAgainLater;
  }
  for (const { id } of waiting) repliesByAccount.set(id, reply);
}

async function forwardToContacts(
  contacts: readonly Account[],
  via: Via,
  delivery: Delivery,
  deps: ForwardDeps,
): Promise<Reply> {
  if (isMailLoop(delivery.message.header, via.deliveredTo)) return loopDetected;
  for (let at = 0; at < contacts.length; at += MAX_RECIPIENTS) {
    const recipients = contacts.slice(at, at + MAX_RECIPIENTS).map(({ primaryAddress }) => primaryAddress);
    await deps.outbox.enqueueOnce([await handOn(recipients, via, delivery, deps)], deps.clock());
  }
  if (contacts.length > 0) deps.wakeOutbox();
  return handedOn;
}

async function handOn(
  recipients: readonly Address[],
  { forwardPath, deliveredTo }: Via,
  { message, deliveryId }: Delivery,
  { clock, settings: { hostname, junkHeaders } }: Pick<InboundDeps, 'clock' | 'settings'>,
): Promise<OnceMessage> {
  const { bytes: held, header, reversePath, peer, receivedAt } = message;
  const to = recipients.map(addressKey).join(' ');
  const madeFrom = `contacts ${deliveryId}`;
  const id = derivedId(`${madeFrom} ${to}`);
  const prefix = handedOnFields({ deliveredTo, forwardPath, hostname, peer, receivedAt });
  const original = held.kind === 'memory' ? held.bytes : await readFile(held.path);
  return {
    id,
    storeId: null,
    reversePath,
    recipients,
    messageId: readMessageId(header) ?? `<${id}@${hostname}>`,
    subject: firstField(header, 'subject') ?? '',
    bytes: Buffer.concat([prefix, original]),
    createdAt: clock(),
    dsn: isJunk(header, junkHeaders) ? toldToNobody(recipients) : null,
    // When the message comes again, the group may have other members.
    madeFrom,
  };
}

/** RFC 3461 §4.1: the reverse-path of junk may be forged, so it gets no notification. */
function toldToNobody(recipients: readonly Address[]): DsnRequest {
  const never = recipients.map((recipient) => [addressKey(recipient), { notify: 'NEVER', orcpt: null }] as const);
  return { ret: null, envid: null, byRecipient: Object.fromEntries(never) };
}
