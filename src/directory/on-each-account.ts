/**
 * Runs work on every account, one after the other. An error of one account is logged and does not affect the others;
 * neither incoming messages nor the stop of the process have to wait for the end.
 * Used by housekeeping.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account, Directory } from './directory.js';
import type { Log } from '../runtime/log.js';

/** Accounts in memory at the same time; a large installation has tens of thousands. */
const PAGE = 100;

export interface AccountRound {
  readonly directory: Pick<Directory, 'accountsAfter'>;
  readonly log: Log;
  /** When aborted, no further account is started. */
  readonly signal: AbortSignal;
}

/** Resolves to the sum of the results. Throws DirectoryError if the accounts cannot be read. */
export async function onEachAccount(
  { directory, log, signal }: AccountRound,
  work: (account: Account) => Promise<number>,
): Promise<number> {
  let sum = 0;
  let page = await directory.accountsAfter('', PAGE);
  while (page.length > 0) {
    for (const account of page) {
      await nextTurn();
      if (signal.aborted) return sum;
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
