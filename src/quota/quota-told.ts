/**
 * When the user of a store is told of its quota: when a level is passed, again once a day while the store stays there,
 * and when mail was refused, at most once a day too. A store that goes below a level and above it again is told of it
 * again after a day: one that is emptied and filled all the time would bring a notice each time. Pure; the desk keeps
 * what was told.
 * Path: beside the way of a message, housekeeping.
 */
import type { Instant } from '../mail/instant.js';
import { quotaLevels, type QuotaLevel } from './quota-limits.js';

/** `refused`: a mail did not fit, though the limit itself is not reached. */
export type QuotaNotice = QuotaLevel | 'refused';

/** What the user of a store was told. */
export interface QuotaTold {
  /** Of which level, or one above it, when it was told last; null: of none in the last day, and the store is below all. */
  readonly level: QuotaLevel | null;
  /** When that was; null: of none. */
  readonly toldAt: Instant | null;
  /** When it was last told that no mail comes in. */
  readonly refusalToldAt: Instant | null;
}

export const nothingTold: QuotaTold = { level: null, toldAt: null, refusalToldAt: null };

const DAY_MS = 86_400_000;

/**
 * @param level what the store has reached now
 * @param isRefused a mail was refused for its size just now
 * @returns the notice to write, if any, and what is told then
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
      // At the hard limit no mail comes in: whoever was told so need not hear it of a single mail.
      refusalToldAt: notice === 'hard' || notice === 'refused' ? now : stillOf(told.refusalToldAt, now),
    },
  };
}

export const isSameTold = (one: QuotaTold, other: QuotaTold): boolean =>
  one.level === other.level && one.toldAt === other.toldAt && one.refusalToldAt === other.refusalToldAt;

const rank = (level: QuotaLevel | null): number => (level === null ? -1 : quotaLevels.indexOf(level));

/** A day from now on either side: a clock that was set back must not silence it until it has caught up. */
const isDayAgo = (at: Instant | null, now: Instant): boolean => at === null || Math.abs(now - at) >= DAY_MS;

const stillOf = (at: Instant | null, now: Instant): Instant | null => (isDayAgo(at, now) ? null : at);
