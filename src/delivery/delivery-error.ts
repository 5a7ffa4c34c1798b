/**
 * What a step of delivery throws when it knows what to tell the peer. Anything else that is thrown becomes
 * 451 4.3.0 for the peer, with its whole cause in the log: a mail is never refused for good by accident.
 */
import type { Reply } from '../mail/reply.js';

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly reply: Reply;

  constructor({ code, status, peerText, cause }: { code: number; status: string; peerText: string; cause?: unknown }) {
    super(peerText, { cause });
    this.reply = { code, status, text: peerText };
  }
}

export const tryAgainLater: Reply = { code: 451, status: '4.3.0', text: 'Temporary failure, try again later' };

/** The reply for whatever was thrown. */
export function replyForError(error: unknown): Reply {
  return error instanceof DeliveryError ? error.reply : tryAgainLater;
}
