/**
 * Lists the mail domains that are ours.
 */
import { z } from 'zod';
import { action } from '../action.js';

export const domainList = action({
  name: 'domain-list',
  summary: 'Lists our domains.',
  input: z.strictObject({}),
  run: (context) => context.directory.domains(),
});
