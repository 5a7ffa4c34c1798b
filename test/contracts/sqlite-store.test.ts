import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { accessContract, type AccessUnderTest } from './access.contract.js';
import { auditContract } from './audit.contract.js';
import { calendarsContract } from './calendars.contract.js';
import { deliveryDeskContract } from './delivery-desk.contract.js';
import { outboxContract } from './outbox.contract.js';
import { quotaLedgerContract } from './quota-ledger.contract.js';
import { mailClientContract } from './mail-client.contract.js';
import { mailModelContract } from './mail-model.contract.js';
import { mailStoreContract } from './mail-store.contract.js';
import { DAY_MS } from './store-under-test.js';

async function openIn(dataFolder: string): Promise<AccessUnderTest> {
  const store = await openSqliteStore({ dataFolder, expectedDataId: null, duplicateWindowMs: DAY_MS });
  return {
    desk: store.desk,
    calendars: store.calendars,
    outbox: store.outbox,
    audit: store.audit,
    quotas: store.quotas,
    mailStore: store.mailStore,
    access: store.access,
    changes: store.changes,
    async reopen() {
      await store.close();
      return openIn(dataFolder);
    },
    async close() {
      await store.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

const open = (): Promise<AccessUnderTest> => openIn(mkdtempSync(join(tmpdir(), 'frontdesk-store-')));

deliveryDeskContract('SQLite', open);
calendarsContract('SQLite', open);
outboxContract('SQLite', open);
auditContract('SQLite', open);
quotaLedgerContract('SQLite', open);
mailStoreContract('SQLite', open);
mailClientContract('SQLite', open);
mailModelContract('SQLite', open);
accessContract('SQLite', open);
