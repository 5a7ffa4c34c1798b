/**
 * Makes a message for the outbox from a draft. Its id depends only on its cause, so that a message that is made again is
 * the same message.
 */
import type { StoreId } from '../directory/account.js';
import { addressKey } from '../mail/address.js';
import { derivedId } from '../mail/derived-id.js';
import type { MessageDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';
import type { OutgoingMessage } from '../store/outbox.js';

/** outbox/compose-message.ts */
export type Compose = (draft: MessageDraft, stamp: { messageId: string; date: Instant }) => Promise<Uint8Array>;

/** @param cause what the message is made from; with the store it determines the id */
export async function composeOutgoing(
  draft: MessageDraft,
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

/** Messages of one store to one person about one meeting go out in order; null: any order. Digested, as a UID may be long. */
function laneOf({ meetingUid, to }: MessageDraft, storeId: StoreId): string | null {
  const [first] = to;
  if (meetingUid === undefined || first === undefined) return null;
  return derivedId(JSON.stringify([storeId, meetingUid, addressKey(first.address)]));
}
