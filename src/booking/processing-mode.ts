/**
 * How far booking goes for an account's meeting messages (Kopano's mr-accept and mr-process).
 */
import type { BookingPolicy } from './booking-policy.js';
import type { Resource } from './booking-request.js';

/** They are answered; or only entered, for a person who answers; or they are ordinary mail. */
export type ProcessingMode = 'answer' | 'enter' | 'none';

/** mr-process is a person's: a room that does not answer does nothing by itself. */
export function processingModeOf(kind: Resource['kind'], { mrAccept, mrProcess }: BookingPolicy): ProcessingMode {
  if (mrAccept) return 'answer';
  return kind === 'user' && mrProcess ? 'enter' : 'none';
}
