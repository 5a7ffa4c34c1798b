/**
 * A draft of ours as a mail for the outbox: with a name that the same cause always gives it, so that a mail that is made
 * again is the same mail.
 */
import type { StoreId } from '../directory/account.js';
import { addressKey } from '../mail/address.js';
import { derivedId } from '../mail/derived-id.js';
import type { MailDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';
import type { OutgoingMessage } from '../store/desk.js';

/** outbox/compose-message.ts */
export type Compose = (draft: MailDraft, stamp: { messageId: string; date: Instant }) => Promise<Uint8Array>;

/** @param cause what the mail is made from; with the store it names the mail */
export async function composeOutgoing(
  draft: MailDraft,
  { storeId, cause, now }: { readonly storeId: StoreId; readonly cause: string; readonly now: Instant },
  compose: Compose,
): Promise<OutgoingMessage> {
  const id = derivedId(`${storeId} ${cause}`);
  const messageId = `<${id}@${draft.from.address.domain}>`;
  return {
    id,
    storeId,
    reversePath: draft.reversePath,
    recipients: [...draft.to, ...draft.cc].map(({ address }) => address),
    messageId,
    subject: draft.subject,
    bytes: await compose(draft, { messageId, date: now }),
    createdAt: now,
    lane: laneOf(draft, storeId),
  };
}

/** What one store writes to one person about one meeting; null: mails that are in no order. Digested: a UID may be long. */
function laneOf({ meetingUid, to }: MailDraft, storeId: StoreId): string | null {
  const [first] = to;
  if (meetingUid === undefined || first === undefined) return null;
  return derivedId(JSON.stringify([storeId, meetingUid, addressKey(first.address)]));
}
