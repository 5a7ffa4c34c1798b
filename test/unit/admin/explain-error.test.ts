/**
 * What an administrator reads when the operating system refuses something: what to do, not that the program is at fault.
 */
import { expect, test } from 'vitest';
import { explainError } from '../../../src/admin/explain-error.js';
import { StoreError } from '../../../src/store/store-error.js';

const refusedWith = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

test.each([
  ['EACCES', 'run it as the user'],
  ['EROFS', '--data'],
  ['ENOSPC', 'free some disk space'],
])('%s says what to do', (code, next) => {
  const { kind, message, hint } = explainError(refusedWith(code));
  expect({ kind, message, hint }).toEqual({
    kind: 'unavailable',
    message: `${code}: refused`,
    hint: expect.stringContaining(next) as string,
  });
});

test.each([
  ['not-found', '`frontdesk folder list ACCOUNT`'],
  ['other-data', 'mount the volume'],
] as const)('a store that says %s', (reason, next) => {
  expect(explainError(new StoreError(reason, 'it is not there')).hint).toContain(next);
});

test('anything else is a fault of the program', () => {
  expect(explainError(refusedWith('ENOTTY')).kind).toBe('fault');
});
