/**
 * Accepts a request that waits for a person.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { decideMessage, decisionInput } from '../decide-message.js';

export const bookingAccept = action({
  name: 'booking-accept',
  changes: true,
  input: z.strictObject({ ...decisionInput, force: z.boolean().optional(), skipTaken: z.boolean().optional() }),
  run: (context, { force = false, skipTaken = false, ...asked }) =>
    decideMessage(context, {
      ...asked,
      verdict: 'accept',
      conflicts: force ? 'allow' : skipTaken ? 'decline' : 'refuse',
      isSilent: false,
    }),
});
