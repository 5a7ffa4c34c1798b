/**
 * Lists the messages that wait for a person, of one resource or of all.
 */
import { z } from 'zod';
import { everyAccount } from '../../directory/every-one.js';
import { formatInstant } from '../../mail/instant.js';
import type { Account } from '../../directory/directory.js';
import { action } from '../action.js';
import type { AdminContext } from '../admin-context.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';
import { leftMessages } from '../left-messages.js';

export const bookingWaiting = action({
  name: 'booking-waiting',
  input: z.strictObject({ resource: searchName().optional() }),
  async run(context, { resource }) {
    const accounts = resource === undefined ? await accountsLeft(context) : [await findAccount(context, resource)];
    const rows = [];
    for (const account of accounts) {
      for (const { number, folder, uid, record } of await leftMessages(context, account)) {
        const { left, method, organizer, because, explanation, decidedAt } = record;
        rows.push({
          ...{ resource: account.name, number, uid: record.uid, method, organizer, because, explanation },
          subject: left?.subject ?? '',
          from: left?.authors ?? [],
          start: left?.start == null ? null : formatInstant(left.start),
          since: formatInstant(decidedAt),
          message: { folder, uid },
        });
      }
    }
    return rows;
  },
});

async function accountsLeft({ directory, calendars, clock }: AdminContext): Promise<readonly Account[]> {
  const stores = new Set((await calendars.leftCounts(clock())).map(({ storeId }) => storeId));
  if (stores.size === 0) return [];
  const accounts: Account[] = [];
  for await (const account of everyAccount(directory))
    if (account.storeId !== null && stores.has(account.storeId)) accounts.push(account);
  return accounts;
}
