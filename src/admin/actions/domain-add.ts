/**
 * Adds a local domain, in which accounts can have addresses.
 */
import { z } from 'zod';
import { text } from '../../settings/config-values.js';
import { action } from '../action.js';
import { domainName } from '../input/fields.js';
import { refuseUnknownCompany } from '../find.js';

export const domainAdd = action({
  name: 'domain-add',
  changes: true,
  input: z.strictObject({ name: domainName(), company: text().optional(), aliasOf: domainName().optional() }),
  async run(context, { name, company, aliasOf }) {
    const domain = {
      name,
      company: company === undefined || company === '' ? null : company,
      aliasOf: aliasOf ?? null,
    };
    await refuseUnknownCompany(context, domain.company);
    await context.directory.addDomain(domain);
    return domain;
  },
});
