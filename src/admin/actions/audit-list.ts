/**
 * Lists who sent what as whom.
 */
import { z } from 'zod';
import { formatInstant } from '../../mail/instant.js';
import { count } from '../../settings/config-values.js';
import { action } from '../action.js';
import { pointInTime, searchName } from '../input/fields.js';

const MAX_LISTED = 10_000;

export const auditList = action({
  name: 'audit-list',
  input: z.strictObject({
    account: searchName().optional(),
    since: pointInTime().optional(),
    limit: count(1, MAX_LISTED).prefault(100),
  }),
  async run(context, { account, since, limit }) {
    const name = account === undefined ? null : ((await context.directory.accountByLogin(account))?.name ?? account);
    const records = await context.audit.auditRecords({ account: name, since: since ?? null, limit });
    return records.map((record) => ({ ...record, sentAt: formatInstant(record.sentAt) }));
  },
});
