/**
 * Whose meeting messages booking looks at: to answer them, or to enter them for a person.
 */
import { processingModeOf } from '../booking/processing-mode.js';
import type { Account } from '../directory/directory.js';

export function answersMeetings({ kind, enabled, booking }: Account): boolean {
  return enabled && kind !== 'contact' && processingModeOf(kind, booking) !== 'none';
}
