/**
 * Creates a company, which accounts and domains can belong to.
 */
import { z } from 'zod';
import { noQuota } from '../../quota/quota-limits.js';
import { action } from '../action.js';
import { companyAsJson } from '../json/company-as-json.js';
import { accountName, mailAddress } from '../input/fields.js';
import { changedQuota, quotaInput } from '../input/quota-input.js';
import { refuseFallingQuota } from '../checks/check-quota.js';

export const companyCreate = action({
  name: 'company-create',
  changes: true,
  input: z.strictObject({ name: accountName(), ...quotaInput, quotaRecipient: z.array(mailAddress()).optional() }),
  async run(context, { name, quotaRecipient, ...said }) {
    const quota = changedQuota(noQuota, said);
    refuseFallingQuota(quota);
    const made = await context.directory.createCompany({ name, quota, quotaRecipients: quotaRecipient ?? [] });
    context.events.fire('createcompany', { company: name });
    return companyAsJson(made);
  },
});
