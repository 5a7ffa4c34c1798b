/**
 * The input fields of a group, for `group create` and `group update`.
 */
import { z } from 'zod';
import { whoMaySendWords, type GroupFields, type GroupSenders } from '../../directory/directory.js';
import { parseAddress, type Address } from '../../mail/address.js';
import { choice, text, yesNo } from '../../settings/config-values.js';
import { ActionError } from '../action.js';
import { mailAddress, searchName } from './fields.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';

export const groupInput = {
  /** Empty: no address, so the group gets no messages. */
  email: z.union([z.literal('').transform(() => null), mailAddress()]).optional(),
  /** Replaces all aliases. */
  alias: z.array(mailAddress()).optional(),
  /** Empty: none. */
  owner: text().optional(),
  whoMaySend: choice(whoMaySendWords).optional(),
  /** Replaces all senders. */
  sender: z.array(searchName()).optional(),
  hidden: yesNo().optional(),
};

/** The defaults of a new group. */
export const newGroup: GroupFields = {
  addresses: [],
  owner: null,
  whoMaySend: 'everybody',
  senders: { accounts: [], groups: [], addresses: [], domains: [] },
  hidden: false,
};

type GroupInput = { readonly [Key in keyof typeof groupInput]?: z.output<(typeof groupInput)[Key]> };

/** The group with the given changes. Throws ActionError. */
export async function changedGroup(context: AdminContext, before: GroupFields, said: GroupInput): Promise<GroupFields> {
  const senders = said.sender === undefined ? before.senders : await namedSenders(context, said.sender);
  const whoMaySend = said.whoMaySend ?? (said.sender === undefined ? before.whoMaySend : 'listed');
  if (said.sender !== undefined && whoMaySend !== 'listed')
    throw new ActionError(
      'bad-input',
      `sender: only allowed with --who-may-send listed, not ${whoMaySend}`,
      'omit --sender',
    );
  return {
    addresses: changedAddresses(before.addresses, said),
    owner: await changedOwner(context, before.owner, said.owner),
    whoMaySend,
    senders,
    hidden: said.hidden ?? before.hidden,
  };
}

function changedAddresses(before: readonly Address[], { email, alias }: GroupInput): readonly Address[] {
  const [primaryBefore = null, ...aliasesBefore] = before;
  const primary = email === undefined ? primaryBefore : email;
  const aliases = alias ?? (primary === null ? [] : aliasesBefore);
  if (primary !== null) return [primary, ...aliases];
  if (aliases.length > 0) throw new ActionError('bad-input', 'alias: the group has no address', 'add --email ADDRESS');
  return [];
}

async function changedOwner(
  context: AdminContext,
  before: string | null,
  said: string | undefined,
): Promise<string | null> {
  if (said === undefined) return before;
  return said === '' ? null : (await findAccount(context, said)).name;
}

/**
 * Each name is, in this order: a group, an account by its name or one of its addresses, any other address, or a domain
 * (`example.org`, `@example.org`).
 */
async function namedSenders(context: AdminContext, names: readonly string[]): Promise<GroupSenders> {
  const found = {
    accounts: new Set<string>(),
    groups: new Set<string>(),
    addresses: [] as Address[],
    domains: new Set<string>(),
  };
  for (const name of names) {
    const account = await context.directory.accountByLogin(name);
    const address = parseAddress(name);
    const domain = parseAddress(`postmaster@${name.replace(/^@/, '')}`)?.domain;
    if ((await context.directory.group(name)) !== null) found.groups.add(name);
    else if (account !== null) found.accounts.add(account.name);
    else if (address !== null) found.addresses.push(address);
    else if (domain?.includes('.') === true) found.domains.add(domain);
    else throw noSuchSender(name);
  }
  const { accounts, groups, addresses, domains } = found;
  return { accounts: [...accounts], groups: [...groups], addresses, domains: [...domains] };
}

const noSuchSender = (name: string): ActionError =>
  new ActionError(
    'not-found',
    `sender: ${name} is not an account, group, address or domain`,
    '`frontdesk account list` and `frontdesk group list` show what exists',
  );
