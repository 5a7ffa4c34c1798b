/**
 * Deletes a company without accounts and domains.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';

export const companyDelete = action({
  name: 'company-delete',
  changes: true,
  input: z.strictObject({ name: searchName() }),
  async run(context, { name }) {
    await context.directory.deleteCompany(name);
    context.events.fire('deletecompany', { company: name });
    return { name };
  },
});
