/**
 * Local submission: sends a message for an account without its password.
 */
import { z } from 'zod';
import { composeMessage } from '../../outbox/compose-message.js';
import type { Account } from '../../directory/directory.js';
import { submitLocally, type LocalResult } from '../../submission/submit-locally.js';
import { action, ActionError } from '../action.js';
import { mailAddress, searchName } from '../input/fields.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';

export const submit = action({
  name: 'submit',
  changes: true,
  input: z.strictObject({
    /** `actor`, or `actor#target`. */
    as: searchName(),
    to: z.array(mailAddress()).optional(),
  }),
  takesBytes: true,
  async run(context, { as, to }, bytes): Promise<LocalResult> {
    const { maxMessageBytes } = context.config.submission;
    if (bytes.byteLength > maxMessageBytes)
      throw new ActionError(
        'refused',
        'the message is too large',
        'send a smaller message, or raise submission.maxMessageBytes',
      );
    const [actor, target] = await accountsIn(as, context);
    return submitLocally(
      { submitter: { actor, target }, recipients: to ?? null, bytes },
      { ...context, compose: composeMessage, hostname: context.config.server.hostname, now: context.clock() },
    );
  },
});

async function accountsIn(as: string, context: AdminContext): Promise<readonly [Account, Account | null]> {
  const parts = as.split('#');
  if (parts.length > 2)
    throw new ActionError('bad-input', `${as} names more than two accounts`, 'give ACTOR or ACTOR#TARGET');
  const [actor = '', target = null] = parts;
  const found = [
    await findAccount(context, actor),
    target === null ? null : await findAccount(context, target),
  ] as const;
  if (found[0].storeId !== null) return found;
  throw new ActionError('refused', `${actor} is a contact, and contacts cannot send messages`, 'name another account');
}
