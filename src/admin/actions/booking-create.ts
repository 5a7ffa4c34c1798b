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
      throw new ActionError(
        'refused',
        `the time is taken by ${await named(made.by, account.timeZone)}`,
        'book it twice with --force',
      );
    if (made.kind === 'outside-time')
      throw new ActionError('refused', 'the time is over or too far ahead', 'give a later or an earlier time');
    return {
      ...{ resource: account.name, uid: made.uid, organizer: made.organizer, subject },
      ...{ start: formatInstant(time.start), end: formatInstant(time.end) },
    };
  },
});

/** In the time zone of the resource, as the command line shows bookings. */
async function named(by: readonly BusyInterval[], timeZone: string): Promise<string> {
  const { formatInZone } = await import('../../calendar/zone-table.js');
  const shown = by.slice(0, MAX_NAMED).map(({ summary, organizer, start }) => {
    const local = formatInZone(start, timeZone, { definitions: {} }, 'en');
    const when = local === null ? formatInstant(start) : `${local.date} ${local.time} ${local.zone}`;
    // The rules of a resource may replace the subject with the organizer.
    const what = summary === organizer ? '' : `${JSON.stringify(summary)} of `;
    return `${what}${organizer} at ${when}`;
  });
  return by.length > MAX_NAMED ? `${shown.join(', ')} and ${by.length - MAX_NAMED} more` : shown.join(', ');
}
