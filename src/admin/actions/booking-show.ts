/**
 * Shows the booking policy of an account.
 */
import { z } from 'zod';
import { action } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount } from '../find.js';

export const bookingShow = action({
  name: 'booking-show',
  input: z.strictObject({ resource: searchName() }),
  async run(context, { resource }) {
    const { name, booking } = await findAccount(context, resource);
    return { resource: name, ...booking };
  },
});
