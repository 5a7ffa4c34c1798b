/**
 * Slows down whoever guesses passwords: failed log-ins are counted per client address and per login name, known or not.
 * A few are free; then each answer waits longer, and an address with too many is not listened to for a while.
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
}

/** Mistyped passwords of people. */
const FREE_FAILURES = 3;
/** Clients give up after less than this, and an account under attack must not be shut to its owner. */
const LONGEST_PAUSE_MS = 5_000;
/** A login name longer than any of ours is remembered by its beginning. */
const MAX_LOGIN_LENGTH = 255;

export function createLoginGuard(settings: LoginGuardSettings): LoginGuard {
  const { maxFailuresPerAddress, windowSeconds, firstPauseMs } = settings;
  const counter = (): RateLimiterMemory =>
    new RateLimiterMemory({ points: maxFailuresPerAddress, duration: windowSeconds });
  const [byAddress, byLogin] = [counter(), counter()];
  const failuresOf = async (counted: RateLimiterMemory, key: string): Promise<number> =>
    (await counted.get(key))?.consumedPoints ?? 0;

  return {
    async admit(ip, login) {
      const ofAddress = await failuresOf(byAddress, networkOf(ip));
      if (ofAddress >= maxFailuresPerAddress) return false;
      const failures = Math.max(ofAddress, await failuresOf(byLogin, loginKey(login)));
      const over = failures - FREE_FAILURES;
      if (over > 0) await pause(Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** (over - 1)));
      return true;
    },
    async failed(ip, login) {
      await byAddress.penalty(networkOf(ip));
      await byLogin.penalty(loginKey(login));
    },
  };
}

const loginKey = (login: string): string => login.slice(0, MAX_LOGIN_LENGTH).toLowerCase();

/** One customer has a whole IPv6 /64 (RFC 6177 §2): its addresses count as one. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const given = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const [front = [], back = []] = given;
  const gap = ip.includes('::') ? Array.from({ length: 8 - front.length - back.length }, () => '0') : [];
  return [...front, ...gap, ...back].slice(0, 4).join(':');
}
