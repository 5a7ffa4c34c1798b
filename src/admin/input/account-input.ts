/**
 * The input fields of an account, for `account create` and `account update`.
 */
import { z } from 'zod';
import { copySentRules, type CopySent } from '../../authorship/plan-copies.js';
import { accountKinds } from '../../directory/account.js';
import { accountTimeZone, choice, language, pattern, text, yesNo } from '../../settings/config-values.js';
import { bookingInput } from './booking-input.js';
import { featureNames } from './feature-names.js';
import { mailAddress } from './fields.js';
import { accountQuotaInput } from './quota-input.js';

const feature = () =>
  pattern(
    `name=yes, name=no or name=unset, where name is one of ${featureNames.join(', ')}`,
    new RegExp(`^(${featureNames.join('|')})=(yes|no|unset)$`),
  );

export const accountInput = {
  kind: choice(accountKinds).optional(),
  email: mailAddress().optional(),
  /** Replaces all aliases. */
  alias: z.array(mailAddress()).optional(),
  fullName: text().optional(),
  password: z.string().optional(),
  active: yesNo().optional(),
  enabled: yesNo().optional(),
  sendOnly: yesNo().optional(),
  admin: choice(['0', '1', '2']).optional(),
  hidden: yesNo().optional(),
  /** Empty: none. */
  company: text().optional(),
  timeZone: accountTimeZone().optional(),
  language: language().optional(),
  ...accountQuotaInput,
  plusFolder: yesNo().optional(),
  copySent: choice([...copySentRules, 'unset']).optional(),
  feature: z.array(feature()).optional(),
  ...bookingInput,
};

/** @param said `imap=yes`, `imap=unset`, already checked */
export function changedFeatures(
  features: Readonly<Record<string, boolean>>,
  said: readonly string[],
): Readonly<Record<string, boolean>> {
  const changed = new Map(Object.entries(features));
  for (const [name = '', word] of said.map((one) => one.split('='))) {
    if (word === 'unset') changed.delete(name);
    else changed.set(name, word === 'yes');
  }
  return Object.fromEntries(changed);
}

/** @param said undefined: not given */
export function changedCopySent(before: CopySent | null, said: CopySent | 'unset' | undefined): CopySent | null {
  if (said === undefined) return before;
  return said === 'unset' ? null : said;
}
