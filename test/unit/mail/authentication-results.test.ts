/**
 * RFC 8601: what Authentication-Results say, and when they are believed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import { areAligned, parseAuthenticationResults } from '../../../src/mail/authentication-results.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { provenAuthors, type ResultTrust } from '../../../src/mail/proven-authors.js';
import { readReceivedField } from '../../../src/mail/received-field.js';

const only = (method: string, result: string, properties: Record<string, string> = {}) => [
  { method, result, properties },
];

describe('RFC 8601 §2.2: the field', () => {
  it.each([
    ['nothing tested', 'mx.example; none', 'mx.example', []],
    ['version 1', 'mx.example 1; none', 'mx.example', []],
    ['a result', 'MX.example; dmarc=PASS', 'mx.example', only('dmarc', 'pass')],
    [
      'properties',
      'mx.example; dkim=pass header.D=example.org header.s="a b"',
      'mx.example',
      only('dkim', 'pass', { 'header.d': 'example.org', 'header.s': 'a b' }),
    ],
    ['method version', 'mx.example; dkim/1=pass', 'mx.example', only('dkim', 'pass')],
    [
      'comments and white space wherever they may stand',
      'mx.example(a (nested) one) ; dkim (2048 \\) bit) = pass (good; dmarc=pass) reason = "by; law" header.d = example.org (x)',
      'mx.example',
      only('dkim', 'pass', { reason: 'by; law', 'header.d': 'example.org' }),
    ],
    ['quoted authserv-id', '"mx.example"; dmarc=fail', 'mx.example', only('dmarc', 'fail')],
    [
      'a result that cannot be read is left out',
      'mx.example; dmarc; =pass; spf=pass',
      'mx.example',
      only('spf', 'pass'),
    ],
    [
      'a property said twice says nothing',
      'mx.example; dkim=pass header.d=a.example header.d=b.example',
      'mx.example',
      [],
    ],
    ['an open comment takes the rest', 'mx.example; spf=fail (; dmarc=pass', 'mx.example', only('spf', 'fail')],
  ])('%s', (_, value, authservId, results) => {
    expect(parseAuthenticationResults(value)).toEqual({ authservId, results });
  });

  it.each([
    ['empty', ''],
    [
      'without authserv-id, as some write it',
      'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dmarc=pass',
    ],
    ['a later version', 'mx.example 2; dmarc=pass'],
    ['words behind the version', 'mx.example 1 x; dmarc=pass'],
  ])('no such field: %s', (_, value) => {
    expect(parseAuthenticationResults(value)).toBeNull();
  });

  it('reads anything, at once', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '(', ')', ';', '=', 'a', ' '), maxLength: 200 }),
        (text) => {
          parseAuthenticationResults(`mx.example; ${text}`);
        },
      ),
    );
    const started = performance.now();
    parseAuthenticationResults(`mx.example; ${'"\\'.repeat(500_000)}`);
    parseAuthenticationResults(`mx.example; ${'('.repeat(1_000_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

it.each([
  ['example.org', 'example.org', true],
  ['mail.example.org', 'example.org', true],
  ['example.org', 'mail.example.org', true],
  ['other.example.org', 'mail.example.org', false],
  ['badexample.org', 'example.org', false],
])('RFC 7489 §3.1.1: %s and %s are aligned: %s', (one, other, aligned) => {
  expect(areAligned(one, other)).toBe(aligned);
});

it.each([
  [
    'Postfix',
    'from helo.example (mx.example [192.0.2.1]) by mx1.corp.example (Postfix) with ESMTPS id 1',
    'mx1.corp.example',
    '192.0.2.1',
    'mx.example',
  ],
  ['unknown name', 'from helo (unknown [IPv6:2001:db8::1]) by mx with SMTP', 'mx', '2001:db8::1', null],
  ['Exim', 'from [192.0.2.1] (helo=[10.0.0.1]) by mx with esmtp', 'mx', '192.0.2.1', null],
  ['Exim with a name', 'from mx.example ([192.0.2.1] helo=10.0.0.1)\tby mx with esmtp', 'mx', '192.0.2.1', null],
  [
    'what the client calls itself is nothing',
    'from [10.0.0.1] (evil.example [192.0.2.1]) by mx',
    'mx',
    '192.0.2.1',
    'evil.example',
  ],
  ['no client', 'by mx.corp.example (Postfix, from userid 0) id 1', 'mx.corp.example', null, null],
  ['nothing', '', null, null, null],
])('RFC 5321 §4.4: Received of %s', (_, value, by, fromIp, fromHost) => {
  expect(readReceivedField(value)).toEqual({ by, fromIp, fromHost });
});

const MX = 'mx.corp.example';
const trust: ResultTrust = {
  authservIds: [MX],
  relayHosts: [MX],
  isRelayIp: (ip) => ip.startsWith('10.'),
};
const byMx = 'Received: from x (mail.example.org [192.0.2.1]) by mx.corp.example with ESMTP; today';
const dmarc = (from: string): string => `Authentication-Results: ${MX}; dmarc=pass header.from=${from}`;
const FROM = 'From: Ann <ann@example.org>';

describe('RFC 8601 §5: results are believed where a sender cannot have written them', () => {
  const proven = (fields: readonly string[], { peer = null as string | null, trusted = trust } = {}): string =>
    provenAuthors(readHeaderSection(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`)), peer, trusted)
      .map(formatAddress)
      .join(' ');

  it.each<[string, string[], string]>([
    ['above all Received fields', [dmarc('example.org'), byMx, FROM], 'ann@example.org'],
    ['below that of our relay', [byMx, dmarc('example.org'), FROM], 'ann@example.org'],
    [
      'between two relays of ours',
      [
        'Received: from in.corp (in.corp [10.0.0.2]) by mx.corp.example with ESMTP; today',
        'Received: from x (mail.example.org [192.0.2.1]) by in.corp with ESMTP; today',
        dmarc('example.org'),
        FROM,
      ],
      'ann@example.org',
    ],
    ["not below a stranger's", [byMx, 'Received: from a by b; today', dmarc('example.org'), FROM], ''],
    ['not below a Received that only says it is ours', [byMx, byMx, dmarc('example.org'), FROM], ''],
    [
      'not of another server',
      ['Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org', FROM],
      '',
    ],
    ['not what failed', [`Authentication-Results: ${MX}; dmarc=fail header.from=example.org`, FROM], ''],
    ['not what was found out about another domain', [dmarc('evil.example'), FROM], ''],
    ['not SPF', [`Authentication-Results: ${MX}; spf=pass smtp.mailfrom=ann@example.org`, FROM], ''],
    ['aligned DKIM', [`Authentication-Results: ${MX}; dkim=pass header.d=mail.example.org`, FROM], 'ann@example.org'],
    [
      'DKIM with an identity alone',
      [`Authentication-Results: ${MX}; dkim=pass header.i=@example.org`, FROM],
      'ann@example.org',
    ],
    ['DKIM of a stranger', [`Authentication-Results: ${MX}; dkim=pass header.d=list.example`, FROM], ''],
    ['a top-level domain vouches for nobody', [`Authentication-Results: ${MX}; dkim=pass header.d=org`, FROM], ''],
    ['one of two authors', [dmarc('example.org'), 'From: ann@example.org, bob@corp.example'], 'ann@example.org'],
    [
      'Reply-To and Sender are never proven',
      [dmarc('example.org'), FROM, 'Reply-To: eve@example.org', 'Sender: joe@example.org'],
      'ann@example.org',
    ],
    [
      'but the Reply-To of iCloud calendars',
      [dmarc('email.apple.com'), 'From: Ann <noreply@email.apple.com>', 'Reply-To: ann@example.org'],
      'noreply@email.apple.com ann@example.org',
    ],
    [
      'and the Sender of Google calendars',
      [
        `Authentication-Results: ${MX}; dkim=pass header.d=google.com`,
        FROM,
        'Sender: calendar-notification@google.com',
      ],
      'calendar-notification@google.com',
    ],
  ])('%s', (_, fields, expected) => {
    expect(proven(fields)).toBe(expected);
  });

  it('a relay is known by its address too', () => {
    const fields = [byMx, dmarc('example.org'), FROM];
    const trusted = { ...trust, relayHosts: [] };
    expect(proven(fields, { trusted })).toBe('');
    expect(proven(fields, { trusted, peer: '192.0.2.7' })).toBe('');
    expect(proven(fields, { trusted, peer: '10.0.0.1' })).toBe('ann@example.org');
  });

  it('nobody is trusted by default', () => {
    const trusted = { ...trust, authservIds: [] };
    expect(proven([dmarc('example.org'), FROM], { trusted })).toBe('');
  });
});
