/**
 * Shows a company with its domains and accounts.
 */
import { z } from 'zod';
import { everyAccount } from '../../directory/every-one.js';
import { action } from '../action.js';
import { companyAsJson } from '../json/company-as-json.js';
import { searchName } from '../input/fields.js';
import { findCompany } from '../find.js';

export const companyShow = action({
  name: 'company-show',
  input: z.strictObject({ name: searchName() }),
  async run(context, { name }) {
    const company = await findCompany(context, name);
    const domains = await context.directory.domains();
    const isIn = (each: { readonly company: string | null }): boolean => each.company === company.name;
    const accounts = [];
    for await (const account of everyAccount(context.directory)) if (isIn(account)) accounts.push(account.name);
    return {
      ...companyAsJson(company),
      domains: domains.filter(isIn).map((domain) => domain.name),
      accounts,
    };
  },
});
