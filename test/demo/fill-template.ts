/**
 * Makes a message from one of fixtures/messages/demo-*.eml. All dates are some weeks ahead of the time of the run.
 *
 *   {{name}}                  a value of the caller: {{to}}, {{subject}}
 *   {{tuesday+1 10:00}}       that day of the week after the coming Monday's, as an iCalendar local time
 *   {{tuesday+1 10:00Z}}      the same in UTC
 *   {{day tuesday+1}}         the day for a person: Tuesday, 1 December
 *   {{now}} {{mail-date}}     the current time, for iCalendar (in UTC) and for a header field
 *   {{base64}}...{{/base64}}  the text between them, encoded in lines of 76
 */
import { fixture } from '../support/fixture.js';

const DAY_MS = 86_400_000;
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** @param name of a file in fixtures/messages; @returns the message, with CRLF line ends */
export function fillTemplate(name: string, values: Readonly<Record<string, string>>, now: Date): Buffer {
  const template = fixture(`messages/${name}`).toString();
  const withValues = template.replaceAll(/\{\{([a-z]+)\}\}/g, (token, key: string) => values[key] ?? token);
  const dated = withValues.replaceAll(/\{\{([^{}/]+)\}\}/g, (token, content: string) => dateOf(content, now) ?? token);
  const lines = dated.replaceAll(/\r?\n/g, '\r\n');
  const encoded = lines.replaceAll(/\{\{base64\}\}\r\n([^]*?)\{\{\/base64\}\}/g, (_, content: string) =>
    base64(content),
  );
  const left = /\{\{[^}]*\}\}/.exec(encoded);
  if (left !== null) throw new Error(`${name}: unknown placeholder ${left[0]}`);
  return Buffer.from(encoded);
}

function dateOf(token: string, now: Date): string | null {
  if (token === 'now') return `${compact(now)}Z`;
  if (token === 'mail-date') return now.toUTCString().replace('GMT', '+0000');
  const match = /^(day )?([a-z]+)\+(\d+)(?: (\d\d):(\d\d)(Z?))?$/.exec(token);
  const weekday = weekdays.indexOf(match?.[2] ?? '');
  if (match === null || weekday < 0) return null;
  const day = new Date(comingMonday(now).getTime() + (Number(match[3]) * 7 + weekday) * DAY_MS);
  if (match[1] !== undefined) {
    return day.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  }
  day.setUTCHours(Number(match[4]), Number(match[5]));
  return `${compact(day)}${match[6] ?? ''}`;
}

/** At midnight; never today. */
function comingMonday(now: Date): Date {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const daysAhead = 7 - ((now.getUTCDay() + 6) % 7);
  return new Date(today + daysAhead * DAY_MS);
}

/** RFC 5545 §3.3.5, form 1. */
function compact(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}Z/g, '');
}

function base64(content: string): string {
  return Buffer.from(content)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\r\n');
}
