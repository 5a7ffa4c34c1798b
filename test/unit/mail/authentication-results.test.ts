/**
 * RFC 8601 §2.2: what Authentication-Results say.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAuthenticationResults } from '../../../src/mail/authentication-results.js';

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
      'a property said twice: none is certain, and the result is still there',
      'mx.example; dkim=pass header.d=a.example header.d=b.example',
      'mx.example',
      only('dkim', 'pass'),
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

  it('reads anything', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '(', ')', ';', '=', 'a', ' '), maxLength: 200 }),
        (text) => {
          parseAuthenticationResults(`mx.example; ${text}`);
        },
      ),
    );
  });
});
