/** Which limits hold for an account, and which of them its store has reached. */
import { describe, expect, it } from 'vitest';
import { effectiveQuota, levelOf, noQuota, type QuotaLimits } from '../../../src/quota/quota-limits.js';

const limits = (warnBytes: number | null, softBytes: number | null, hardBytes: number | null): QuotaLimits => ({
  warnBytes,
  softBytes,
  hardBytes,
});
const server = { warnBytes: 1, softBytes: 2, hardBytes: 3 };
const werk = limits(10, null, 30);

describe('effectiveQuota: server < company < account, each limit by itself', () => {
  it.each<[string, QuotaLimits & { override?: boolean }, QuotaLimits | null, readonly number[]]>([
    ['nobody has a word of its own', noQuota, null, [1, 2, 3]],
    ['a company without a word', noQuota, noQuota, [1, 2, 3]],
    ['the company before the server', noQuota, werk, [10, 2, 30]],
    ['the account before the company', limits(null, 200, 300), werk, [10, 200, 300]],
    ['0 of the account is a word: none', limits(0, null, 0), werk, [0, 2, 0]],
    ['0 of the company is a word: none', noQuota, limits(0, 0, 0), [0, 0, 0]],
    ['without override the own limits do not count', { ...limits(100, 200, 300), override: false }, werk, [10, 2, 30]],
  ])('%s', (_name, account, company, [warnBytes, softBytes, hardBytes]) => {
    expect(effectiveQuota({ override: true, ...account }, company, server)).toEqual({
      warnBytes,
      softBytes,
      hardBytes,
    });
  });
});

describe('levelOf: the highest limit reached', () => {
  it.each([
    ['below all', 99, [100, 200, 300], null],
    ['at the first', 100, [100, 200, 300], 'warn'],
    ['past the second', 250, [100, 200, 300], 'soft'],
    ['at the last', 300, [100, 200, 300], 'hard'],
    ['a limit of 0 is none', 1000, [0, 0, 0], null],
    ['an empty store has reached nothing', 0, [0, 0, 0], null],
    ['the last alone', 400, [0, 0, 300], 'hard'],
    ['limits from different words may fall: the highest level counts', 60, [100, 0, 50], 'hard'],
  ])('%s', (_name, used, [warnBytes = 0, softBytes = 0, hardBytes = 0], level) => {
    expect(levelOf(used, { warnBytes, softBytes, hardBytes })).toBe(level);
  });
});
