import { describe, expect, it } from 'vitest';
import { createLoginGuard, type LoginGuard } from '../../../src/submission/login-guard.js';

const createGuard = (maxFailuresPerAddress = 5): LoginGuard =>
  createLoginGuard({ maxFailuresPerAddress, windowSeconds: 600, firstPauseMs: 1 });

const mayTry = async (guard: LoginGuard, ip: string, login: string): Promise<boolean> => {
  const admitted = await guard.admit(ip, login);
  admitted?.abandoned();
  return admitted !== null;
};
const fail = async (guard: LoginGuard, ip: string, login: string, times = 1): Promise<void> => {
  for (let attempt = 0; attempt < times; attempt += 1) await (await guard.admit(ip, login))?.failed();
};
const succeed = async (guard: LoginGuard, ip: string, login: string): Promise<void> => {
  await (await guard.admit(ip, login))?.succeeded();
};

describe('the guard of log-ins', () => {
  it('refuses an address that failed too often, whatever names it tries', async () => {
    const guard = createGuard();
    for (let attempt = 0; attempt < 5; attempt += 1) await fail(guard, '192.0.2.1', `name${attempt}`);
    expect(await mayTry(guard, '192.0.2.1', 'another')).toBe(false);
    expect(await mayTry(guard, '192.0.2.2', 'another')).toBe(true);
  });

  it('180 attempts at once get no more tries than one after the other', async () => {
    const guard = createGuard(30);
    let tries = 0;
    const guess = async (login: string): Promise<void> => {
      const admitted = await guard.admit('192.0.2.1', login);
      if (admitted === null) return;
      tries += 1;
      await new Promise((resolve) => setImmediate(resolve));
      await admitted.failed();
    };
    await Promise.all(Array.from({ length: 180 }, (_, index) => guess(`name${index % 7}`)));
    expect(tries).toBe(30);
  });

  it('people who log in at once at one address are all let in', async () => {
    const guard = createGuard(30);
    const logIn = async (login: string): Promise<boolean> => {
      const admitted = await guard.admit('192.0.2.1', login);
      await new Promise((resolve) => setImmediate(resolve));
      await admitted?.succeeded();
      return admitted !== null;
    };
    const outcomes = await Promise.all(Array.from({ length: 180 }, (_, index) => logIn(`name${index}`)));
    expect(outcomes).toEqual(outcomes.map(() => true));
  });

  it('an attempt waits while as many are under way as may still fail', async () => {
    const guard = createGuard(2);
    const [first, second] = [await guard.admit('192.0.2.1', 'a'), await guard.admit('192.0.2.1', 'b')];
    const [third, fourth] = [guard.admit('192.0.2.1', 'c'), guard.admit('192.0.2.1', 'd')];
    await first?.failed();
    await second?.succeeded();
    const [one, other] = await Promise.race([
      third.then((admitted) => [admitted, fourth] as const),
      fourth.then((admitted) => [admitted, third] as const),
    ]);
    expect(one).not.toBeNull();
    await one?.failed();
    expect(await other).toBeNull();
  });

  it('an attempt whose password could not be looked at is no failure', async () => {
    const guard = createGuard(1);
    (await guard.admit('192.0.2.1', 'john'))?.abandoned();
    expect(await mayTry(guard, '192.0.2.1', 'john')).toBe(true);
  });

  it.each([
    ['2001:db8::1', '2001:db8::2', false],
    ['2001:db8:0:0:1::1', '2001:db8::ffff', false],
    ['2001:db8:0:1::1', '2001:db8::1', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', true],
    ['::ffff:192.0.2.1', '192.0.2.1', false],
  ])('RFC 6177 §2: %s failed, %s may try: %s', async (bad, other, may) => {
    const guard = createGuard(1);
    await fail(guard, bad, 'x');
    expect(await mayTry(guard, other, 'y')).toBe(may);
  });

  it('lets somebody in who has logged in there before, however often others fail at that address', async () => {
    const guard = createGuard();
    await succeed(guard, '192.0.2.1', 'john');
    await fail(guard, '192.0.2.1', 'eve', 5);
    expect(await mayTry(guard, '192.0.2.1', 'eve')).toBe(false);
    expect(await mayTry(guard, '192.0.2.1', 'mary')).toBe(false);
    expect(await mayTry(guard, '192.0.2.1', 'John')).toBe(true);
  });

  it('lets somebody in at once who has logged in there before, however often others try the name elsewhere', async () => {
    const guard = createLoginGuard({ maxFailuresPerAddress: 5, windowSeconds: 600, firstPauseMs: 60_000 });
    await succeed(guard, '192.0.2.1', 'john');
    for (let address = 2; address < 6; address += 1) await fail(guard, `192.0.2.${address}`, 'john');
    // A pause would be longer than this test may take.
    expect(await mayTry(guard, '192.0.2.1', 'john')).toBe(true);
  });

  it('also counts failures of a known name at its own address', async () => {
    const guard = createGuard();
    await succeed(guard, '192.0.2.1', 'john');
    await fail(guard, '192.0.2.1', 'john', 5);
    expect(await mayTry(guard, '192.0.2.1', 'john')).toBe(false);
  });

  it('never shuts an account to its owner: other addresses only wait', async () => {
    const guard = createGuard(100);
    for (let address = 0; address < 8; address += 1) await fail(guard, `192.0.2.${address}`, 'john');
    const begun = performance.now();
    expect(await mayTry(guard, '198.51.100.1', 'JOHN')).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(10);
  });

  it('a made-up target makes no new name of the one whose password is tried', async () => {
    const guard = createGuard(100);
    for (let address = 0; address < 8; address += 1) await fail(guard, `192.0.2.${address}`, `john#x${address}`);
    const begun = performance.now();
    expect(await mayTry(guard, '198.51.100.1', 'john#another')).toBe(true);
    expect(performance.now() - begun).toBeGreaterThan(10);
  });
});
