/**
 * Books a resource without a message: for maintenance, or for somebody.
 */
import { z } from 'zod';
import type { BusyInterval } from '../../booking/calendar-entry.js';
import { formatInstant } from '../../mail/instant.js';
import { text } from '../../settings/config-values.js';
import { action, ActionError } from '../action.js';
import { mailAddress, searchName } from '../input/fields.js';
import { readLocalTime } from '../input/local-time-input.js';
import { findAccount, storeOf } from '../find.js';

/** Bookings in the way that an error names. */
const MAX_NAMED = 3;

export const bookingCreate = action({
  name: 'booking-create',
  changes: true,
  input: z.strictObject({
    resource: searchName(),
    start: z.string(),
    end: z.string(),
    subject: text(),
    organizer: mailAddress().optional(),
    force: z.boolean().optional(),
  }),
  async run(context, { resource, start, end, subject, organizer = null, force = false }) {
    const account = await findAccount(context, resource);
    const storeId = storeOf(account);
    const { members } = account.booking;
    if (members.length > 0)
      throw new ActionError('refused', `${account.name} is a pool`, `book one of its members: ${members.join(', ')}`);
    const time = {
      start: readLocalTime('start', start, account.timeZone),
      end: readLocalTime('end', end, account.timeZone),
    };
    if (time.end <= time.start)
      throw new ActionError('bad-input', 'end: must be later than start', 'give a later --end');
    const made = await context.bookByHand({ account, storeId, time, subject, organizer, isForced: force });
    if (made.kind === 'taken')
      throw new ActionError('refused', `the time is taken by ${named(made.by)}`, 'book it twice with --force');
    if (made.kind === 'outside-time')
      throw new ActionError('refused', 'the time is over or too far ahead', 'give a later or an earlier time');
    return {
      ...{ resource: account.name, uid: made.uid, organizer: made.organizer, subject },
      ...{ start: formatInstant(time.start), end: formatInstant(time.end) },
    };
  },
});

function named(by: readonly BusyInterval[]): string {
  const shown = by
    .slice(0, MAX_NAMED)
    .map(({ summary, organizer, start }) => `${JSON.stringify(summary)} of ${organizer} at ${formatInstant(start)}`);
  return by.length > MAX_NAMED ? `${shown.join(', ')} and ${by.length - MAX_NAMED} more` : shown.join(', ');
}
