/**
 * Lists the companies.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { companyAsJson } from '../json/company-as-json.js';

export const companyList = action({
  name: 'company-list',
  input: z.strictObject({}),
  run: async (context) => (await context.directory.companies()).map(companyAsJson),
});
