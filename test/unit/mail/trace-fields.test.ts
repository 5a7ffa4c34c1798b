import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { parseInstant, type Instant } from '../../../src/mail/instant.js';
import { traceFields, type Trace } from '../../../src/mail/trace-fields.js';
import { address } from '../../support/account-fields.js';

const trace: Trace = {
  reversePath: address('a@sender.example'),
  deliveredTo: address('ann@example.org'),
  forwardPath: address('ann+news@example.org'),
  hostname: 'mx.example',
  peer: { helo: 'client.example', ip: '192.0.2.1' },
  receivedAt: parseInstant('2026-11-22T09:00:00Z') as Instant,
};
const text = (other: Partial<Trace> = {}): string => Buffer.from(traceFields({ ...trace, ...other })).toString('utf8');

describe('trace fields', () => {
  it('RFC 5321 §4.4: Return-Path, Delivered-To, Received with the forward-path as given', () => {
    expect(text()).toBe(
      'Return-Path: <a@sender.example>\r\n' +
        'Delivered-To: ann@example.org\r\n' +
        'Received: from client.example ([192.0.2.1]) by mx.example with LMTP for\r\n' +
        ' <ann+news@example.org>; Sun, 22 Nov 2026 09:00:00 +0000\r\n',
    );
  });

  it.each([
    ['the null reverse-path', { reversePath: null }, /^Return-Path: <>\r\n/],
    [
      'RFC 6531 §3.7.3: UTF8LMTP',
      { peer: { helo: 'c', ip: null, smtpUtf8: true } },
      /Received: from c by mx\.example with UTF8LMTP for/,
    ],
    ['RFC 5321 §4.1.3: an IPv6 literal', { peer: { helo: 'c', ip: 'fe80::1%eth0' } }, /from c \(\[IPv6:fe80::1\]\) by/],
    ['pipe delivery has no peer', { peer: null }, /\r\nReceived: by mx\.example for <ann\+news@example\.org>;/],
    ['a name that is none', { peer: { helo: 'a)\r\nX: (b', ip: null } }, /from a\?\?\?X:\?\?b by/],
    ['no name', { peer: { helo: '', ip: null } }, /from unknown by/],
  ] satisfies [string, Partial<Trace>, RegExp][])('%s', (_, other, pattern) => {
    expect(text(other)).toMatch(pattern);
  });

  it('never hold control characters, stay three fields, and fold what can be folded', () => {
    const name = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(name, name, name, (helo, localPart, hostname) => {
        const forwardPath = { localPart, domain: 'example.org' };
        const written = text({
          hostname,
          forwardPath,
          reversePath: forwardPath,
          deliveredTo: forwardPath,
          peer: { helo, ip: null },
        });
        expect(written.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
        expect(readHeaderSection(Buffer.from(`${written}\r\n`)).fields.map((field) => field.name)).toEqual([
          'return-path',
          'delivered-to',
          'received',
        ]);
        const foldable = written
          .split('\r\n')
          .filter((line) => line.trim().includes(' ') && !line.startsWith('Return-Path'));
        expect(foldable.filter((line) => line.length > 78)).toEqual([]);
      }),
    );
  });
});
