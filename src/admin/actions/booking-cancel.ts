/**
 * Frees a booking, or dates of it, and tells the organizer.
 */
import { z } from 'zod';
import type { BusyInterval, CalendarEntry } from '../../booking/calendar-entry.js';
import { ianaZone } from '../../calendar/iana-zone.js';
import { localOfInstant } from '../../calendar/offsets.js';
import type { Account } from '../../directory/directory.js';
import { formatInstant, instant } from '../../mail/instant.js';
import { action, ActionError } from '../action.js';
import type { AdminContext } from '../admin-context.js';
import { commentForOrganizer, uidOrNumber } from '../decide-message.js';
import { searchName } from '../input/fields.js';
import { readLocalTime } from '../input/local-time-input.js';
import { findAccount, storeOf } from '../find.js';

/** After all that is booked. */
const FOREVER = instant(8_640_000_000_000_000);

export const bookingCancel = action({
  name: 'booking-cancel',
  changes: true,
  input: z.strictObject({
    resource: searchName(),
    uid: uidOrNumber(),
    occurrence: z.array(z.string()).optional(),
    organizer: z.string().optional(),
    comment: commentForOrganizer().optional(),
  }),
  async run(context, { resource, uid, occurrence = [], organizer, comment = '' }) {
    const account = await findAccount(context, resource);
    const storeId = storeOf(account);
    const { organizer: ofEntry } = oneEntry(await context.calendars.entries(storeId, [uid]), uid, organizer, account);
    const key = { uid, organizer: ofEntry };
    const days = occurrence.map((text) => dateTest(text, account));
    await refuseUnknownDates(context, account, key, occurrence, days);
    const isMeant = days.length === 0 ? null : (date: BusyInterval): boolean => days.some((test) => test(date));
    const cancelled = await context.cancelByHand({ account, storeId, key, isMeant, comment });
    if (cancelled === null) throw nothingBooked(account);
    return {
      ...{ resource: account.name, ...key, summary: cancelled.summary },
      occurrences: cancelled.dates.map(({ start, end }) => ({ start: formatInstant(start), end: formatInstant(end) })),
      told: cancelled.told,
    };
  },
});

function oneEntry(
  entries: readonly CalendarEntry[],
  uid: string,
  organizer: string | undefined,
  account: Account,
): CalendarEntry {
  const same = entries.filter(
    (entry) => entry.uid === uid && (organizer === undefined || entry.organizer === organizer.toLowerCase()),
  );
  const [entry, ...others] = same.filter(({ partstat }) => partstat !== 'declined');
  if (entry === undefined) {
    if (same.length > 0)
      throw new ActionError('refused', 'the meeting is not booked: it was declined or cancelled', next(account));
    throw nothingBooked(account);
  }
  if (others.length === 0) return entry;
  const organizers = [entry, ...others].map((each) => each.organizer).join(', ');
  throw new ActionError(
    'refused',
    `several organizers have a meeting with this UID: ${organizers}`,
    'give --organizer',
  );
}

const next = ({ name }: Account): string =>
  `\`frontdesk booking agenda ${name} --json\` lists the bookings with their UIDs`;

const nothingBooked = (account: Account): ActionError =>
  new ActionError('not-found', `${account.name} has no booking with this UID from now on`, next(account));

type DateTest = (date: BusyInterval) => boolean;

/** A time means the date that begins then, a day every date that begins on it in the time zone of the resource. */
function dateTest(text: string, { timeZone }: Account): DateTest {
  const at = readLocalTime('occurrence', text, timeZone);
  const zone = ianaZone(timeZone);
  if (!/^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text) || zone === null)
    return ({ start, recurrenceId }) => start === at || recurrenceId === at;
  const day = text.trim();
  return ({ start }) => new Date(localOfInstant(zone, start)).toISOString().startsWith(day);
}

async function refuseUnknownDates(
  context: AdminContext,
  account: Account,
  key: Pick<BusyInterval, 'uid' | 'organizer'>,
  texts: readonly string[],
  tests: readonly DateTest[],
): Promise<void> {
  if (tests.length === 0) return;
  const time = { start: context.clock(), end: FOREVER };
  const own = await context.calendars.agenda(storeOf(account), time);
  const held = (await context.heldForPool(account, time)).map(({ busy }) => busy);
  const dates = [...own, ...held].filter((each) => each.uid === key.uid && each.organizer === key.organizer);
  const unknown = texts.find((_, index) => !dates.some((date) => tests[index]?.(date) === true));
  if (unknown === undefined) return;
  throw new ActionError(
    'not-found',
    `${JSON.stringify(unknown)} is no date of this booking from now on`,
    next(account),
  );
}
