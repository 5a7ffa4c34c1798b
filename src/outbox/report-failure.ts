/**
 * Notifies the reverse-path of a message about recipients that will not get it. There is no notification to the null
 * reverse-path, which notifications have themselves, so that none is about another.
 * Path: outbox.ts; Outbox.recordRelay puts it into the outbox in the commit that ends the attempts.
 * Standards: RFC 5321 §4.5.5, RFC 3463 §2 (status codes), RFC 3461 §4 (requested notifications).
 */
import { addressKey, type Address } from '../mail/address.js';
import { derivedId } from '../mail/derived-id.js';
import type { Instant } from '../mail/instant.js';
import type { OutboxEntry, OutgoingMessage } from '../store/outbox.js';
import { composeDsn, dsnSubject, type FailedRecipient } from './compose-dsn.js';
import { readXtext } from './dsn-parameters.js';
import type { RelayReport } from './relay.js';

export interface ReportSettings {
  /** The name of this server. */
  readonly hostname: string;
  /** BCP 47, of the account with this address. */
  readonly languageOf: (address: Address) => Promise<string>;
}

/** RFC 3463 §3.5 X.4.7: the time for delivery expired. */
const EXPIRED = '4.4.7';

/** RFC 3461 §4.1: a sender who requested other notifications, or none, is not notified of failures. */
export function mayTell({ reversePath, dsn }: OutboxEntry, recipient: Address): boolean {
  const notify = dsn?.byRecipient[addressKey(recipient)]?.notify ?? 'FAILURE';
  return reversePath !== null && notify.toUpperCase().split(',').includes('FAILURE');
}

/**
 * null: nobody is notified.
 *
 * @param failed at least one, of the entry
 */
export async function reportFailure(
  entry: OutboxEntry,
  failed: readonly Address[],
  report: RelayReport,
  bytes: Uint8Array,
  now: Instant,
  settings: ReportSettings,
): Promise<OutgoingMessage | null> {
  const { reversePath, subject, messageId, createdAt, attempts } = entry;
  if (reversePath === null) return null;
  const keys = failed.map(addressKey);
  const id = derivedId(`dsn ${entry.id} ${attempts} ${keys.join(' ')}`);
  const dsn = {
    messageId: `<${id}@${settings.hostname}>`,
    date: now,
    hostname: settings.hostname,
    to: reversePath,
    language: await settings.languageOf(reversePath),
    failures: failed.map((recipient) => failureOf(entry, recipient, report)),
    envelopeId: readXtext(entry.dsn?.envid),
    mail: { subject, messageId, takenAt: createdAt, bytes, isReturned: entry.dsn?.ret !== 'HDRS' },
  };
  return {
    id,
    storeId: null,
    reversePath: null,
    recipients: [reversePath],
    messageId: dsn.messageId,
    subject: dsnSubject(dsn),
    bytes: await composeDsn(dsn),
    createdAt: now,
  };
}

function failureOf({ dsn }: OutboxEntry, recipient: Address, { failed, replies, error }: RelayReport): FailedRecipient {
  const reply = replies?.get(addressKey(recipient)) ?? error ?? 'no reason was given';
  const isExpired = !failed.includes(recipient);
  const original = readXtext(dsn?.byRecipient[addressKey(recipient)]?.orcpt);
  return { recipient, original, reply, isExpired, status: isExpired ? EXPIRED : statusIn(reply) };
}

/** RFC 3463 §2: the enhanced code after the reply code, or at the start of a text of our own; else its class. */
function statusIn(reply: string): string {
  return /^(?:\d{3}[ -])?(5\.\d{1,3}\.\d{1,3})(?!\S)/.exec(reply)?.[1] ?? '5.0.0';
}
