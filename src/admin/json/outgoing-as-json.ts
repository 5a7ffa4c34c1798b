/**
 * The JSON form of a message in the outbox.
 */
import { formatAddress } from '../../mail/address.js';
import { formatInstant } from '../../mail/instant.js';
import type { OutboxEntry } from '../../store/outbox.js';

export function outgoingAsJson(entry: OutboxEntry) {
  return {
    id: entry.id,
    state: entry.state,
    /** null: the null reverse-path. */
    reversePath: entry.reversePath === null ? null : formatAddress(entry.reversePath),
    recipients: entry.recipients.map(formatAddress),
    subject: entry.subject,
    messageId: entry.messageId,
    sizeBytes: entry.sizeBytes,
    attempts: entry.attempts,
    createdAt: formatInstant(entry.createdAt),
    nextAttemptAt: formatInstant(entry.nextAttemptAt),
    lastError: entry.lastError,
    /** Whether it waits for an earlier message to the same person about the same meeting. */
    isBehind: entry.isBehind,
  };
}
