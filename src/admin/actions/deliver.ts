/**
 * Pipe delivery: for MTAs without LMTP, and for restoring a message that was kept elsewhere.
 */
import { z } from 'zod';
import { receivePiped } from '../../delivery/receive-piped.js';
import type { EnvelopeRecipient } from '../../delivery/recipients/recipient.js';
import { formatAddress, type Address } from '../../mail/address.js';
import type { Reply } from '../../mail/reply.js';
import { action } from '../action.js';
import { mailAddress } from '../input/fields.js';
import type { AdminContext } from '../admin-context.js';

const tooLarge: Reply = { code: 552, status: '5.3.4', text: 'Message too large' };
/** The inbound path returns a result for every recipient. Should one be missing, the message counts as not delivered. */
const noResult: Reply = { code: 451, status: '4.3.0', text: 'No result' };

/** The result for one recipient. */
export interface PipedResult extends Reply {
  readonly to: string;
}

export const deliver = action({
  name: 'deliver',
  input: z.strictObject({
    to: z.array(mailAddress()).min(1, 'allowed: at least one address'),
    /** The reverse-path; empty: the null reverse-path. Not given: Return-Path, or else the author. */
    from: z.union([z.literal('').transform(() => null), mailAddress()]).optional(),
    restore: z.boolean().optional(),
  }),
  takesBytes: true,
  async run(context, { to, from, restore }, bytes): Promise<PipedResult[]> {
    const replies =
      bytes.byteLength > context.config.lmtp.maxMessageBytes
        ? to.map(() => tooLarge)
        : await deliverTo(context, to, receivePiped(bytes, from, context.clock()), restore ?? false);
    return to.map((address, index) => ({ to: formatAddress(address), ...(replies[index] ?? noResult) }));
  },
});

async function deliverTo(
  { inbound }: AdminContext,
  to: readonly Address[],
  message: ReturnType<typeof receivePiped>,
  restore: boolean,
): Promise<readonly (Reply | undefined)[]> {
  const answers = [];
  for (const address of to) answers.push(await inbound.resolve(address, message.reversePath));
  const recipients: EnvelopeRecipient[] = answers.flatMap((answer) =>
    answer.kind === 'accepted' ? [answer.recipient] : [],
  );
  const results = recipients.length === 0 ? [] : [...(await inbound.deliver(message, recipients, { restore }))];
  return answers.map((answer) => (answer.kind === 'refused' ? answer.reply : results.shift()));
}
