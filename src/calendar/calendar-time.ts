/**
 * Dates and times as an iCalendar object writes them (RFC 5545 §3.3.4, §3.3.5), before a zone makes an instant of them.
 */
import type { Instant } from '../mail/instant.js';

export type CalendarTime =
  /** `2026-11-22`: the whole day, in the reader's zone. */
  | { readonly kind: 'date'; readonly date: string }
  /** `2026-11-22T09:00:00` without zone: read in the reader's zone. */
  | { readonly kind: 'floating'; readonly local: string }
  | { readonly kind: 'utc'; readonly at: Instant }
  /** TZID unescaped and unquoted. */
  | { readonly kind: 'zoned'; readonly local: string; readonly tzid: string };

export interface CalendarDuration {
  /** Nominal: of 24 hours or not. */
  readonly days: number;
  /** Exact. */
  readonly milliseconds: number;
}

/** PERIOD (RFC 5545 §3.3.9). */
export interface CalendarPeriod {
  readonly start: CalendarTime;
  readonly end: CalendarTime;
  /** When it tells the end; null: the end is written. */
  readonly duration: CalendarDuration | null;
}
