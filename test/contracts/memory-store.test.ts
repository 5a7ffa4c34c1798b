import { openMemoryStore } from '../support/memory-store.js';
import { deskContract } from './desk.contract.js';
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

deskContract('in memory', open);
mailStoreContract('in memory', open);
mailClientContract('in memory', open);
mailModelContract('in memory', open);
