/**
 * What a look at the house comes to.
 */
import type { AdminContext } from '../admin-context.js';

export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do next; empty if nothing. */
  readonly next: string;
}

/** Looks at one thing. Does not throw for what it looks for. */
export type Check = (context: AdminContext) => Finding | Promise<Finding>;

export const good = (check: string, found: string): Finding => ({ check, state: 'good', found, next: '' });
export const warning = (check: string, found: string, next: string): Finding => {
  return { check, state: 'warning', found, next };
};
export const bad = (check: string, found: string, next: string): Finding => ({ check, state: 'bad', found, next });

/** Servers near us, and names of machines, have an answer within this. */
export const ANSWER_WITHIN_MS = 5000;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
