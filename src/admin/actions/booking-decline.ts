/**
 * Declines a request that waits for a person, or settles a message without an answer.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { decideMessage, decisionInput } from '../decide-message.js';

export const bookingDecline = action({
  name: 'booking-decline',
  changes: true,
  input: z.strictObject({ ...decisionInput, silent: z.boolean().optional() }),
  run: (context, { silent = false, ...asked }) =>
    decideMessage(context, { ...asked, verdict: 'decline', conflicts: 'refuse', isSilent: silent }),
});
