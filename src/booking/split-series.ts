/**
 * Google Calendar splits a series for "this and following events" into two: the new one comes first, under the UID
 * `<base>_R<instant>@google.com`, and takes the dates of the old one, `<base>@google.com`, from that instant on; the old one
 * is shortened by a message that follows.
 */
import type { EntryKey, BusyInterval } from './calendar-entry.js';

const splitUid = /^(.{1,500})_R(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?@google\.com$/;
/** The instant is written in the calendar's zone, which the UID does not name: no zone is further from UTC. */
const MAX_ZONE_OFFSET_MS = 14 * 3_600_000;

/** Whether a booked date is one of those that the meeting takes over, from the same organizer. */
export function isTakenOver({ uid, organizer, start }: BusyInterval, by: EntryKey): boolean {
  if (organizer !== by.organizer || !uid.endsWith('@google.com')) return false;
  const [, base, year, month, day, hour, minute, second] = splitUid.exec(by.uid) ?? [];
  if (base === undefined || uid !== `${base}@google.com`) return false;
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return start > from - MAX_ZONE_OFFSET_MS;
}
