/**
 * A test server with all that the administration needs: the product's engines on the data folder of a configuration, and a fixed clock.
 */
import { randomBytes } from 'node:crypto';
import type { OpenContext } from '../../src/admin/cli/perform-action.js';
import { decideLeft } from '../../src/delivery/explain/decide-left.js';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { bookByHand } from '../../src/resources/book-by-hand.js';
import { cancelByHand } from '../../src/resources/cancel-by-hand.js';
import { heldForPool } from '../../src/resources/held-for-pool.js';
import type { Config } from '../../src/settings/config.js';
import { inboundSettings } from '../../src/settings/settings-of.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { silentLog } from './silent-log.js';
import { openTestServer } from './test-server.js';

/** @param other parts that the test wants otherwise */
export async function openAdminContext(config: Config, other: Partial<OpenContext> = {}): Promise<OpenContext> {
  const store = await openSqliteStore({
    dataFolder: config.dataFolder,
    expectedDataId: config.data.id === '' ? null : config.data.id,
    duplicateWindowMs: config.delivery.duplicateWindow,
  });
  const directory = openSqliteDirectory({
    path: store.databasePath,
    recipientDelimiter: config.lmtp.recipientDelimiter,
  });
  const { access, backups, dataId } = store;
  const server = openTestServer(
    {
      now: '2026-11-22T09:00:00Z',
      // The machine's own name would make sizes differ.
      settings: { ...inboundSettings(config, randomBytes(32)), hostname: 'mail.example.org' },
    },
    { directory, store },
  );
  return {
    ...server,
    ...{ access, backups, config, dataId },
    log: silentLog,
    process: null,
    outbound: {
      logIn: () => Promise.reject(new Error('nobody logs in to this server')),
      submit: () => Promise.reject(new Error('nobody sends from this server')),
    },
    events: { fire: () => undefined, settle: () => Promise.resolve(), stop: () => Promise.resolve() },
    heldForPool: (pool, interval) => heldForPool(pool, interval, server),
    retireResource: () => Promise.resolve([]),
    decideLeft: (account, left, bytes, word) => decideLeft(account, left, bytes, word, server),
    cancelByHand: (cancellation) => cancelByHand(cancellation, server),
    bookByHand: (booking) => bookByHand(booking, server),
    explainMessage: () => Promise.resolve(null),
    explainVacation: () => Promise.reject(new Error('nothing is explained here')),
    close: async () => {
      directory.close();
      await store.close();
    },
    ...other,
  };
}
