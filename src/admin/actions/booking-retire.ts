/**
 * Retires a resource: from a given time on it accepts no bookings, and existing bookings are declined by mail.
 */
import { z } from 'zod';
import { formatInstant } from '../../mail/instant.js';
import { action, ActionError } from '../action.js';
import { pointInTime, searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

export const bookingRetire = action({
  name: 'booking-retire',
  changes: true,
  input: z.strictObject({
    resource: searchName(),
    from: z.union([z.literal('never'), pointInTime()]),
    dryRun: z.boolean().optional(),
  }),
  async run(context, { resource, from, dryRun = false }) {
    const account = await findAccount(context, resource);
    storeOf(account);
    if (!account.booking.mrAccept) {
      throw new ActionError(
        'refused',
        `${account.name} does not answer meeting requests, so organizers cannot be notified`,
        `run \`frontdesk booking set ${account.name} --mr-accept yes\` first`,
      );
    }
    const retiresAt = from === 'never' ? null : formatInstant(from);
    // Before the bookings are declined, so that no new ones replace them.
    if (!dryRun) await context.directory.updateAccount(account.id, { booking: { ...account.booking, retiresAt } });
    const meetings = from === 'never' ? [] : await context.retireResource(account, from, dryRun);
    return {
      resource: account.name,
      retiresAt,
      dryRun,
      meetings: meetings.map(({ firstAt, lastAt, ...meeting }) => ({
        ...meeting,
        first: formatInstant(firstAt),
        last: formatInstant(lastAt),
      })),
    };
  },
});
