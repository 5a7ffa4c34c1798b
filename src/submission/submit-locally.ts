/**
 * Mail injected on this machine for an account, as cron jobs and scripts do: the same way as a client's, but nobody waits
 * for the reply. So a refusal ends in a notice in the writer's own Inbox, as Kopano's spooler has it, with the message in it.
 * Path: `frontdesk submit` -> here -> submit.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Compose } from '../outbox/compose-outgoing.js';
import { parseAddressList } from '../mail/address-list.js';
import { addressKey, type Address } from '../mail/address.js';
import { allFields, readHeaderSection } from '../mail/header-section.js';
import type { Instant } from '../mail/instant.js';
import { traceFields } from '../mail/trace-fields.js';
import { isPositive, type Reply } from '../mail/reply.js';
import { toCrlf } from '../mail/to-crlf.js';
import type { DeliveryDesk } from '../store/delivery-desk.js';
import { composeRefusalNotice } from './compose-refusal-notice.js';
import type { OutboundPath, Submitter } from './outbound-path.js';

export interface LocalDeps {
  readonly outbound: OutboundPath;
  readonly desk: Pick<DeliveryDesk, 'deliver'>;
  readonly compose: Compose;
  readonly hostname: string;
  readonly now: Instant;
}

export interface LocalSubmission {
  readonly submitter: Submitter;
  /** null: whom To, Cc and Bcc name. */
  readonly recipients: readonly Address[] | null;
  /** Lines may end in LF. */
  readonly bytes: Uint8Array;
}

export interface LocalResult extends Reply {
  /** The refusal was written into the Inbox of the account. */
  readonly noticeFiled: boolean;
}

/** A refusal for now files no notice: the caller tries again. Throws what the store throws. */
export async function submitLocally(local: LocalSubmission, deps: LocalDeps): Promise<LocalResult> {
  const { submitter } = local;
  const lineEnds = toCrlf();
  const bytes = Buffer.concat([lineEnds.push(local.bytes), lineEnds.end()]);
  const reply = await deps.outbound.submit(submitter, {
    reversePath: (submitter.target ?? submitter.actor).primaryAddress,
    recipients: local.recipients ?? namedRecipients(bytes),
    dsn: null,
    bytes,
    peer: null,
    isEncrypted: false,
    receivedAt: deps.now,
  });
  if (isPositive(reply) || reply.code < 500) return { ...reply, noticeFiled: false };
  return { ...reply, noticeFiled: await fileNotice(submitter, bytes, reply, deps) };
}

/** As sendmail -t reads them; each once. */
function namedRecipients(bytes: Uint8Array): readonly Address[] {
  const header = readHeaderSection(bytes);
  const named = ['to', 'cc', 'bcc'].flatMap((name) => allFields(header, name)).flatMap(parseAddressList);
  return [...new Map(named.map(({ address }) => [addressKey(address), address])).values()];
}

/** Past the hard limit, as no message must get lost without a word. */
async function fileNotice(
  { actor }: Submitter,
  refused: Buffer,
  reply: Reply,
  { desk, compose, hostname, now }: LocalDeps,
): Promise<boolean> {
  if (actor.storeId === null) return false;
  const draft = composeRefusalNotice(actor, refused, reply, hostname);
  const id = randomUUID();
  const bytes = new Uint8Array(await compose(draft, { messageId: `<${id}@${hostname}>`, date: now }));
  const { primaryAddress } = actor;
  const trace = { reversePath: null, deliveredTo: primaryAddress, forwardPath: primaryAddress };
  await desk.deliver(
    [
      {
        storeId: actor.storeId,
        deliveryId: id,
        message: { kind: 'memory', bytes, sizeBytes: bytes.length },
        filing: {
          folder: 'Inbox',
          flags: [],
          prefix: traceFields({ ...trace, hostname, peer: null, receivedAt: now }),
          outsideQuota: false,
        },
        hardLimitBytes: 0,
        calendar: null,
        decision: null,
        outgoing: [],
        receivedAt: now,
      },
    ],
    { moreToCome: false },
  );
  return true;
}
