/**
 * What an administrator may say about an account, as `account create`, `account update` and `booking set` take it.
 */
import { z } from 'zod';
import type { BookingPolicy } from '../booking/booking-policy.js';
import { accountKinds, type QuotaLimits } from '../directory/directory.js';
import { choice, count, language, pattern, size, text, timeZone, yesNo } from '../runtime/config-values.js';
import { mailAddress } from './fields.js';

/** What can be allowed or forbidden to an account, by name. */
export const featureNames = ['imap', 'pop3', 'submission', 'web', 'mobile', 'outlook'] as const;

/** An equipment pool of more than this is a mistake in typing. */
const MOST_CAPACITY = 10_000;

/** A size, or `default`: the server's word. */
const quota = () =>
  z
    .union([z.literal('default').transform(() => null), size()], {
      error: 'allowed: a size such as 900M, 64MiB or 2G, 0 for no limit, or default',
    })
    .optional();

const feature = () =>
  pattern(
    `name=yes, name=no or name=unset, where name is one of ${featureNames.join(', ')}`,
    new RegExp(`^(${featureNames.join('|')})=(yes|no|unset)$`),
  );

export const bookingInput = {
  capacity: count(1, MOST_CAPACITY).optional(),
  mrAccept: yesNo().optional(),
  mrDeclineConflict: yesNo().optional(),
  mrDeclineRecurring: yesNo().optional(),
  mrProcess: yesNo().optional(),
};

export const accountInput = {
  kind: choice(accountKinds).optional(),
  email: mailAddress().optional(),
  /** All aliases from now on. */
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
  timeZone: timeZone().optional(),
  language: language().optional(),
  quotaWarn: quota(),
  quotaSoft: quota(),
  quotaHard: quota(),
  feature: z.array(feature()).optional(),
  ...bookingInput,
};

type BookingInput = { readonly [Key in keyof typeof bookingInput]?: z.output<(typeof bookingInput)[Key]> };
type QuotaInput = { readonly [Key in 'quotaWarn' | 'quotaSoft' | 'quotaHard']?: number | null | undefined };

/** The policy with what was said about it. */
export function changedPolicy(policy: BookingPolicy, input: BookingInput): BookingPolicy {
  return {
    ...policy,
    mrAccept: input.mrAccept ?? policy.mrAccept,
    declineConflict: input.mrDeclineConflict ?? policy.declineConflict,
    declineRecurring: input.mrDeclineRecurring ?? policy.declineRecurring,
    mrProcess: input.mrProcess ?? policy.mrProcess,
    capacity: input.capacity ?? policy.capacity,
  };
}

export function changedQuota(quota: QuotaLimits, input: QuotaInput): QuotaLimits {
  const changed = (said: number | null | undefined, before: number | null) => (said === undefined ? before : said);
  return {
    warnBytes: changed(input.quotaWarn, quota.warnBytes),
    softBytes: changed(input.quotaSoft, quota.softBytes),
    hardBytes: changed(input.quotaHard, quota.hardBytes),
  };
}

/** @param said `imap=yes`, `imap=unset`, read already */
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
