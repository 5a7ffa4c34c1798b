/**
 * Lists the bookings of a resource, one row per occurrence.
 */
import { z } from 'zod';
import { addMilliseconds, formatInstant } from '../../mail/instant.js';
import { action, ActionError } from '../action.js';
import { pointInTime, searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

const YEAR_MS = 366 * 86_400_000;

export const bookingAgenda = action({
  name: 'booking-agenda',
  input: z.strictObject({ resource: searchName(), from: pointInTime().optional(), to: pointInTime().optional() }),
  async run(context, input) {
    const account = await findAccount(context, input.resource);
    const start = input.from ?? context.clock();
    // No booking is accepted further ahead than this.
    const end = input.to ?? addMilliseconds(context.clock(), context.config.booking.maxHorizonYears * YEAR_MS);
    if (end <= start) throw new ActionError('bad-input', 'to: must be later than from', 'give a --from before --to');
    const own = await context.calendars.agenda(storeOf(account), { start, end });
    const held = await context.heldForPool(account, { start, end });
    const rows = [
      ...own.map((busy) => ({ busy, member: null })),
      ...held.map(({ busy, member }) => ({ busy, member: member.name })),
    ];
    return rows
      .toSorted((one, other) => one.busy.start - other.busy.start)
      .map(({ busy, member }) => ({
        uid: busy.uid,
        recurrenceId: busy.recurrenceId === null ? null : formatInstant(busy.recurrenceId),
        start: formatInstant(busy.start),
        end: formatInstant(busy.end),
        summary: busy.summary,
        organizer: busy.organizer,
        status: busy.waitingSince === undefined ? busy.partstat : 'waiting',
        /** For a pool: the member that holds the booking. */
        member,
      }));
  },
});
