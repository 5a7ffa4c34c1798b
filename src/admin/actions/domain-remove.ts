/**
 * Removes a mail domain that nothing uses any more.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { domainName } from '../input/fields.js';

export const domainRemove = action({
  name: 'domain-remove',
  summary: 'Removes a domain that no address is in.',
  changes: true,
  input: z.strictObject({ name: domainName() }),
  async run(context, { name }) {
    await context.directory.removeDomain(name);
    return { name };
  },
});
