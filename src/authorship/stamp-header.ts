/**
 * What is changed in the header section of a message once its authors are allowed: Sender as decided and no other, the
 * owner's name, Date and Message-ID, no Bcc.
 * Path: submission, after authorise.ts; mail/edit-header.ts carries it out, once for the MTA and once for each kind of
 * Sent copy.
 * Standards: RFC 5322 §3.6.1 (Date), §3.6.2 (Sender), §3.6.3 (Bcc), §3.6.4 (Message-ID), §3.6.6 (Resent fields), RFC 6409
 * §8.1, §8.2, §8.3 (a submission server may add each of them), RFC 2047 §5.
 */
import type { HeaderEdits } from '../mail/edit-header.js';
import { formatMailDate, type Instant } from '../mail/instant.js';
import type { RawHeader } from '../mail/raw-header.js';
import { SUBMISSION_PROOF_FIELD } from '../mail/submission-proof.js';
import { writeMailboxField, writePhrase } from '../mail/write-mailbox.js';
import type { AuthorshipDecision, FieldRuling } from './authorise.js';

/** What the caller brings for what a client left out. */
export interface Stamp {
  readonly now: Instant;
  /** With angle brackets; for a message without one. */
  readonly messageId: string;
  /** Value of the proof that the message is ours (mail/submission-proof.ts); null: none. */
  readonly proof: string | null;
  /** Only in the actor's own copy. */
  readonly keepBcc: boolean;
}

export function stampHeader(header: RawHeader, decision: AuthorshipDecision, stamp: Stamp): HeaderEdits {
  const rulings = [decision.from, ...decision.resentFrom];
  const has = (name: string): boolean => header.fields.some((field) => field.name === name);
  const append: string[] = [];
  if (!has('date')) append.push(`Date: ${formatMailDate(stamp.now)}`);
  if (!has('message-id')) append.push(`Message-ID: ${stamp.messageId}`);
  if (stamp.proof !== null) append.push(`${SUBMISSION_PROOF_FIELD}: ${stamp.proof}`);
  return {
    remove: new Set([
      'sender',
      'resent-sender',
      // Only final delivery writes it (RFC 5321 §4.4); another one would name who is to be told of failures.
      'return-path',
      // MTAs write these about what they receive; from a client, they would be believed, or taken for a loop.
      'delivered-to',
      'authentication-results',
      SUBMISSION_PROOF_FIELD.toLowerCase(),
      ...(stamp.keepBcc ? [] : ['bcc', 'resent-bcc']),
    ]),
    values: new Map(
      rulings.filter(({ names }) => names.size > 0).map((ruling) => [ruling.field.index, nameOwners(ruling)]),
    ),
    after: new Map(
      rulings.flatMap(({ field, sender }): [number, string][] =>
        sender === null ? [] : [[field.index, writeMailboxField(senderFields[field.name], sender)]],
      ),
    ),
    append,
  };
}

const senderFields = { from: 'Sender', 'resent-from': 'Resent-Sender' } as const;

/** The value as written, with a name before every address that has a right to one and came without. */
function nameOwners({ field, names }: FieldRuling): string {
  let value = '';
  let copied = 0;
  for (const [index, { start, end, bracket }] of field.mailboxes.entries()) {
    const phrase = writePhrase(names.get(index) ?? '');
    if (phrase === '') continue;
    const path = bracket === null ? `<${field.value.slice(start, end)}>` : field.value.slice(bracket, end);
    value += `${field.value.slice(copied, start)}${phrase} ${path}`;
    copied = end;
  }
  return (value + field.value.slice(copied)).replace(/(?:\r\n)?$/, '');
}
