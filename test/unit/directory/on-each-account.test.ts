import { expect, it } from 'vitest';
import { onEachAccount } from '../../../src/directory/on-each-account.js';
import { startRounds } from '../../../src/runtime/rounds.js';
import type { Account } from '../../../src/directory/directory.js';
import { pageAccounts } from '../../support/page-accounts.js';
import { neverAborted } from '../../support/never-aborted.js';
import { silentLog } from '../../support/silent-log.js';
import { waitFor } from '../../support/wait-for.js';

const accounts = ['room1', 'room2', 'room3'].map((name) => ({ name }) as Account);
const directory = { accountsAfter: pageAccounts(accounts) };

it('a fault of one account is logged and costs the others nothing', async () => {
  const logged: unknown[] = [];
  const log = (event: string, fields: unknown): void => void logged.push([event, fields]);
  const cause = new Error('unreadable');
  const sum = await onEachAccount({ directory, log, signal: neverAborted }, ({ name }) =>
    name === 'room2' ? Promise.reject(cause) : Promise.resolve(1),
  );
  expect(sum).toBe(2);
  expect(logged).toEqual([['store-failed', { account: 'room2', cause }]]);
});

it('every account is worked on once, however many there are', async () => {
  const many = Array.from({ length: 250 }, (_, index) => ({ name: `a${index}` }) as Account);
  const seen: string[] = [];
  const sum = await onEachAccount(
    { directory: { accountsAfter: pageAccounts(many) }, log: silentLog, signal: neverAborted },
    ({ name }) => {
      seen.push(name);
      return Promise.resolve(1);
    },
  );
  expect([sum, seen.length, new Set(seen).size]).toEqual([250, 250, 250]);
});

it('a round that is stopped ends behind the account it is at', async () => {
  const seen: string[] = [];
  const rounds = startRounds(
    60_000,
    (signal) =>
      onEachAccount({ directory, log: silentLog, signal }, ({ name }) => {
        seen.push(name);
        if (name === 'room1') void rounds.stop();
        return Promise.resolve(1);
      }),
    silentLog,
  );
  await waitFor('the first account', () => seen.length > 0);
  await rounds.stop();
  expect(seen).toEqual(['room1']);
});
