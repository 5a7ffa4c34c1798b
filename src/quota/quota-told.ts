/**
 * When the user of a store is notified about its quota: when a level is exceeded, once a day while the store stays above
 * it, and when a message was rejected, at most once a day. If a store goes below a level and above it again, the user is
 * notified after a day, so that a store that is filled and emptied all the time does not bring a notice each time. Pure; the
 * desk keeps what was sent.
 * Path: housekeeping/quota-monitor.ts.
 */
import type { Instant } from '../mail/instant.js';
import { quotaLevels, type QuotaLevel } from './quota-limits.js';

/** `refused`: a message did not fit, although the limit itself is not reached. */
export type QuotaNotice = QuotaLevel | 'refused';

/** The notices that the user of a store has received. */
export interface QuotaTold {
  /** Level of the last notice, or of a higher one since; null: none in the last day, and the store is below all levels. */
  readonly level: QuotaLevel | null;
  /** When it was sent; null: there was none. */
  readonly toldAt: Instant | null;
  /** When the user was last notified that messages are rejected. */
  readonly refusalToldAt: Instant | null;
}

export const nothingTold: QuotaTold = { level: null, toldAt: null, refusalToldAt: null };

const DAY_MS = 86_400_000;

/**
 * @param level what the store has reached now
 * @param isRefused a message has just been rejected for its size
 * @returns the notice to send, if any, and the new state
 */
export function judgeQuota(
  level: QuotaLevel | null,
  isRefused: boolean,
  told: QuotaTold,
  now: Instant,
): { readonly notice: QuotaNotice | null; readonly told: QuotaTold } {
  const isPassed = level !== null && (rank(level) > rank(told.level) || isDayAgo(told.toldAt, now));
  const isChanged = isRefused && level !== 'hard' && isDayAgo(told.refusalToldAt, now);
  const notice = isPassed && level === 'hard' ? 'hard' : isChanged ? 'refused' : isPassed ? level : null;
  const isOver = level === null && isDayAgo(told.toldAt, now);
  return {
    notice,
    told: {
      level: isOver ? null : isPassed ? level : told.level,
      toldAt: isOver ? null : notice === null || level === null ? told.toldAt : now,
      // At the hard limit all messages are rejected. After that notice, a notice about a single message is of no use.
      refusalToldAt: notice === 'hard' || notice === 'refused' ? now : stillOf(told.refusalToldAt, now),
    },
  };
}

export const isSameTold = (one: QuotaTold, other: QuotaTold): boolean =>
  one.level === other.level && one.toldAt === other.toldAt && one.refusalToldAt === other.refusalToldAt;

const rank = (level: QuotaLevel | null): number => (level === null ? -1 : quotaLevels.indexOf(level));

/** A day in either direction: if the clock was set back, notices are not withheld until it catches up. */
const isDayAgo = (at: Instant | null, now: Instant): boolean => at === null || Math.abs(now - at) >= DAY_MS;

const stillOf = (at: Instant | null, now: Instant): Instant | null => (isDayAgo(at, now) ? null : at);
