/**
 * The input fields for who may book a resource: `booking set --bookers ... --outside-bookers ...`.
 */
import { z } from 'zod';
import type { BookingPolicy, People } from '../../booking/booking-policy.js';
import { parseAddress } from '../../mail/address.js';
import { yesNo } from '../../settings/config-values.js';
import { findAccount, findGroup } from '../find.js';
import type { AdminContext } from '../admin-context.js';

const allowedOr = (none: 'all' | 'none'): string =>
  `allowed: ${none}, or a comma-separated list of account:NAME, group:NAME and domain:NAME, such as group:staff,domain:example.org`;

/** @param none the word that stands for null */
export const peopleOr = (none: 'all' | 'none') =>
  z.string(allowedOr(none)).transform((text, context): People | null => {
    if (text === none) return null;
    const found = { account: [] as string[], group: [] as string[], domain: [] as string[] };
    for (const word of text.split(',').map((each) => each.trim())) {
      const [, kind, name] = /^(account|group|domain):(.+)$/u.exec(word) ?? [];
      const known = kind === 'domain' ? parseAddress(`postmaster@${name ?? ''}`)?.domain : name;
      if (known === undefined) context.addIssue({ code: 'custom', message: allowedOr(none) });
      else found[kind as keyof typeof found].push(known);
    }
    return { accounts: found.account, groups: found.group, domains: found.domain };
  });

export const bookersInput = {
  bookers: peopleOr('all').optional(),
  outsideBookers: yesNo().optional(),
};

type BookersInput = { readonly [Key in keyof typeof bookersInput]?: z.output<(typeof bookersInput)[Key]> };

/** The policy with the given changes. Throws ActionError('not-found') for an account or group that does not exist. */
export async function changedBookers(
  context: AdminContext,
  policy: BookingPolicy,
  said: BookersInput,
): Promise<BookingPolicy> {
  const bookers = said.bookers === undefined ? policy.bookers : await namedPeople(context, said.bookers);
  return { ...policy, bookers, outsideBookers: said.outsideBookers ?? policy.outsideBookers };
}

/** Resolves names and addresses to account names. */
export async function namedPeople(context: AdminContext, people: People | null): Promise<People | null> {
  if (people === null) return null;
  for (const group of people.groups) await findGroup(context, group);
  const accounts: string[] = [];
  for (const account of people.accounts) accounts.push((await findAccount(context, account)).name);
  return { ...people, accounts };
}
