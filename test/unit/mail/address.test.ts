import { describe, expect, it } from 'vitest';
import { normalizeDomain, parseAddress } from '../../../src/mail/address.js';

describe('RFC 5321 §4.1.2: a domain is taken literally, not as a URL would read it', () => {
  it.each([
    ['a path behind it', 'ann@corp.example/partner.example'],
    ['a slash', 'ann@corp.example/'],
    ['a query', 'ann@corp.example?partner.example'],
    ['a fragment', 'ann@corp.example#partner.example'],
    ['percent-encoding', 'ann@corp%2Eexample'],
    ['a percent-encoded letter', 'ann@%63orp.example'],
    ['a line break', 'ann@co\nrp.example'],
    ['numbers in another script', 'ann@１２７.1'],
    ['an underscore', 'ann@corp_a.example'],
    ['a dot at the end', 'ann@corp.example.'],
  ])('%s: no address', (_, text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it.each([
    ['Müller.Example', 'xn--mller-kva.example'],
    ['XN--MLLER-KVA.example', 'xn--mller-kva.example'],
    ['corp。example', 'corp.example'],
    ['CORP.example', 'corp.example'],
    ['0x7f.1', '0x7f.1'],
    ['xn--\u0000.example', ''],
  ])('%s is written %s', (text, domain) => {
    expect(normalizeDomain(text)).toBe(domain);
  });
});
