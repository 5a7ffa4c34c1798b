/**
 * A server for tests of the administration: the real engines on a folder, an inbound path that files every message for a known account
 * in the Inbox, and a fixed clock.
 */
import { randomBytes } from 'node:crypto';
import { decideLeft } from '../../src/delivery/explain/decide-left.js';
import type { InboundSettings } from '../../src/delivery/planning/inbound-context.js';
import { composeMessage } from '../../src/outbox/compose-message.js';
import { bookByHand } from '../../src/resources/book-by-hand.js';
import { cancelByHand } from '../../src/resources/cancel-by-hand.js';
import type { ResourceDeps } from '../../src/resources/context.js';
import { inboundSettings } from '../../src/settings/settings-of.js';
import { heldForPool } from '../../src/resources/held-for-pool.js';
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import type { DirectoryAdmin } from '../../src/directory/directory.js';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import type { OpenContext } from '../../src/admin/cli/perform-action.js';
import { instant } from '../../src/mail/instant.js';
import type { Config } from '../../src/settings/config.js';
import { silentLog } from './silent-log.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';

export const TEST_NOW = instant(Date.parse('2026-11-22T09:00:00Z'));

/** @param other parts that the test wants otherwise */
export async function openTestServer(config: Config, other: Partial<OpenContext> = {}): Promise<OpenContext> {
  const store = await openSqliteStore({
    dataFolder: config.dataFolder,
    expectedDataId: config.data.id === '' ? null : config.data.id,
    duplicateWindowMs: config.delivery.duplicateWindow,
  });
  const directory = openSqliteDirectory({
    path: store.databasePath,
    recipientDelimiter: config.lmtp.recipientDelimiter,
  });
  const { desk, calendars, outbox, audit, quotas, mailStore, access, backups, dataId } = store;
  return {
    config,
    process: null,
    dataId,
    directory,
    desk,
    calendars,
    outbox,
    audit,
    quotas,
    mailStore,
    access,
    backups,
    inbound: filingPath(directory, desk),
    outbound: {
      logIn: () => Promise.reject(new Error('nobody logs in to this server')),
      submit: () => Promise.reject(new Error('nobody sends from this server')),
    },
    clock: () => TEST_NOW,
    log: silentLog,
    events: { fire: () => undefined, settle: () => Promise.resolve(), stop: () => Promise.resolve() },
    wakeOutbox: () => undefined,
    heldForPool: (pool, interval) => heldForPool(pool, interval, { directory, calendars }),
    retireResource: () => Promise.resolve([]),
    decideLeft: (account, left, bytes, word) =>
      decideLeft(account, left, bytes, word, byHandDeps(config, { directory, desk, calendars })),
    cancelByHand: (cancellation) => cancelByHand(cancellation, byHandDeps(config, { directory, desk, calendars })),
    bookByHand: (booking) => bookByHand(booking, byHandDeps(config, { directory, desk, calendars })),
    explainMessage: () => Promise.resolve(null),
    explainVacation: () => Promise.reject(new Error('nothing is explained here')),
    close: async () => {
      directory.close();
      await store.close();
    },
    ...other,
  };
}

function filingPath(directory: DirectoryAdmin, desk: DeliveryDesk): InboundPath {
  return {
    async resolve(forwardPath) {
      const resolution = await directory.resolve(forwardPath);
      if (resolution.kind !== 'account')
        return { kind: 'refused', reply: { code: 550, status: '5.1.1', text: 'unknown' } };
      const { account, detail } = resolution;
      const reply = { code: 250, status: '2.1.5', text: 'ok' };
      return { kind: 'accepted', reply, recipient: { forwardPath, account, detail } };
    },
    async deliver(message, recipients) {
      const plans = recipients.map((recipient) => {
        const storeId = 'group' in recipient ? null : recipient.account.storeId;
        if (storeId === null) throw new Error('the test delivers to an account without a store');
        const filing = { folder: 'Inbox', flags: [], prefix: new Uint8Array(), outsideQuota: false };
        const nothing = { calendar: null, decision: null, outgoing: [], hardLimitBytes: 0 };
        return {
          storeId,
          deliveryId: message.digest,
          message: message.bytes,
          filing,
          receivedAt: TEST_NOW,
          ...nothing,
        };
      });
      await desk.deliver(plans, { moreToCome: false });
      return plans.map(() => ({ code: 250, status: '2.0.0', text: 'filed' }));
    },
  };
}

/** What a decision by hand needs; nobody relays its messages. */
function byHandDeps(
  config: Config,
  parts: Pick<ResourceDeps, 'desk' | 'calendars'> & { readonly directory: DirectoryAdmin },
): ResourceDeps & { readonly settings: InboundSettings } {
  return {
    ...parts,
    clock: () => TEST_NOW,
    log: silentLog,
    compose: composeMessage,
    wakeOutbox: () => undefined,
    settings: inboundSettings(config, randomBytes(32)),
  };
}
