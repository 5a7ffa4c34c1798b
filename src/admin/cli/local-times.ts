/**
 * Formats instants for people, in the time zone of the resource or account concerned, or else of this machine. Programs
 * read RFC 3339 in UTC (`--json`).
 */
import type { LocalTexts } from '../../calendar/zone-table.js';
import { parseInstant } from '../../mail/instant.js';
import type { CommandContext } from './command-context.js';

/** RFC 3339 in, text out. */
export interface LocalTimes {
  /** `Mon 8 February 2027 09:00 CET` */
  at(time: string): string;
  /** `8 Feb 2027 09:00`, for a column of a table */
  brief(time: string): string;
  /** `Mon 8 February 2027 09:00-10:00 CET` */
  span(start: string, end: string): string;
}

/** In the time zone of that account. With `--json` no local times are printed, so the account is not looked up. */
export async function localTimesOf(account: string, context: CommandContext): Promise<LocalTimes> {
  if (context.isForPrograms()) return await localTimes('UTC');
  const { timeZone } = await context.perform('account-show', { name: account });
  return await localTimes(timeZone);
}

/** In the time zone of this machine, for what belongs to no account. */
export function localTimesHere(): Promise<LocalTimes> {
  return localTimes(new Intl.DateTimeFormat().resolvedOptions().timeZone);
}

export async function localTimes(timeZone: string): Promise<LocalTimes> {
  // Loaded on demand: most commands show no times, and the table of all zones is large.
  const { formatInZone } = await import('../../calendar/zone-table.js');
  const read = (time: string): LocalTexts | null => {
    const at = parseInstant(time);
    return at === null ? null : formatInZone(at, timeZone, { definitions: {} }, 'en');
  };
  return {
    at(time) {
      const texts = read(time);
      return texts === null ? time : `${dayAndTime(texts)} ${texts.zone}`;
    },
    brief(time) {
      const texts = read(time);
      return texts === null ? time : `${shortMonth(texts.date)} ${texts.time}`;
    },
    span(from, to) {
      const [start, end] = [read(from), read(to)];
      if (start === null || end === null) return `${from} - ${to}`;
      if (start.date !== end.date) return `${dayAndTime(start)} - ${dayAndTime(end)} ${end.zone}`;
      return `${dayAndTime(start)}-${end.time} ${end.zone}`;
    },
  };
}

/** Three letters are enough to identify an English weekday. */
function dayAndTime({ weekday, date, time }: LocalTexts): string {
  return `${weekday.slice(0, 3)} ${date} ${time}`;
}

/** `8 February 2027` with three letters for the month. */
const shortMonth = (date: string): string => date.replace(/\p{L}+/u, (month) => month.slice(0, 3));
