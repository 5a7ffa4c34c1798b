import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startMessageDigest } from '../../../src/mail/message-digest.js';

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

function digestOf(...pieces: readonly Uint8Array[]): string {
  const digest = startMessageDigest();
  for (const piece of pieces) digest.update(piece);
  return digest.hex();
}

const plain = 'Received: by mx\r\nSubject: hello\r\n\r\ntext\r\n';

describe('the digest of a message', () => {
  it.each([
    ['a plain message: all of it', plain, plain],
    ['no bytes at all', '', ''],
    [
      'leading delivery fields are left out',
      `Return-Path: <a@b>\r\nDelivered-To: c@d\r\nX-Original-To: c@d\r\n${plain}`,
      plain,
    ],
    ['in any case, folded, with bare LF', `ENVELOPE-TO: a,\n b\ndelivery-date: now\r\n\tor later\r\n${plain}`, plain],
    ['empty ones', `Return-Path:\r\nDelivered-To:\r\n${plain}`, plain],
    [
      'behind another field they count',
      `Received: by mx\r\nDelivered-To: c@d\r\n\r\n`,
      `Received: by mx\r\nDelivered-To: c@d\r\n\r\n`,
    ],
    ['a name that only begins so', 'Return-Path-X: 1\r\n\r\n', 'Return-Path-X: 1\r\n\r\n'],
    ['a name that is cut off', 'Return-Pa', 'Return-Pa'],
    ['white space in front of everything is no folding', ' Return-Path: x\r\n', ' Return-Path: x\r\n'],
    ['nothing but such a field', 'Delivered-To: c@d', ''],
  ])('%s', (_, mail, counted) => {
    expect(digestOf(Buffer.from(mail))).toBe(sha256(counted));
  });

  it('is the same however the bytes are cut', () => {
    const line = fc.constantFrom(
      'Return-Path: x\r\n',
      'Delivered-To: y\n',
      ' folded\r\n',
      'Subject: z\r\n',
      '\r\n',
      'R',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
        const mail = Buffer.from(lines.join(''));
        const at = [0, ...cuts.map((cut) => Math.min(cut, mail.length)).sort((a, b) => a - b), mail.length];
        const pieces = at.slice(1).map((end, index) => mail.subarray(at[index], end));
        expect(digestOf(...pieces)).toBe(digestOf(mail));
      }),
    );
  });
});
