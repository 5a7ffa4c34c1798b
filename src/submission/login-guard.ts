/**
 * Slows down clients that guess passwords: failed log-ins are counted per client address and per login name, known or
 * not. A few are free; then each answer waits longer, and an address with too many is refused for a while. An attempt is
 * reserved before its password is looked at, so that many at once get no more tries than one after the other. A client
 * that has logged in from an address of late does not wait for what others do there, or with its name elsewhere: a
 * webmail or an office behind one address are many people.
 * Path: before and after each AUTH; log-in.ts asks here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf } from '../runtime/client-network.js';

export interface LoginGuardSettings {
  /** Failures of one address in the window after which it is refused until the window has passed. */
  readonly maxFailuresPerAddress: number;
  readonly windowSeconds: number;
  /** How long the first answer waits that waits at all; it doubles. */
  readonly firstPauseMs: number;
}

/** An attempt whose password may be looked at. One of its functions is called once, or the address loses a try for good. */
export interface AdmittedLogin {
  failed(): Promise<void>;
  /** From now on only its own failures count for this login name at this address. */
  succeeded(): Promise<void>;
  /** The password could not be looked at. */
  abandoned(): void;
}

export interface LoginGuard {
  /** null: the address failed too often. Waits while as many attempts are under way as may still fail. */
  admit(ip: string, login: string): Promise<AdmittedLogin | null>;
}

/** Mistyped passwords of people. */
const FREE_FAILURES = 3;
/** Clients give up after less than this, and an account under attack must not be shut to its owner. */
const MAX_PAUSE_MS = 5_000;
/** A right password is remembered so long; mail programs come back sooner. */
const KNOWN_SECONDS = 14 * 86_400;
/** A login name longer than any account's is remembered by its beginning. */
const MAX_LOGIN_LENGTH = 255;

export function createLoginGuard(settings: LoginGuardSettings): LoginGuard {
  const { maxFailuresPerAddress, windowSeconds, firstPauseMs } = settings;
  const counter = (): RateLimiterMemory =>
    new RateLimiterMemory({ points: maxFailuresPerAddress, duration: windowSeconds });
  const [byAddress, byLogin, byPair] = [counter(), counter(), counter()];
  const known = new RateLimiterMemory({ points: 1, duration: KNOWN_SECONDS });
  const inProgress = createReservations();
  const failuresOf = async (counted: RateLimiterMemory, key: string): Promise<number> =>
    (await counted.get(key))?.consumedPoints ?? 0;

  /** What counts against an attempt: of whom (`key`) it takes a try, how many have failed, and how long it waits. */
  const standingOf = async (ip: string, login: string): Promise<Standing> => {
    const pair = pairKey(ip, login);
    if ((await known.get(pair)) !== null) {
      const failures = await failuresOf(byPair, pair);
      return { key: pair, failures, pauseMs: pauseAfter(failures, firstPauseMs) };
    }
    const key = networkOf(ip);
    const failures = await failuresOf(byAddress, key);
    const ofLogin = await failuresOf(byLogin, loginKey(login));
    return { key, failures, pauseMs: pauseAfter(Math.max(failures, ofLogin), firstPauseMs) };
  };

  /** null: no try is left. */
  const reserve = async (ip: string, login: string): Promise<Standing | null> => {
    for (;;) {
      const { changes } = inProgress;
      const standing = await standingOf(ip, login);
      // What another attempt came to meanwhile counts.
      if (changes !== inProgress.changes) continue;
      const left = maxFailuresPerAddress - standing.failures;
      if (left <= 0) return null;
      if (inProgress.count(standing.key) < left) {
        inProgress.begin(standing.key);
        return standing;
      }
      await inProgress.ended(standing.key);
    }
  };

  return {
    async admit(ip, login) {
      const standing = await reserve(ip, login);
      if (standing === null) return null;
      const { key, pauseMs } = standing;
      if (pauseMs > 0) await pause(pauseMs);
      return {
        async failed() {
          await Promise.all([
            byAddress.penalty(networkOf(ip)),
            byLogin.penalty(loginKey(login)),
            byPair.penalty(pairKey(ip, login)),
          ]);
          inProgress.end(key);
        },
        async succeeded() {
          const pair = pairKey(ip, login);
          await Promise.all([known.set(pair, 1, KNOWN_SECONDS), byPair.delete(pair)]);
          inProgress.end(key);
        },
        abandoned: () => inProgress.end(key),
      };
    },
  };
}

interface Standing {
  readonly key: string;
  readonly failures: number;
  readonly pauseMs: number;
}

function pauseAfter(failures: number, firstPauseMs: number): number {
  const over = failures - FREE_FAILURES;
  return over <= 0 ? 0 : Math.min(MAX_PAUSE_MS, firstPauseMs * 2 ** (over - 1));
}

/** Attempts that have begun and not ended, by the key they take a try of. */
interface Reservations {
  /** Grows whenever an attempt ends. */
  readonly changes: number;
  count(key: string): number;
  begin(key: string): void;
  end(key: string): void;
  /** Resolves when the next attempt of the key ends. */
  ended(key: string): Promise<void>;
}

function createReservations(): Reservations {
  const counts = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  let changes = 0;
  return {
    get changes() {
      return changes;
    },
    count: (key) => counts.get(key) ?? 0,
    begin: (key) => void counts.set(key, (counts.get(key) ?? 0) + 1),
    end(key) {
      changes += 1;
      const left = (counts.get(key) ?? 1) - 1;
      if (left === 0) counts.delete(key);
      else counts.set(key, left);
      const woken = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const wake of woken) wake();
    },
    ended: (key) =>
      new Promise((wake) => {
        waiting.set(key, [...(waiting.get(key) ?? []), wake]);
      }),
  };
}

/** Whose password is tried: of `actor#target` the actor, or each target that is made up would be a new name. */
function loginKey(login: string): string {
  const target = login.indexOf('#', 1);
  return (target < 0 ? login : login.slice(0, target)).slice(0, MAX_LOGIN_LENGTH).toLowerCase();
}

const pairKey = (ip: string, login: string): string => `${networkOf(ip)} ${loginKey(login)}`;
