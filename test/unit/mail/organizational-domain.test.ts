/** Which domains speak for each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areAligned, organizationalDomain } from '../../../src/mail/organizational-domain.js';

describe('RFC 7489 §3.2: the organizational domain', () => {
  it.each([
    ['corp.example', 'corp.example'],
    ['a.b.corp.example', 'corp.example'],
    ['shop.co.uk', 'shop.co.uk'],
    ['mail.shop.co.uk', 'shop.co.uk'],
    ['co.uk', null],
    ['example', null],
    ['github.io', null],
    ['x.evil.github.io', 'evil.github.io'],
    ['acme.onmicrosoft.com', 'acme.onmicrosoft.com'],
    ['mail.acme.onmicrosoft.com', 'acme.onmicrosoft.com'],
    ['onmicrosoft.com', null],
    ['notonmicrosoft.com', 'notonmicrosoft.com'],
    ['b.a.xn--55qx5d.cn', 'a.xn--55qx5d.cn'],
    ['xn--55qx5d.cn', null],
    ['[192.0.2.1]', null],
    ['192.0.2.1', null],
    ['', null],
  ])('%s: %s', (domain, organization) => {
    expect(organizationalDomain(domain)).toBe(organization);
  });
});

describe('RFC 7489 §3.1.1: relaxed alignment', () => {
  it.each([
    ['example.org', 'example.org', true],
    ['mail.example.org', 'example.org', true],
    ['example.org', 'mail.example.org', true],
    ['other.example.org', 'mail.example.org', true],
    ['badexample.org', 'example.org', false],
    ['example.org', 'example.net', false],
    ['evil.github.io', 'github.io', false],
    ['github.io', 'evil.github.io', false],
    ['a.github.io', 'b.github.io', false],
    ['github.io', 'github.io', true],
    ['evil.co.uk', 'bank.co.uk', false],
    ['evil.onmicrosoft.com', 'acme.onmicrosoft.com', false],
    ['evil.onmicrosoft.com', 'onmicrosoft.com', false],
    ['com', 'example.com', false],
    ['[192.0.2.1]', '[192.0.2.2]', false],
  ])('%s and %s: %s', (one, other, aligned) => {
    expect(areAligned(one, other)).toBe(aligned);
    expect(areAligned(other, one)).toBe(aligned);
  });

  it('neighbours below a public suffix, whatever it is, never', () => {
    // Short names may be public suffixes themselves: uk.com.
    const label = fc.stringMatching(/^zq[a-z]{1,8}$/);
    const suffix = fc.constantFrom(
      'github.io',
      'co.uk',
      'com',
      'example',
      'onmicrosoft.com',
      'blogspot.com',
      'appspot.com',
    );
    fc.assert(
      fc.property(label, label, suffix, (one, other, shared) => {
        fc.pre(one !== other);
        expect(areAligned(`x.${one}.${shared}`, `${other}.${shared}`)).toBe(false);
        expect(areAligned(`${one}.${shared}`, shared)).toBe(false);
        expect(areAligned(`x.${one}.${shared}`, `y.${one}.${shared}`)).toBe(true);
      }),
    );
  });
});
