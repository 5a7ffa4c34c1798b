/**
 * An engine for each test of a contract suite, on no data and with one store in it.
 */
import { afterEach, beforeEach } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import { noon, type OpenStore, type StoreOfContract, type StoreUnderTest } from './store-under-test.js';

export interface OpenedStore extends StoreOfContract {
  newStore(): Promise<StoreId>;
}

/** Called in a suite; what it returns is for the test that runs. `reopen` changes the engine of the test. */
export function openedStore(open: OpenStore): () => OpenedStore {
  let store: StoreUnderTest;
  let storeId: StoreId;
  beforeEach(async () => {
    store = await open();
    storeId = (await store.mailStore.createStore(noon)).id;
  });
  afterEach(() => store.close());
  return () => ({
    ...store,
    reopen: async () => (store = await store.reopen()),
    storeId,
    newStore: async () => (await store.mailStore.createStore(noon)).id,
  });
}
