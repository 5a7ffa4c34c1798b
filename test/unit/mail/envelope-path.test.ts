import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import { parseEnvelopePath } from '../../../src/mail/envelope-path.js';

const parse = (text: string) => {
  const path = parseEnvelopePath(text, 'TO', 'mx.example');
  if (path.kind !== 'path') return path.kind;
  return path.address === null ? '<>' : formatAddress(path.address);
};

describe('the path of MAIL and RCPT', () => {
  it.each([
    ['RFC 5321 §4.1.1.3: a plain path', 'TO:<ann@example.org>', 'ann@example.org'],
    ['the keyword without case, spaces around the path', 'to: <ann@example.org> ', 'ann@example.org'],
    ['RFC 5321 §4.5.5: the null path', 'TO:<>', '<>'],
    [
      'RFC 5321 appendix C: a source route is passed over',
      'TO:<@a.example,@b.example:ann@example.org>',
      'ann@example.org',
    ],
    ['RFC 5321 §4.1.2: a bracket in a quoted local part', 'TO:<"a>b"@example.org>', '"a>b"@example.org'],
    ['an escaped quote in it', 'TO:<"a\\">"@example.org>', '"a\\">"@example.org'],
    ['RFC 5321 §4.1.1.3: the bare postmaster', 'TO:<Postmaster>', 'Postmaster@mx.example'],
    ['RFC 6531 §3.3: UTF-8, the domain as A-labels', 'TO:<jörg@bücher.example>', 'jörg@xn--bcher-kva.example'],
    ['RFC 5321 §4.1.3: an address literal', 'TO:<ann@[IPv6:::1]>', 'ann@[ipv6:::1]'],
    ['no brackets', 'TO:ann@example.org', 'bad-syntax'],
    ['no closing bracket', 'TO:<ann@example.org', 'bad-syntax'],
    ['another keyword', 'FROM:<ann@example.org>', 'bad-syntax'],
    ['something stuck to the path', 'TO:<ann@example.org>x', 'bad-syntax'],
    ['no domain', 'TO:<ann>', 'bad-address'],
    ['a space inside', 'TO:<an n@example.org>', 'bad-address'],
    ['a control character of C1', 'TO:<a\u0085@example.org>', 'bad-address'],
    ['what was no UTF-8', 'TO:<a\ufffd@example.org>', 'bad-address'],
    ['RFC 5321 §4.5.3.1.1: a local part over 64 octets', `TO:<${'a'.repeat(65)}@example.org>`, 'bad-address'],
  ])('%s', (_, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    [
      'RFC 1870 §4, RFC 6152, RFC 6531',
      ' SIZE=10 body=8BITMIME SMTPUTF8',
      [
        ['SIZE', '10'],
        ['BODY', '8BITMIME'],
        ['SMTPUTF8', null],
      ],
    ],
    ['none', '', []],
    ['one twice', ' SIZE=1 SIZE=2', 'bad-syntax'],
    ['an empty value', ' SIZE=', 'bad-syntax'],
    ['no keyword', ' =1', 'bad-syntax'],
  ])('parameters: %s', (_, text, expected) => {
    const path = parseEnvelopePath(`FROM:<a@sender.example>${text}`, 'FROM', 'mx.example');
    expect(path.kind === 'path' ? [...path.parameters] : path.kind).toEqual(expected);
  });
});
