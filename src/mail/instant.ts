/**
 * An instant: a point on the time line, in milliseconds since 1970-01-01T00:00:00Z. The only way time is carried
 * through the program; the clock itself is in runtime/clock.ts.
 */
declare const instantBrand: unique symbol;
export type Instant = number & { readonly [instantBrand]: true };

/** A half-open stretch of time [start, end). */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/** @param milliseconds since the epoch, UTC */
export function instant(milliseconds: number): Instant {
  return milliseconds as Instant;
}

export function addMilliseconds(at: Instant, milliseconds: number): Instant {
  return (at + milliseconds) as Instant;
}

/** Reads an RFC 3339 date-time (RFC 3339 §5.6); null if it is none. */
export function parseInstant(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const milliseconds = Date.parse(text.replace(' ', 'T').toUpperCase());
  return Number.isNaN(milliseconds) ? null : instant(milliseconds);
}

/** RFC 3339 in UTC, without fractions when there are none: `2026-11-22T09:00:00Z`. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The second that it lies in: iCalendar and mail headers know no fractions (RFC 5545 §3.3.12). */
export function wholeSecond(at: Instant): Instant {
  return instant(Math.floor(at / 1000) * 1000);
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** The date-time of a header field, in UTC (RFC 5322 §3.3): `Sun, 22 Nov 2026 09:00:00 +0000`. */
export function formatMailDate(at: Instant): string {
  const date = new Date(at);
  const day = `${days[date.getUTCDay()] ?? ''}, ${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
