import { describe, expect, it } from 'vitest';
import { createLoginGuard } from '../../../src/submission/login-guard.js';

const guard = (maxFailuresPerAddress = 5) =>
  createLoginGuard({ maxFailuresPerAddress, windowSeconds: 600, firstPauseMs: 1 });

describe('the guard of log-ins', () => {
  it('does not listen to an address that failed too often, whatever names it tries', async () => {
    const login = guard();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await login.admit('192.0.2.1', `name${attempt}`)).toBe(true);
      await login.failed('192.0.2.1', `name${attempt}`);
    }
    expect(await login.admit('192.0.2.1', 'another')).toBe(false);
    expect(await login.admit('192.0.2.2', 'another')).toBe(true);
  });

  it.each([
    ['2001:db8::1', '2001:db8::2', false],
    ['2001:db8:0:0:1::1', '2001:db8::ffff', false],
    ['2001:db8:0:1::1', '2001:db8::1', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', true],
  ])('RFC 6177 §2: %s failed, %s may try: %s', async (bad, other, may) => {
    const login = guard(1);
    await login.failed(bad, 'x');
    expect(await login.admit(other, 'y')).toBe(may);
  });

  it('lets somebody in who has logged in there before, however often others fail at that address', async () => {
    const login = guard();
    await login.succeeded('192.0.2.1', 'john');
    for (let attempt = 0; attempt < 5; attempt += 1) await login.failed('192.0.2.1', 'eve');
    expect(await login.admit('192.0.2.1', 'eve')).toBe(false);
    expect(await login.admit('192.0.2.1', 'mary')).toBe(false);
    expect(await login.admit('192.0.2.1', 'John')).toBe(true);
  });

  it('counts failures of a known name at its own address all the same', async () => {
    const login = guard();
    await login.succeeded('192.0.2.1', 'john');
    for (let attempt = 0; attempt < 5; attempt += 1) await login.failed('192.0.2.1', 'john');
    expect(await login.admit('192.0.2.1', 'john')).toBe(false);
  });

  it('never shuts an account to its owner: other addresses only wait', async () => {
    const login = guard(100);
    for (let attempt = 0; attempt < 8; attempt += 1) await login.failed(`192.0.2.${attempt}`, 'john');
    const begun = performance.now();
    expect(await login.admit('198.51.100.1', 'JOHN')).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(10);
  });

  it('a made-up target makes no new name of the one whose password is tried', async () => {
    const login = guard(100);
    for (let attempt = 0; attempt < 8; attempt += 1) await login.failed(`192.0.2.${attempt}`, `john#x${attempt}`);
    const begun = performance.now();
    expect(await login.admit('198.51.100.1', 'john#another')).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(10);
  });

  it('one that waits is not shut out by what others fail at its address, if it is known there', async () => {
    const login = guard(6);
    await login.succeeded('192.0.2.1', 'john');
    for (let attempt = 0; attempt < 4; attempt += 1) await login.failed('192.0.2.1', 'john');
    const waiting = login.admit('192.0.2.1', 'john');
    for (let attempt = 0; attempt < 6; attempt += 1) await login.failed('192.0.2.1', 'eve');
    expect(await waiting).toBe(true);
  });

  it('connections that wait together are not admitted when the others have failed meanwhile', async () => {
    const login = guard(6);
    for (let attempt = 0; attempt < 5; attempt += 1) await login.failed('192.0.2.1', 'john');
    const waiting = ['a', 'b', 'c'].map((name) => login.admit('192.0.2.1', name));
    await login.failed('192.0.2.1', 'john');
    expect(await Promise.all(waiting)).toEqual([false, false, false]);
  });
});
