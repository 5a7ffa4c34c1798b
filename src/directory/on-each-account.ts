/**
 * Work on every account, one after the other: a fault of one is logged and costs the others nothing, mail that comes in
 * meanwhile is not kept waiting, and the end of the house is not either.
 * Path: beside the way of a message, housekeeping.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account, Directory } from './directory.js';
import type { Log } from '../runtime/log.js';

/** Accounts in memory at once: a large house has tens of thousands. */
const PAGE = 100;

export interface AccountRound {
  readonly directory: Pick<Directory, 'accountsAfter'>;
  readonly log: Log;
  /** Aborted: no further account is begun. */
  readonly signal?: AbortSignal;
}

/** Resolves to the sum of what the work resolved to. Throws DirectoryError when the accounts cannot be read. */
export async function onEachAccount(
  { directory, log, signal }: AccountRound,
  work: (account: Account) => Promise<number>,
): Promise<number> {
  let sum = 0;
  let page = await directory.accountsAfter('', PAGE);
  while (page.length > 0) {
    for (const account of page) {
      await nextTurn();
      if (signal?.aborted === true) return sum;
      try {
        sum += await work(account);
      } catch (error) {
        log('store-failed', { account: account.name, cause: error });
      }
    }
    page = await directory.accountsAfter(page.at(-1)?.name ?? '', PAGE);
  }
  return sum;
}
