/**
 * Slows down whoever guesses passwords: failed log-ins are counted per client address and per login name, known or not.
 * A few are free; then each answer waits longer, and an address with too many is not listened to for a while. Whoever has
 * logged in from an address of late is not made to wait for what others do there: a webmail or an office behind one
 * address are many people.
 * Path: before and after each AUTH; log-in.ts asks here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface LoginGuardSettings {
  /** Failures of one address in the window after which it is not listened to until the window has passed. */
  readonly maxFailuresPerAddress: number;
  readonly windowSeconds: number;
  /** How long the first answer waits that waits at all; it doubles. */
  readonly firstPauseMs: number;
}

export interface LoginGuard {
  /** False: the address failed too often. Otherwise resolves when the caller may look at the password. */
  admit(ip: string, login: string): Promise<boolean>;
  /** After a failure. */
  failed(ip: string, login: string): Promise<void>;
  /** After the right password: from now on only its own failures count for this login name at this address. */
  succeeded(ip: string, login: string): Promise<void>;
}

/** Mistyped passwords of people. */
const FREE_FAILURES = 3;
/** Clients give up after less than this, and an account under attack must not be shut to its owner. */
const MAX_PAUSE_MS = 5_000;
/** A right password is remembered so long; mail programs come back sooner. */
const KNOWN_SECONDS = 14 * 86_400;
/** A login name longer than any of ours is remembered by its beginning. */
const MAX_LOGIN_LENGTH = 255;

export function createLoginGuard(settings: LoginGuardSettings): LoginGuard {
  const { maxFailuresPerAddress, windowSeconds, firstPauseMs } = settings;
  const counter = (): RateLimiterMemory =>
    new RateLimiterMemory({ points: maxFailuresPerAddress, duration: windowSeconds });
  const [byAddress, byLogin, byPair] = [counter(), counter(), counter()];
  const known = new RateLimiterMemory({ points: 1, duration: KNOWN_SECONDS });
  const failuresOf = async (counted: RateLimiterMemory, key: string): Promise<number> =>
    (await counted.get(key))?.consumedPoints ?? 0;

  /** What counts against an attempt, and whether it is as much as makes an address not listened to. */
  const countedAgainst = async (ip: string, login: string): Promise<{ failures: number; isTooMany: boolean }> => {
    const pair = pairKey(ip, login);
    if ((await known.get(pair)) !== null) {
      const ofPair = await failuresOf(byPair, pair);
      return { failures: ofPair, isTooMany: ofPair >= maxFailuresPerAddress };
    }
    const ofAddress = await failuresOf(byAddress, networkOf(ip));
    const failures = Math.max(ofAddress, await failuresOf(byLogin, loginKey(login)));
    return { failures, isTooMany: ofAddress >= maxFailuresPerAddress };
  };

  return {
    async admit(ip, login) {
      const { failures, isTooMany } = await countedAgainst(ip, login);
      if (isTooMany) return false;
      const over = failures - FREE_FAILURES;
      if (over <= 0) return true;
      await pause(Math.min(MAX_PAUSE_MS, firstPauseMs * 2 ** (over - 1)));
      // Whoever waits on many connections at a time must not have as many tries more.
      return !(await countedAgainst(ip, login)).isTooMany;
    },
    async failed(ip, login) {
      await byAddress.penalty(networkOf(ip));
      await byLogin.penalty(loginKey(login));
      await byPair.penalty(pairKey(ip, login));
    },
    async succeeded(ip, login) {
      const pair = pairKey(ip, login);
      await known.set(pair, 1, KNOWN_SECONDS);
      await byPair.delete(pair);
    },
  };
}

/** Whose password is tried: of `actor#target` the actor, or each target that is made up would be a new name. */
function loginKey(login: string): string {
  const target = login.indexOf('#', 1);
  return (target < 0 ? login : login.slice(0, target)).slice(0, MAX_LOGIN_LENGTH).toLowerCase();
}

const pairKey = (ip: string, login: string): string => `${networkOf(ip)} ${loginKey(login)}`;

/** One customer has a whole IPv6 /64 (RFC 6177 §2): its addresses count as one. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const given = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const [front = [], back = []] = given;
  const gap = ip.includes('::') ? Array.from({ length: 8 - front.length - back.length }, () => '0') : [];
  return [...front, ...gap, ...back].slice(0, 4).join(':');
}
