/**
 * What every engine does with a folder that the sender chose in the address; run as part of the desk's contract.
 */
import { expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import { filing, plan, type StoreUnderTest, noMore } from './store-under-test.js';

type Parts = Pick<StoreUnderTest, 'desk' | 'mailStore'> & { readonly room: StoreId };

export function preferredFolderContract(store: () => Parts): void {
  const folders = ['Lists', 'lists', 'Bücher', 'Projects', 'Projects/2027'];
  it.each([
    ['in its own letters before others', 'lists', 'lists'],
    ['in other letters', 'LISTS', 'Lists'],
    ['typed as letter and accent', 'bu\u0308cher', 'Bücher'],
    ['with its levels', 'projects/2027', 'Projects/2027'],
    ['one level of it is another folder', '2027', 'Inbox'],
    ['is not made', 'Plans', 'Inbox'],
    ['is no path', '../Lists', 'Inbox'],
    ['is no pattern', '%', 'Inbox'],
    ['the Inbox in any letters', 'INBOX', 'Inbox'],
  ])('%s: %s is %s', async (_, preferred, folder) => {
    const { desk, mailStore, room } = store();
    for (const name of folders) await mailStore.createFolder(room, name);
    const outcomes = await desk.deliver([plan(room, 'a', { filing: { ...filing({}), preferred } })], noMore);
    expect(outcomes).toEqual([{ kind: 'delivered', uid: 1, folder }]);
    const names = (await mailStore.folders(room)).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set([...folders, folder]));
  });
}
