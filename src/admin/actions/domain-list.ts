/**
 * Lists the local domains.
 */
import { z } from 'zod';
import { action } from '../action.js';

export const domainList = action({
  name: 'domain-list',
  input: z.strictObject({}),
  run: (context) => context.directory.domains(),
});
