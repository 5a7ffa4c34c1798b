/**
 * What every engine behind access-store.ts must do; run by *.test.ts beside this file.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identifier } from '../../src/access/effective-rights.js';
import { parseRights, type Rights } from '../../src/access/rights.js';
import type { StoreId } from '../../src/directory/account.js';
import { WHOLE_STORE, type AccessStore } from '../../src/store/access-store.js';
import { noon, plan, type StoreUnderTest, noMore } from './store-under-test.js';

export type AccessUnderTest = Omit<StoreUnderTest, 'reopen'> & {
  readonly access: AccessStore;
  reopen(): Promise<AccessUnderTest>;
};

const mary: Identifier = { kind: 'account', id: 7 };
const staff: Identifier = { kind: 'group', id: 7 };
const anyone: Identifier = { kind: 'anyone' };

function rights(letters: string): Rights {
  const parsed = parseRights(letters);
  if (parsed === null) throw new Error(`${letters} are no rights`);
  return parsed;
}

const grant = (folder: string, letters: string, who: Identifier = mary) => ({ folder, who, rights: rights(letters) });

export function accessContract(engine: string, open: () => Promise<AccessUnderTest>): void {
  describe(`access contract: ${engine}`, () => {
    let under: AccessUnderTest;
    let storeId: StoreId;
    beforeEach(async () => {
      under = await open();
      storeId = (await under.mailStore.createStore(noon)).id;
      for (const folder of ['Inbox', 'Inbox/A', 'Inbox/A/B', 'Inboxes'])
        await under.mailStore.createFolder(storeId, folder);
    });
    afterEach(() => under.close());

    const set = (folder: string, who: Identifier, letters: string | null, recursive = false) =>
      under.access.changeAccess({
        storeId,
        folder,
        who,
        rights: letters === null ? null : rights(letters),
        recursive,
      });
    const written = ({ kind, ...rest }: Identifier): string => ['id' in rest ? rest.id : '', kind].join('');
    /** `Inbox: 7account=lrs`, a granted one with a star and what stood before. */
    const shown = async (): Promise<readonly string[]> =>
      (await under.access.access(storeId)).map(
        ({ folder, entries }) =>
          `${folder}: ${entries
            .map((entry) => {
              const before = entry.previous === null ? '' : `(${entry.previous})`;
              return `${written(entry.who)}=${entry.rights}${entry.granted ? `*${before}` : ''}`;
            })
            .join(' ')}`,
      );

    it('keeps entries for persons, groups and anyone apart, an empty one too', async () => {
      expect(await set('INBOX', mary, 'srl')).toEqual({ kind: 'done', folders: 1 });
      await set('Inbox', staff, '');
      await set('Inbox', anyone, 'l');
      await set('Inbox', mary, 'lr');
      expect(await shown()).toEqual(['Inbox: 7account=lr anyone=l 7group=']);
      await set('Inbox', staff, null);
      expect(await set('Inbox', staff, null)).toEqual({ kind: 'done', folders: 0 });
      expect(await shown()).toEqual(['Inbox: 7account=lr anyone=l']);
    });

    it('goes down the tree when asked to, and never beside it', async () => {
      expect(await set('Inbox', mary, 'lrs', true)).toEqual({ kind: 'done', folders: 3 });
      expect(await shown()).toEqual(['Inbox: 7account=lrs', 'Inbox/A: 7account=lrs', 'Inbox/A/B: 7account=lrs']);
      expect(await set('Inbox/A', mary, null, true)).toEqual({ kind: 'done', folders: 2 });
      expect(await set(WHOLE_STORE, mary, 'l', true)).toEqual({ kind: 'done', folders: 5 });
      expect((await shown())[0]).toBe('/: 7account=l');
    });

    it('gives a new folder the entries of the one above it, or of the whole store', async () => {
      await set('Inbox/A', mary, 'lrs');
      await set('Inbox/A', staff, '');
      await set(WHOLE_STORE, anyone, 'l');
      await under.mailStore.createFolder(storeId, 'Inbox/A/C');
      await under.mailStore.createFolder(storeId, 'Top');
      await set('Inbox/A', mary, 'l');
      const folders = await shown();
      expect(folders).toContain('Inbox/A/C: 7account=lrs 7group=');
      expect(folders).toContain('Top: anyone=l');
    });

    it('gives a folder that a delivery makes what the whole store says', async () => {
      await set(WHOLE_STORE, mary, 'lr');
      const filing = { folder: 'Junk', flags: [], prefix: new Uint8Array(), outsideQuota: false };
      await under.desk.deliver([plan(storeId, 'junk', { filing })], noMore);
      expect(await shown()).toEqual(['/: 7account=lr', 'Junk: 7account=lr']);
    });

    it('returns the entries of the folders above a folder', async () => {
      await set('Inbox', mary, 'l');
      await set('Inbox/A/B', mary, 'lrs');
      const down = await under.access.accessDownTo(storeId, 'Inbox/A/B');
      expect(down.map(({ folder, entries }) => [folder, entries.length])).toEqual([
        ['Inbox', 1],
        ['Inbox/A', 0],
        ['Inbox/A/B', 1],
      ]);
    });

    it.each([
      ['reading a folder that is not there', () => under.access.accessDownTo(storeId, 'Nowhere')],
      ['changing a folder that is not there', () => set('Nowhere', mary, 'l')],
      ['a store that is not there', () => under.access.access(99 as StoreId)],
      ['granting in a store that is not there', () => under.access.settleGrants(99 as StoreId, [grant('Inbox', 'l')])],
    ])('not-found: %s', async (_, ask) => {
      await expect(ask()).rejects.toMatchObject({ name: 'StoreError', reason: 'not-found' });
    });

    describe('grants', () => {
      const settle = (...granted: ReturnType<typeof grant>[]) => under.access.settleGrants(storeId, granted);

      it('cover what stood there, and give it back when they go', async () => {
        await set('Inbox', mary, 'l');
        await settle(grant('Inbox', 'lrs'), grant('Calendar', 'lrsw'));
        expect(await shown()).toEqual(['Calendar: 7account=lrsw*', 'Inbox: 7account=lrs*(l)']);
        await settle(grant('Inbox', 'lrswiptek'));
        expect(await shown()).toEqual(['Inbox: 7account=lrswiptek*(l)']);
        await settle();
        expect(await shown()).toEqual(['Inbox: 7account=l']);
      });

      it('give an entry that hides the folder back as it was', async () => {
        await set('Inbox', mary, '');
        await settle(grant('Inbox', 'lrs'));
        await settle();
        expect(await shown()).toEqual(['Inbox: 7account=']);
      });

      it('settled again change nothing', async () => {
        await set('Inbox', staff, 'l');
        for (let times = 0; times < 3; times += 1) await settle(grant('Inbox', 'lrs', staff), grant('Inbox', 'l'));
        expect(await shown()).toEqual(['Inbox: 7account=l* 7group=lrs*(l)']);
        expect(await under.access.storesWithGrants()).toEqual([storeId]);
        await settle();
        expect(await under.access.storesWithGrants()).toEqual([]);
      });

      it('are not for folders that are made below; what they cover is', async () => {
        await set('Inbox', mary, 'l');
        await settle(grant('Inbox', 'lrs'), grant('Inbox', 'lrs', staff));
        await under.mailStore.createFolder(storeId, 'Inbox/New');
        expect(await shown()).toContain('Inbox/New: 7account=l');
      });

      it('are not touched by a change of permissions, which then changes nothing at all', async () => {
        await settle(grant('Inbox', 'lrs'));
        expect(await set('Inbox', mary, 'l')).toEqual({ kind: 'granted', folder: 'Inbox' });
        expect(await set('Inbox', mary, null)).toEqual({ kind: 'granted', folder: 'Inbox' });
        expect(await set(WHOLE_STORE, mary, 'l', true)).toEqual({ kind: 'granted', folder: 'Inbox' });
        await set('Inbox', staff, 'l', true);
        expect(await shown()).toEqual(['Inbox: 7account=lrs* 7group=l', 'Inbox/A: 7group=l', 'Inbox/A/B: 7group=l']);
      });

      it('are there after the store was opened again', async () => {
        await set('Inbox', mary, 'l');
        await settle(grant('Inbox', 'lrs'));
        under = await under.reopen();
        expect(await shown()).toEqual(['Inbox: 7account=lrs*(l)']);
      });
    });
  });
}
