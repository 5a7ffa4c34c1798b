/**
 * A meeting as the calendar knows it, looked at without a message: by the clock, or by an administrator. It takes the
 * place of a request in what decides, enters and answers.
 */
import { readStoredCalendar } from '../calendar/stored-calendar.js';
import type { BookingRequest, CalendarAnswer } from './booking-request.js';
import type { CalendarEntry } from './calendar-entry.js';
import { recallMeeting, type KnownMeeting } from './known-meeting.js';

/** The account, and the moment at which its calendar is looked at. */
export type CalendarKeeper = Pick<BookingRequest, 'resource' | 'options' | 'now'>;

/** Nobody wrote: there is nobody to answer but the stored organizer. */
const nobodyWrote: Pick<BookingRequest, 'mail' | 'booker'> = {
  mail: { reversePath: null, authors: [], provenAuthors: [], messageId: null, references: [], languages: [] },
  booker: { accountName: null, groups: [], isInside: false },
};

export function recallEntry(entry: CalendarEntry, keeper: CalendarKeeper, calendar: CalendarAnswer): KnownMeeting {
  const { components, zones } = readStoredCalendar(entry.ical);
  const itip: BookingRequest['itip'] = { method: 'REQUEST', uid: entry.uid, components, zones };
  return recallMeeting({ ...keeper, ...nobodyWrote, itip }, entry, { ...calendar, entries: [entry] });
}
