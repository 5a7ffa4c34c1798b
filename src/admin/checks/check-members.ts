/**
 * Checks the members of a pool: `booking set --members ...`.
 */
import type { Account, AccountFields } from '../../directory/directory.js';
import { everyAccount } from '../../directory/every-one.js';
import { addMilliseconds } from '../../mail/instant.js';
import { ActionError } from '../action.js';
import { findAccount } from '../find.js';
import type { AdminContext } from '../admin-context.js';

/** A request for which no member is free reads the calendars of all of them. */
const MAX_MEMBERS = 100;

/** Resolves names and addresses to account names. Throws ActionError('not-found'). */
export async function namedMembers(context: AdminContext, members: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const member of members) names.add((await findAccount(context, member)).name);
  return [...names];
}

/** Throws ActionError('bad-input') for a pool that could not delegate a request. */
export async function refuseUnfittingMembers(
  context: AdminContext,
  { name, kind, booking }: Pick<AccountFields, 'name' | 'kind' | 'booking'>,
): Promise<void> {
  const { members, approvers } = booking;
  if (members.length === 0) return;
  if (kind !== 'room' && kind !== 'equipment')
    throw unfitting(`only rooms and equipment can be pools, and ${name} is of kind ${kind}`);
  if (approvers.length > 0) throw unfitting('a pool cannot have approvers', 'give --approvers none');
  if (members.length > MAX_MEMBERS) throw unfitting(`at most ${MAX_MEMBERS} are allowed`);
  if (members.includes(name)) throw unfitting(`${name} cannot be a member of itself`);
  for (const member of await Promise.all(members.map((each) => context.directory.accountByName(each)))) {
    // A member that has been deleted since is skipped.
    if (member === null) continue;
    if (member.kind !== kind) throw unfitting(`${member.name} is of kind ${member.kind}, not ${kind}`);
    if (member.booking.members.length > 0) throw unfitting(`${member.name} is itself a pool`);
  }
  for await (const other of everyAccount(context.directory))
    if (other.booking.members.includes(name)) throw unfitting(`${name} is a member of the pool ${other.name}`);
}

function unfitting(
  what: string,
  advice = 'name rooms for a room and equipment for equipment; a member cannot be a pool',
): Error {
  return new ActionError('bad-input', `members: ${what}`, advice);
}

/** Series are looked at no further. */
const LOOKED_AHEAD_MS = 10 * 365 * 24 * 3_600_000;

/**
 * Throws ActionError('refused') if bookings are left behind: those that a resource has before it becomes a pool, which no
 * longer block anything, and those of a pool that a member holds which is taken off.
 *
 * @param members of the account after the change
 */
export async function refuseForgottenBookings(
  context: AdminContext,
  account: Account,
  members: readonly string[],
): Promise<void> {
  const { name, storeId, booking } = account;
  const now = context.clock();
  const ahead = { start: now, end: addMilliseconds(now, LOOKED_AHEAD_MS) };
  if (booking.members.length === 0 && members.length > 0 && storeId !== null) {
    const { length } = await context.calendars.agenda(storeId, ahead);
    if (length > 0)
      throw leftBehind(
        `${name} has ${bookings(length)} of its own, which would no longer block a time`,
        `decline them with \`frontdesk booking retire ${name}\`, or add --yes`,
      );
  }
  const removed = booking.members.filter((each) => !members.includes(each));
  if (removed.length === 0) return;
  const held = await context.heldForPool(account, ahead);
  const theirs = held.filter(({ member }) => removed.includes(member.name));
  if (theirs.length > 0)
    throw leftBehind(
      `${[...new Set(theirs.map(({ member }) => member.name))].join(', ')} would keep ${bookings(theirs.length)} of ${name}`,
      'their updates no longer reach the pool; add --yes if that is meant',
    );
}

const bookings = (count: number): string => (count === 1 ? '1 booking' : `${count} bookings`);

function leftBehind(what: string, advice: string): Error {
  return new ActionError('refused', `members: ${what}`, advice);
}
