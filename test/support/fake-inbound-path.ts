/**
 * An inbound path that stores nothing: it answers by the local part, and keeps what it gets. `unknown` is 550 and `later` is
 * 451 at RCPT, `full` is 552 after DATA; all others are 250 with the size of the message.
 */
import { readFile } from 'node:fs/promises';
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import type { RcptAnswer, Recipient } from '../../src/delivery/recipients/recipient.js';
import type { Account } from '../../src/directory/directory.js';
import type { AccountId } from '../../src/directory/account.js';
import { formatAddress, type Address } from '../../src/mail/address.js';
import type { ReceivedMessage } from '../../src/mail/received-message.js';
import { accountFields } from './account-fields.js';

export interface Delivered {
  readonly message: ReceivedMessage;
  readonly recipients: readonly string[];
  /** As they were when `deliver` was called. */
  readonly bytes: Buffer;
}

export interface FakeInboundPath extends InboundPath {
  readonly delivered: readonly Delivered[];
}

/** @param gate what `deliver` waits for before it answers */
export function fakeInboundPath(gate: () => Promise<void> = () => Promise.resolve()): FakeInboundPath {
  const delivered: Delivered[] = [];
  return {
    delivered,
    resolve: (forwardPath) => Promise.resolve(answer(forwardPath)),
    async deliver(message, recipients) {
      const { bytes } = message;
      const copy = bytes.kind === 'memory' ? Buffer.from(bytes.bytes) : await readFile(bytes.path);
      const names = recipients.map((recipient) => formatAddress(recipient.forwardPath));
      delivered.push({ message, recipients: names, bytes: copy });
      await gate();
      return names.map((name) =>
        name.startsWith('full@')
          ? { code: 552, status: '5.2.2', text: `<${name}> is full` }
          : { code: 250, status: '2.1.5', text: `<${name}> ${bytes.sizeBytes} bytes` },
      );
    },
  };
}

/** An accepted recipient. */
export function recipient(forwardPath: Address): Recipient {
  const fields = accountFields('person', { primaryAddress: forwardPath });
  const account: Account = { ...fields, id: 1 as AccountId, hasPassword: false };
  return { forwardPath, account, detail: null };
}

function answer(forwardPath: Address): RcptAnswer {
  const text = `<${formatAddress(forwardPath)}>`;
  if (forwardPath.localPart === 'unknown') return { kind: 'refused', reply: { code: 550, status: '5.1.1', text } };
  if (forwardPath.localPart === 'later') return { kind: 'refused', reply: { code: 451, status: '4.3.0', text } };
  return {
    kind: 'accepted',
    reply: { code: 250, status: '2.1.5', text: `${text} ok` },
    recipient: recipient(forwardPath),
  };
}
