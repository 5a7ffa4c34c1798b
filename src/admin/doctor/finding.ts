/**
 * The result of one check of `frontdesk doctor`.
 */
import type { AdminContext } from '../admin-context.js';

export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do next; empty if there is nothing to do. */
  readonly next: string;
}

/** Performs one check. A problem that it looks for is a finding, not an error. */
export type Check = (context: AdminContext) => Finding | Promise<Finding>;

export const good = (check: string, found: string): Finding => ({ check, state: 'good', found, next: '' });
export const warning = (check: string, found: string, next: string): Finding => {
  return { check, state: 'warning', found, next };
};
export const bad = (check: string, found: string, next: string): Finding => ({ check, state: 'bad', found, next });

/** Bound for the answers of nearby servers and name servers. */
export const ANSWER_WITHIN_MS = 5000;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
