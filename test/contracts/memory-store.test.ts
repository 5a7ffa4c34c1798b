import { openMemoryStore } from '../support/memory-store.js';
import { auditContract } from './audit.contract.js';
import { calendarsContract } from './calendars.contract.js';
import { deliveryDeskContract } from './delivery-desk.contract.js';
import { outboxContract } from './outbox.contract.js';
import { quotaLedgerContract } from './quota-ledger.contract.js';
import { mailClientContract } from './mail-client.contract.js';
import { mailModelContract } from './mail-model.contract.js';
import { mailStoreContract } from './mail-store.contract.js';
import { DAY_MS, type StoreUnderTest } from './store-under-test.js';

function open(): Promise<StoreUnderTest> {
  const store: StoreUnderTest = {
    ...openMemoryStore({ duplicateWindowMs: DAY_MS }),
    reopen: () => Promise.resolve(store),
    close: () => Promise.resolve(),
  };
  return Promise.resolve(store);
}

deliveryDeskContract('in memory', open);
calendarsContract('in memory', open);
outboxContract('in memory', open);
auditContract('in memory', open);
quotaLedgerContract('in memory', open);
mailStoreContract('in memory', open);
mailClientContract('in memory', open);
mailModelContract('in memory', open);
