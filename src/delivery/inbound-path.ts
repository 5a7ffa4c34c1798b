/**
 * The inbound path as its listeners see it: delivery/lmtp and pipe delivery bring messages, deliver.ts answers.
 */
import type { Address } from '../mail/address.js';
import type { ReceivedMessage } from '../mail/received-message.js';
import type { RecipientResult } from '../mail/reply.js';
import type { DeliverOptions, EnvelopeRecipient, RcptAnswer } from './recipients/recipient.js';

/** Neither function throws: whatever goes wrong inside is a 4xx reply, its cause in the log. */
export interface InboundPath {
  /** @param reversePath as MAIL gave it: groups ask who sends */
  resolve(forwardPath: Address, reversePath: Address | null): Promise<RcptAnswer>;
  /** One result a recipient, in order, repeated recipients too. When it resolves positively the message is durable. */
  deliver(
    message: ReceivedMessage,
    recipients: readonly EnvelopeRecipient[],
    options: DeliverOptions,
  ): Promise<readonly RecipientResult[]>;
}
