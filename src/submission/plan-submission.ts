/**
 * What becomes of a message whose authors are allowed: the bytes that leave, the copies for Sent folders, the row of
 * the audit. Everything but the stamped lines stays as the client wrote it.
 * Path: submit.ts, between deciding and the commit.
 * Standards: RFC 6409 §8 (what a submission server may add), RFC 5321 §4.4 (Received), RFC 5322 §3.6.3 (Bcc).
 */
import type { AuthorshipDecision } from '../authorship/authorise.js';
import type { SentCopy } from '../authorship/plan-copies.js';
import { stampHeader } from '../authorship/stamp-header.js';
import type { Account } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { addressKey, formatAddress, type Address } from '../mail/address.js';
import { decodeEncodedWords } from '../mail/encoded-words.js';
import { editHeader } from '../mail/edit-header.js';
import { firstField, type HeaderSection } from '../mail/header-section.js';
import type { RawHeader } from '../mail/raw-header.js';
import { submissionTrace } from '../mail/trace-fields.js';
import { senderKey } from '../out-of-office/sender-key.js';
import type { DsnRequest, OutgoingMessage } from '../store/outbox.js';
import type { SubmissionPlan } from '../store/delivery-desk.js';
import type { Submission, Submitter } from './outbound-path.js';

/** A message that may leave. */
export interface AllowedMessage {
  readonly submitter: Submitter;
  readonly submission: Submission;
  readonly decision: AuthorshipDecision;
  readonly header: RawHeader;
  /** As anybody reads it. */
  readonly fields: HeaderSection;
  /** Behind the header section, calendar parts stamped. */
  readonly body: Buffer;
  /** With angle brackets: the client's, or a new one. */
  readonly messageId: string;
  /** Every calendar object in it, as it goes out. */
  readonly objects: readonly string[];
  /** null: nothing to prove. */
  readonly proof: string | null;
}

export interface PlanSettings {
  readonly hostname: string;
  /** Names the message in the outbox, in its trace and to the client; the parts of one message are numbered behind it. */
  readonly queueId: string;
  readonly copies: readonly (SentCopy & { readonly storeId: StoreId })[];
  /** The actor, and those in whose name the actor writes. */
  readonly writers: readonly Account[];
}

export function planSubmission(
  mail: AllowedMessage,
  { hostname, queueId, copies, writers }: PlanSettings,
): SubmissionPlan {
  const { submission, submitter, decision, header, body, messageId, proof } = mail;
  const written = (keepBcc: boolean, ...before: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
    const edits = stampHeader(header, decision, { now: submission.receivedAt, messageId, proof, keepBcc });
    return joined(...before, editHeader(header, edits), body);
  };
  const trace = submissionTrace({
    hostname,
    queueId,
    isEncrypted: submission.isEncrypted,
    smtpUtf8: submission.peer?.smtpUtf8 === true,
    receivedAt: submission.receivedAt,
  });
  const bytes = written(false, trace);
  const outgoing = byWish(submission).map(({ recipients, dsn }, index, all): OutgoingMessage => ({
    id: all.length === 1 ? queueId : `${queueId}-${index + 1}`,
    storeId: submitter.actor.storeId,
    reversePath: decision.reversePath,
    recipients,
    messageId,
    subject: decodeEncodedWords(firstField(mail.fields, 'subject') ?? ''),
    bytes,
    createdAt: submission.receivedAt,
    dsn,
  }));
  return {
    copies: copies.map(({ storeId, withBcc }) => {
      const copy = written(withBcc);
      return { storeId, message: { kind: 'memory', bytes: copy, sizeBytes: copy.length } };
    }),
    outgoing,
    correspondence: {
      storeIds: writers.flatMap(({ storeId }) => storeId ?? []),
      addresses: [...new Set(submission.recipients.map(senderKey))],
    },
    audit: {
      sentAt: submission.receivedAt,
      actor: submitter.actor.name,
      owner: decision.owner?.name ?? null,
      right: decision.kind,
      author: decision.from.field.mailboxes.map(({ address }) => formatAddress(address)).join(', '),
      reversePath: decision.reversePath === null ? null : formatAddress(decision.reversePath),
      recipients: submission.recipients.map(formatAddress),
      messageId,
      queueIds: outgoing.map(({ id }) => id),
      ip: submission.peer?.ip ?? null,
    },
  };
}

/** In one piece, on a buffer of its own, as the store is given it away. */
function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

interface Parcel {
  readonly recipients: readonly Address[];
  readonly dsn: DsnRequest | null;
}

/** A connection to the MTA says one wish for all recipients of a message: those with different ones go in messages apart. */
function byWish({ recipients, dsn }: Submission): readonly Parcel[] {
  if (dsn === null) return [{ recipients: distinct(recipients), dsn }];
  const parcels = new Map<string, Address[]>();
  for (const address of distinct(recipients)) {
    const key = JSON.stringify(dsn.byRecipient[addressKey(address)] ?? null);
    parcels.set(key, [...(parcels.get(key) ?? []), address]);
  }
  return [...parcels.values()].map((parcel) => ({ recipients: parcel, dsn }));
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  return [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
}
