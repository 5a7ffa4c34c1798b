/**
 * Who a message that a client submits says it is from, read so that no other reader can find another author in it.
 * Path: submission, first step; the caller then asks the directory about the addresses, and authorise.ts decides.
 * Standards: RFC 5322 §3.6.2 (From, once), §3.6.6 (Resent-From), RFC 6409 §6.1.
 */
import { addressKey, type Address } from '../mail/address.js';
import { rawValue, readRawHeader, type RawHeader } from '../mail/raw-header.js';
import { parseStrictMailboxes, type WrittenMailbox } from '../mail/strict-mailboxes.js';
import { refuseContent, refuseHeader, type Refusal } from './refusal.js';

/** From or Resent-From. */
export interface AuthorField {
  readonly name: 'from' | 'resent-from';
  /** Among the fields of the header. */
  readonly index: number;
  /** The value as written; the mailboxes say where they stand in it. */
  readonly value: string;
  /** At least one. */
  readonly mailboxes: readonly WrittenMailbox[];
}

export interface Writing {
  readonly kind: 'writing';
  readonly header: RawHeader;
  readonly from: AuthorField;
  /** One for each time the message was sent on. */
  readonly resentFrom: readonly AuthorField[];
  /** null: MAIL FROM:<>, for receipts and the like. */
  readonly reversePath: Address | null;
  /** Every address above, each once: what the directory is to be asked about. */
  readonly addresses: readonly Address[];
}

/** A message is sent on by a few hands at most. */
const MAX_RESENT_FIELDS = 20;

/**
 * @param message from its first byte, line ends all CRLF (mail/to-crlf.ts); the body is not looked at
 */
export function readWriting(message: Uint8Array, reversePath: Address | null): Writing | Refusal {
  const header = readRawHeader(message);
  if (header.kind === 'malformed') return refuseHeader(header.fault);
  const names = header.fields.map(({ name }) => name);
  const fromCount = names.filter((name) => name === 'from').length;
  if (fromCount === 0) return refuseContent('no-author', 'There is no From field');
  if (fromCount > 1) return refuseContent('several-author-fields', 'There is more than one From field');
  const from = readAuthorField(header, names.indexOf('from'), 'from');
  if (from.kind === 'refused') return from;
  const resentFrom: AuthorField[] = [];
  for (const [index, name] of names.entries()) {
    if (name !== 'resent-from') continue;
    if (resentFrom.length === MAX_RESENT_FIELDS)
      return refuseContent('several-author-fields', `There are more than ${MAX_RESENT_FIELDS} Resent-From fields`);
    const read = readAuthorField(header, index, name);
    if (read.kind === 'refused') return read;
    resentFrom.push(read.field);
  }
  const authors = [from.field, ...resentFrom].flatMap(({ mailboxes }) => mailboxes.map(({ address }) => address));
  return {
    kind: 'writing',
    header,
    from: from.field,
    resentFrom,
    reversePath,
    addresses: distinct(reversePath === null ? authors : [reversePath, ...authors]),
  };
}

function readAuthorField(
  header: RawHeader,
  index: number,
  name: AuthorField['name'],
): { readonly kind: 'field'; readonly field: AuthorField } | Refusal {
  const raw = header.fields[index];
  const value = raw === undefined ? null : rawValue(header, raw);
  const shown = name === 'from' ? 'From' : 'Resent-From';
  if (value === null) return refuseContent('unreadable-author', `The ${shown} field is not UTF-8`);
  const read = parseStrictMailboxes(value);
  switch (read.kind) {
    case 'mailboxes':
      return { kind: 'field', field: { name, index, value, mailboxes: read.mailboxes } };
    case 'empty':
      return refuseContent('no-author', `The ${shown} field contains no address`);
    case 'group':
      return refuseContent('author-is-a-group', `The ${shown} field contains a group`);
    case 'unparsable':
      return refuseContent('unreadable-author', `The ${shown} field is not a list of addresses`);
  }
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  return [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
}
