import { describe, expect, it } from 'vitest';
import { createAllowList } from '../../../src/runtime/allow-list.js';

describe('lmtp.allow', () => {
  it.each([
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['10.0.0.0/8', '', false],
  ])('%s and %s: %s', (entry, ip, expected) => {
    expect(createAllowList([entry])(ip)).toBe(expected);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', '::ffff:10.0.0.0/8', ''])(
    '%j is refused',
    (entry) => {
      expect(() => createAllowList([entry])).toThrow(RangeError);
    },
  );

  it('an empty list allows nobody', () => {
    expect(createAllowList([])('127.0.0.1')).toBe(false);
  });
});
