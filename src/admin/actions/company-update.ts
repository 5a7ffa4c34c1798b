/**
 * Updates a company. Fields that are not given keep their value; given quota recipients replace all earlier ones.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { companyAsJson } from '../json/company-as-json.js';
import { mailAddress, searchName } from '../input/fields.js';
import { findCompany } from '../find.js';
import { changedQuota, quotaInput } from '../input/quota-input.js';
import { refuseFallingQuota } from '../checks/check-quota.js';

export const companyUpdate = action({
  name: 'company-update',
  changes: true,
  input: z.strictObject({
    name: searchName(),
    ...quotaInput,
    /** An empty string removes all. */
    quotaRecipient: z.array(z.union([z.literal('').transform(() => []), mailAddress()])).optional(),
  }),
  async run(context, { name, quotaRecipient, ...said }) {
    const company = await findCompany(context, name);
    const quota = changedQuota(company.quota, said);
    refuseFallingQuota(quota);
    const quotaRecipients = quotaRecipient?.flat() ?? company.quotaRecipients;
    return companyAsJson(await context.directory.updateCompany(company.name, { quota, quotaRecipients }));
  },
});
