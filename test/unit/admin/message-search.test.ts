/** The search of messages in calls of bounded work. */
import { beforeEach, expect, it } from 'vitest';
import { messageSearch } from '../../../src/admin/actions/message-search.js';
import type { AdminContext } from '../../../src/admin/admin-context.js';
import type { StoreId } from '../../../src/directory/account.js';
import { message, noon } from '../../contracts/store-under-test.js';
import { openMemoryStore } from '../../support/memory-store.js';

const MESSAGES = 4_500;
let context: AdminContext;
let storeId: StoreId;
let read = 0;

beforeEach(async () => {
  const { mailStore } = openMemoryStore({ duplicateWindowMs: 1 });
  storeId = (await mailStore.createStore(noon)).id;
  for (const folder of ['A', 'B']) {
    await mailStore.createFolder(storeId, folder);
    const count = folder === 'A' ? MESSAGES : 3;
    const messages = Array.from({ length: count }, (_, index) => ({
      message: message(`Subject: ${index % 1_500 === 1_499 ? 'wanted' : 'other'} ${folder}${index}\r\n\r\n`),
      flags: [],
      receivedAt: noon,
    }));
    await mailStore.append({ storeId, folder }, messages, { hardLimitBytes: 0, now: noon });
  }
  read = 0;
  context = {
    directory: { accountByLogin: () => Promise.resolve({ name: 'anna', storeId }) },
    mailStore: {
      ...mailStore,
      readMessageHead: (...asked: Parameters<typeof mailStore.readMessageHead>) => {
        read++;
        return mailStore.readMessageHead(...asked);
      },
    },
  } as unknown as AdminContext;
});

const search = (asked: object) =>
  messageSearch.run(context, messageSearch.input.parse({ account: 'anna', ...asked }), new Uint8Array());

it('one call reads a bounded number of messages, and the calls together find each message once', async () => {
  const found: string[] = [];
  let next: object = {};
  for (let calls = 1; ; calls++) {
    read = 0;
    const answer = await search({ words: ['wanted'], ...next });
    expect(read).toBeLessThanOrEqual(2_000);
    found.push(...answer.messages.map(({ subject }) => subject));
    if (answer.next === null) {
      expect(calls).toBe(3);
      break;
    }
    next = { next: answer.next };
  }
  expect(found).toEqual(['wanted A1499', 'wanted A2999', 'wanted A4499']);
});

it('ends at the limit, and continues behind it', async () => {
  const first = await search({ words: ['other'], limit: 2 });
  expect(first.messages.map(({ subject }) => subject)).toEqual(['other A0', 'other A1']);
  const second = await search({ words: ['other'], limit: 1, next: first.next });
  expect(second.messages.map(({ subject }) => subject)).toEqual(['other A2']);
  const last = await search({ words: ['other'], folder: 'B' });
  expect(last).toMatchObject({ messages: [{ uid: 1 }, { uid: 2 }, { uid: 3 }], next: null });
});
