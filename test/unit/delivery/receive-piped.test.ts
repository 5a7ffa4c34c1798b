/**
 * A message from a pipe: line ends, mbox lines, the envelope that nobody named.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receivePiped } from '../../../src/delivery/receive-piped.js';
import { addressKey, type Address } from '../../../src/mail/address.js';
import { instant } from '../../../src/mail/instant.js';
import { address } from '../../support/account-fields.js';

const receive = (text: string | Uint8Array, reversePath?: Address | null) =>
  receivePiped(Buffer.from(text), reversePath, instant(0));

function bytesOf({ bytes }: ReturnType<typeof receive>): Buffer {
  if (bytes.kind !== 'memory') throw new Error('a piped message is in memory');
  expect(bytes.sizeBytes).toBe(bytes.bytes.byteLength);
  return Buffer.from(bytes.bytes);
}

describe('RFC 5321 §2.3.8: lines end in CRLF', () => {
  test.each([
    ['bare LF', 'A: b\n\nx\n', 'A: b\r\n\r\nx\r\n'],
    ['CRLF stays', 'A: b\r\n\r\nx\r\n', 'A: b\r\n\r\nx\r\n'],
    ['mixed', 'A: b\r\n\nx\ny\r\n', 'A: b\r\n\r\nx\r\ny\r\n'],
    ['LF first', '\nx\n', '\r\nx\r\n'],
    ['a last line without end', 'A: b\n\nx', 'A: b\r\n\r\nx\r\n'],
    ['bare CR is not ours to change', 'A: b\r\n\r\nx\ry\r\n', 'A: b\r\n\r\nx\ry\r\n'],
    ['empty', '', ''],
    ['mbox line', 'From a@b Sun Nov 22\nA: b\n\nx\n', 'A: b\r\n\r\nx\r\n'],
    ['a From field is no mbox line', 'From: a@b\n\nx\n', 'From: a@b\r\n\r\nx\r\n'],
  ])('%s', (_, given, expected) => {
    expect(bytesOf(receive(given)).toString()).toBe(expected);
  });

  test('any bytes: every LF has its CR, nothing else changes, memory of its own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        const message = receive(given);
        const bytes = bytesOf(message);
        expect(bytes.toString('latin1')).not.toMatch(/(?<!\r)\n/);
        if (bytes.length > 0) expect(bytes.subarray(-1)).toEqual(Buffer.from('\n'));
        const withoutEnds = (some: Uint8Array) =>
          Buffer.from(some)
            .toString('latin1')
            .replaceAll(/\r*\n|\r+$/g, '');
        expect(withoutEnds(bytes)).toBe(withoutEnds(given));
        if (message.bytes.kind === 'memory') expect(message.bytes.bytes.buffer.byteLength).toBe(bytes.length);
      }),
    );
  });
});

describe('the reverse-path', () => {
  const mail = 'Return-Path: <r@example.org>\nSender: s@example.org\nFrom: F <f@example.org>\n\nx\n';
  test.each([
    ['as given', mail, address('g@example.org'), 'g@example.org'],
    ['null as given', mail, null, null],
    ['Return-Path', mail, undefined, 'r@example.org'],
    ['null Return-Path', mail.replace('<r@example.org>', '<>'), undefined, null],
    ['Sender', mail.replace(/^Return-Path.*\n/, ''), undefined, 's@example.org'],
    ['author', 'From: F <f@example.org>\n\nx\n', undefined, 'f@example.org'],
    ['nobody', 'Subject: x\n\nx\n', undefined, null],
  ])('%s', (_, text, given, expected) => {
    const { reversePath } = receive(text, given);
    expect(reversePath === null ? null : addressKey(reversePath)).toBe(expected);
  });
});

test('a redelivery through another hop has the same digest', () => {
  const text = 'Received: by x\nSubject: s\n\nx\n';
  expect(receive(`Return-Path: <a@b.example>\r\nDelivered-To: c@d.example\n${text}`).digest).toBe(receive(text).digest);
});
