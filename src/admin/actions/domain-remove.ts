/**
 * Removes a local domain that no address uses.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { domainName } from '../input/fields.js';

export const domainRemove = action({
  name: 'domain-remove',
  changes: true,
  input: z.strictObject({ name: domainName() }),
  async run(context, { name }) {
    await context.directory.removeDomain(name);
    return { name };
  },
});
