/**
 * Which accounts have their meeting requests answered by booking.
 */
import type { Account } from '../directory/directory.js';

export function answersMeetings(account: Account): boolean {
  return account.booking.mrAccept && account.enabled && account.kind !== 'contact';
}
