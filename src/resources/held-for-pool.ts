/**
 * What the members of a pool hold for it: the pool's own calendar knows which meetings it has passed on and to whom, the
 * members' calendars know when these are.
 * Path: beside the way of a message, asked by an administrator (`booking agenda`, `booking retire`).
 */
import { everyAccount } from '../directory/every-one.js';
import type { BusyInterval } from '../booking/calendar-entry.js';
import { sameKey } from '../booking/invitation.js';
import type { Account, Directory } from '../directory/directory.js';
import type { Interval } from '../mail/instant.js';
import type { Calendars } from '../store/calendars.js';

export interface HeldForPool {
  readonly member: Account;
  readonly busy: BusyInterval;
}

/**
 * Ordered by start. A member that was taken off the pool since counts with what it still holds; what a member is booked
 * for by itself is not the pool's. An account that is no pool has nothing. Throws StoreError, DirectoryError.
 */
export async function heldForPool(
  pool: Account,
  interval: Interval,
  {
    directory,
    calendars,
  }: {
    readonly directory: Pick<Directory, 'accountsAfter'>;
    readonly calendars: Pick<Calendars, 'agenda' | 'entries'>;
  },
): Promise<readonly HeldForPool[]> {
  if (pool.storeId === null || pool.booking.members.length === 0) return [];
  const held: HeldForPool[] = [];
  for await (const member of everyAccount(directory)) {
    if (member.kind !== pool.kind || member.storeId === null || member.id === pool.id) continue;
    const agenda = await calendars.agenda(member.storeId, interval);
    const known = await calendars.entries(
      pool.storeId,
      agenda.map(({ uid }) => uid),
    );
    const passedOn = known.filter(({ delegatedTo }) => delegatedTo === member.name);
    const own = agenda.filter((busy) => passedOn.some((entry) => sameKey(entry, busy)));
    held.push(...own.map((busy) => ({ member, busy })));
  }
  return held.toSorted((one, other) => one.busy.start - other.busy.start);
}
