/**
 * Changes the booking policy of an account.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { bookingInput, changedPolicy } from '../input/booking-input.js';
import { refuseUnfitting } from '../checks/check-account.js';
import { refuseForgottenBookings, refuseUnfittingMembers } from '../checks/check-members.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';

export const bookingSet = action({
  name: 'booking-set',
  changes: true,
  input: z.strictObject({ ...bookingInput, resource: searchName(), yes: z.boolean().optional() }),
  async run(context, input) {
    const account = await findAccount(context, input.resource);
    const changed = { ...account, booking: await changedPolicy(context, account.booking, input) };
    refuseUnfitting(changed);
    await refuseUnfittingMembers(context, changed);
    if (input.yes !== true) await refuseForgottenBookings(context, account, changed.booking.members);
    const { name, booking } = await context.directory.updateAccount(account.id, { booking: changed.booking });
    return { resource: name, ...booking };
  },
});
