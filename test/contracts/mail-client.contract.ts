/**
 * What every engine of the mail-store port does for mail clients: append, copy, move, flags, folders, subscriptions and
 * the change feed; run by *.test.ts beside this file against each of them.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import type { ToldChange } from '../../src/store/change-feed.js';
import { type Folder, MAX_PAGE, MAX_UIDS_PER_CALL, type SavedMessages } from '../../src/store/mail-store.js';
import { at, filing, message, noMore, noon, type OpenStore, plan, type StoreUnderTest } from './store-under-test.js';

const save = { hardLimitBytes: 0, now: at(1) };

export function mailClientContract(name: string, open: OpenStore): void {
  describe(`mail clients: ${name}`, () => {
    let store: StoreUnderTest;
    let ann: StoreId;
    beforeEach(async () => {
      store = await open();
      ann = (await store.mailStore.createStore(noon)).id;
      for (const folder of ['Inbox', 'Other']) await store.mailStore.createFolder(ann, folder);
    });
    afterEach(() => store.close());

    const mail = () => store.mailStore;
    const inbox = () => ({ storeId: ann, folder: 'Inbox' });
    const other = () => ({ storeId: ann, folder: 'Other' });
    const append = (
      count: number,
      flags: readonly string[] = [],
      text = 'Subject: x\r\n\r\n',
    ): Promise<SavedMessages> =>
      mail().append(
        inbox(),
        Array.from({ length: count }, (_, index) => ({
          message: message(`${text}${index}`),
          flags,
          receivedAt: at(-index),
        })),
        save,
      );
    const text = async (folder: string, uid: number): Promise<string> =>
      Buffer.from(await mail().readMessage(ann, folder, uid)).toString();
    const uidsIn = async (folder: string): Promise<readonly number[]> =>
      (await mail().messages(ann, folder)).map(({ uid }) => uid);
    const folder = async (wanted: string): Promise<Folder | undefined> =>
      (await mail().folders(ann)).find(({ name: found }) => found === wanted);
    const names = async (): Promise<readonly string[]> => (await mail().folders(ann)).map(({ name: found }) => found);
    const isSound = async (): Promise<void> =>
      expect(await mail().check({ rebuild: false })).toMatchObject({ problems: [] });

    it('RFC 9051 §6.3.12: APPEND keeps bytes, flags and internal date, and gives UIDs for APPENDUID', async () => {
      expect(await append(2, ['\\seen', '$Later', '$later'])).toEqual({
        uidValidity: (await folder('Inbox'))?.uidValidity,
        uids: [1, 2],
      });
      store = await store.reopen();
      expect(await text('Inbox', 2)).toBe('Subject: x\r\n\r\n1');
      expect(await mail().messages(ann, 'Inbox')).toMatchObject([
        { uid: 1, flags: ['\\Seen', '$Later'], receivedAt: noon, savedAt: at(1) },
        { uid: 2, receivedAt: at(-1) },
      ]);
      expect(await folder('Inbox')).toMatchObject({ messageCount: 2, unseenCount: 0, uidNext: 3 });
      await isSound();
    });

    it('RFC 9051 §6.3.12: APPEND does not create the folder', async () => {
      const appended = mail().append({ storeId: ann, folder: 'None' }, [], save);
      await expect(appended).rejects.toMatchObject({ reason: 'not-found' });
    });

    it('RFC 3502 §6.3.11: all messages of a MULTIAPPEND are saved, or none', async () => {
      const two = ['a', 'b'].map((each) => ({ message: message(each.repeat(60)), flags: [], receivedAt: noon }));
      const appended = mail().append(inbox(), two, { ...save, hardLimitBytes: 119 });
      await expect(appended).rejects.toMatchObject({ reason: 'over-quota' });
      expect(await uidsIn('Inbox')).toEqual([]);
      expect(await store.quotas.usedBytes(ann)).toBe(0);
      const again = ['a', 'b'].map((each) => ({ message: message(each.repeat(60)), flags: [], receivedAt: noon }));
      await mail().append(inbox(), again, { ...save, hardLimitBytes: 120 });
      expect(await store.quotas.usedBytes(ann)).toBe(120);
    });

    it('RFC 9051 §6.4.7: COPY keeps flags and internal date, and skips what does not exist', async () => {
      await append(3, ['\\Flagged']);
      const used = await store.quotas.usedBytes(ann);
      const copied = await mail().copy(inbox(), [3, 1, 3, 88], other(), save);
      expect(copied).toMatchObject({ from: [1, 3], uids: [1, 2] });
      expect(await mail().messages(ann, 'Other')).toMatchObject([
        { flags: ['\\Flagged'], receivedAt: noon, savedAt: at(1) },
        { receivedAt: at(-2) },
      ]);
      expect(await uidsIn('Inbox')).toEqual([1, 2, 3]);
      await mail().expunge(ann, 'Inbox', [1, 2, 3]);
      store = await store.reopen();
      expect(await text('Other', 2)).toBe('Subject: x\r\n\r\n2');
      expect(await store.quotas.usedBytes(ann)).toBe((used / 3) * 2);
      await isSound();
    });

    it('a copy has the first lines that delivery added; another store may get it', async () => {
      const bob = (await mail().createStore(noon)).id;
      await mail().createFolder(bob, 'Inbox');
      await store.desk.deliver([plan(ann, 'a')], noMore);
      await mail().copy(inbox(), [1], { storeId: bob, folder: 'Inbox' }, save);
      expect(await mail().readMessage(bob, 'Inbox', 1)).toEqual(await mail().readMessage(ann, 'Inbox', 1));
      expect(await store.quotas.usedBytes(bob)).toBe(await store.quotas.usedBytes(ann));
      await isSound();
    });

    it('RFC 9208 §4: COPY beyond the limit changes nothing; MOVE within the store needs no space', async () => {
      await append(2);
      const used = await store.quotas.usedBytes(ann);
      const limited = { ...save, hardLimitBytes: used };
      await expect(mail().copy(inbox(), [1], other(), limited)).rejects.toMatchObject({ reason: 'over-quota' });
      expect(await uidsIn('Other')).toEqual([]);
      expect((await mail().move(inbox(), [1, 2], other(), limited)).uids).toEqual([1, 2]);
      expect(await store.quotas.usedBytes(ann)).toBe(used);
    });

    it('a move from outside the quota is charged', async () => {
      const handled = filing({ folder: 'Handled', outsideQuota: true });
      await store.desk.deliver([plan(ann, 'a', { filing: handled })], noMore);
      const source = { storeId: ann, folder: 'Handled' };
      const moved = mail().move(source, [1], inbox(), { ...save, hardLimitBytes: 10 });
      await expect(moved).rejects.toMatchObject({ reason: 'over-quota' });
      await mail().move(source, [1], inbox(), save);
      expect(await store.quotas.usedBytes(ann)).toBe((await mail().messages(ann, 'Inbox'))[0]?.sizeBytes);
      await isSound();
    });

    it('RFC 9051 §6.4.8: MOVE removes the messages in the same commit, also within a folder', async () => {
      await append(3);
      expect(await mail().move(inbox(), [2], other(), save)).toMatchObject({ from: [2], uids: [1] });
      expect(await mail().move(inbox(), [1, 2], inbox(), save)).toMatchObject({ from: [1], uids: [4] });
      expect([await uidsIn('Inbox'), await uidsIn('Other')]).toEqual([[3, 4], [1]]);
      expect(await mail().vanishedSince(ann, 'Inbox', 0)).toMatchObject({ isComplete: true });
      await isSound();
    });

    it('RFC 9051 §6.4.6: STORE replaces, adds and removes flags, whatever their case', async () => {
      await append(2, ['\\Seen', 'Work']);
      const change = (kind: 'set' | 'add' | 'remove', flags: readonly string[]) =>
        mail().changeFlags(ann, 'Inbox', [1, 2, 9], { kind, flags });
      expect(await change('add', ['WORK', '\\flagged'])).toMatchObject({
        messages: [{ uid: 1, flags: ['\\Seen', 'Work', '\\Flagged'] }, { uid: 2 }],
        failed: [],
      });
      expect((await change('remove', ['\\SEEN', 'none'])).messages).toMatchObject([
        { flags: ['Work', '\\Flagged'] },
        {},
      ]);
      expect(await folder('Inbox')).toMatchObject({ unseenCount: 2 });
      expect((await change('set', [])).messages).toMatchObject([{ flags: [] }, { flags: [] }]);
    });

    it('RFC 7162 §3.1.3: UNCHANGEDSINCE spares messages that have changed, and names them', async () => {
      await append(3);
      const { highestModSeq: known = 0 } = (await folder('Inbox')) ?? {};
      await mail().changeFlags(ann, 'Inbox', [2], { kind: 'add', flags: ['\\Seen'] });
      const stored = await mail().changeFlags(ann, 'Inbox', [1, 2, 3], {
        kind: 'add',
        flags: ['\\Deleted'],
        unchangedSince: known,
      });
      expect(stored.failed).toEqual([2]);
      const modSeqs = stored.messages.map(({ modSeq }) => modSeq);
      expect(modSeqs).toEqual([known + 2, known + 2]);
      expect((await mail().messages(ann, 'Inbox')).map(({ flags }) => flags)).toEqual([
        ['\\Deleted'],
        ['\\Seen'],
        ['\\Deleted'],
      ]);
    });

    it('RFC 7162 §3.1.11: a flag that is there already changes no mod-sequence', async () => {
      await append(1, ['\\Seen']);
      const before = await folder('Inbox');
      await mail().changeFlags(ann, 'Inbox', [1], { kind: 'add', flags: ['\\seen'] });
      await mail().changeFlags(ann, 'Inbox', [1], { kind: 'remove', flags: ['Other'] });
      expect(await folder('Inbox')).toEqual(before);
    });

    it('RFC 7162 §3.1.4: changes come in pages, in the order of their mod-sequences', async () => {
      await append(5);
      await mail().changeFlags(ann, 'Inbox', [1, 2, 4], { kind: 'add', flags: ['x'] });
      const seen: number[] = [];
      let since: { modSeq: number; uid?: number } = { modSeq: 0 };
      for (;;) {
        const page = await mail().changedSince(ann, 'Inbox', since, 2);
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(2);
        for (const { uid, modSeq } of page) {
          seen.push(uid);
          since = { modSeq, uid };
        }
      }
      expect(seen).toEqual([3, 5, 1, 2, 4]);
    });

    it('no page is larger than the bound, whatever is asked', async () => {
      await append(MAX_PAGE + 5);
      expect(await mail().messages(ann, 'Inbox', { limit: 1e9 })).toHaveLength(MAX_PAGE);
      expect(await mail().messages(ann, 'Inbox')).toHaveLength(MAX_PAGE);
      expect(await mail().changedSince(ann, 'Inbox', { modSeq: 0 }, 1e9)).toHaveLength(MAX_PAGE);
      expect(await mail().messages(ann, 'Inbox', { fromUid: MAX_PAGE + 1 })).toHaveLength(5);
    });

    it('RFC 9051 §6.4.5: a range of the message crosses its first lines and its bytes', async () => {
      await store.desk.deliver([plan(ann, 'a', { filing: filing({ prefix: Buffer.from('12345') }) })], noMore);
      const whole = Buffer.from(await mail().readMessage(ann, 'Inbox', 1));
      for (const [offset, length] of [
        [0, 3],
        [2, 3],
        [3, 6],
        [5, 4],
        [9, 1000],
        [0, 1e9],
        [whole.length, 5],
        [1e6, 5],
        [3, 0],
      ] as const) {
        const range = Buffer.from(await mail().readRange(ann, 'Inbox', 1, offset, length));
        expect(range.toString(), `${offset} ${length}`).toBe(whole.subarray(offset, offset + length).toString());
      }
    });

    it('RFC 9051 §6.3.4: CREATE makes the parents, and refuses what exists', async () => {
      await mail().createFolder(ann, 'A/B/C', { mustBeNew: true });
      expect(await names()).toEqual(['Inbox', 'Other', 'A', 'A/B', 'A/B/C']);
      await expect(mail().createFolder(ann, 'A/B', { mustBeNew: true })).rejects.toMatchObject({ reason: 'exists' });
      await expect(mail().createFolder(ann, 'inBOX', { mustBeNew: true })).rejects.toMatchObject({ reason: 'exists' });
      expect((await mail().createFolder(ann, 'INBOX/Sub')).name).toBe('Inbox/Sub');
    });

    it.each([
      [''],
      ['/a'],
      ['a/'],
      ['a//b'],
      ['a\u0000'],
      ['a\r\nb'],
      ['\ud800'],
      ['x'.repeat(1_001)],
      ['a/'.repeat(50) + 'a'],
    ])('RFC 9051 §5.1: %j is no name of a folder', async (bad) => {
      await expect(mail().createFolder(ann, bad)).rejects.toMatchObject({ reason: 'not-allowed' });
      await expect(mail().renameFolder(ann, 'Other', bad)).rejects.toMatchObject({ reason: 'not-allowed' });
      await expect(mail().subscribe(ann, bad)).rejects.toMatchObject({ reason: 'not-allowed' });
    });

    it('RFC 9051 §6.3.6: RENAME takes the children along, and everything stays in them', async () => {
      await mail().createFolder(ann, 'A/B/C');
      await mail().createFolder(ann, 'AB');
      await append(2);
      await mail().move(inbox(), [2], { storeId: ann, folder: 'A/B' }, save);
      const before = await folder('A/B');
      await mail().renameFolder(ann, 'A', 'New/A');
      expect(new Set(await names())).toEqual(new Set(['Inbox', 'Other', 'AB', 'New', 'New/A', 'New/A/B', 'New/A/B/C']));
      expect(await folder('New/A/B')).toEqual({ ...before, name: 'New/A/B' });
      expect(await text('New/A/B', 1)).toBe('Subject: x\r\n\r\n1');
      await isSound();
    });

    it.each([
      ['to a name that exists', 'A', 'Other', 'exists'],
      ['to itself', 'A', 'A', 'exists'],
      ['to Inbox', 'A', 'inbox', 'exists'],
      ['Inbox to a name that exists', 'Inbox', 'Other', 'exists'],
      ['onto a child of another', 'A', 'Taken', 'exists'],
      ['into itself', 'A', 'A/B/C', 'not-allowed'],
      ['of no folder', 'None', 'B', 'not-found'],
    ])('RFC 9051 §6.3.6: RENAME %s is refused', async (_, from, to, reason) => {
      for (const each of ['A/B', 'Taken/B']) await mail().createFolder(ann, each);
      await mail().deleteFolder(ann, 'Taken');
      const before = await names();
      await expect(mail().renameFolder(ann, from, to)).rejects.toMatchObject({ reason });
      expect(await names()).toEqual(before);
    });

    it('RFC 9051 §6.3.6: a child takes the name of its parent that does not exist', async () => {
      await mail().createFolder(ann, 'A/B/B');
      await mail().deleteFolder(ann, 'A');
      await mail().renameFolder(ann, 'A/B', 'A');
      expect(new Set(await names())).toEqual(new Set(['Inbox', 'Other', 'A', 'A/B']));
    });

    it('RFC 9051 §6.3.6: RENAME of Inbox moves its messages and leaves it, and its children', async () => {
      await mail().createFolder(ann, 'Inbox/Sub');
      await append(3, ['\\Seen']);
      await mail().expunge(ann, 'Inbox', [2]);
      const before = await folder('Inbox');
      const messages = await mail().messages(ann, 'Inbox');
      await mail().renameFolder(ann, 'INBOX', 'Old');
      expect(await names()).toEqual(['Inbox', 'Other', 'Inbox/Sub', 'Old']);
      expect(await mail().messages(ann, 'Old')).toEqual(messages.map((each) => ({ ...each, folder: 'Old' })));
      expect(await folder('Inbox')).toMatchObject({ messageCount: 0, uidNext: 4, uidValidity: before?.uidValidity });
      const vanished = await mail().vanishedSince(ann, 'Inbox', before?.highestModSeq ?? 0);
      expect(vanished.ranges.map(({ first }) => first)).toEqual([1, 3]);
      await append(1);
      expect(await uidsIn('Inbox')).toEqual([4]);
      await isSound();
    });

    it('RFC 9051 §6.3.5: DELETE removes the messages, not the children; never Inbox', async () => {
      await mail().createFolder(ann, 'A/B');
      await append(2);
      const used = await store.quotas.usedBytes(ann);
      await mail().copy(inbox(), [1, 2], { storeId: ann, folder: 'A' }, save);
      const before = await folder('A');
      await mail().deleteFolder(ann, 'A');
      expect(await names()).toEqual(['Inbox', 'Other', 'A/B']);
      expect(await store.quotas.usedBytes(ann)).toBe(used);
      await isSound();
      await expect(mail().deleteFolder(ann, 'A')).rejects.toMatchObject({ reason: 'not-found' });
      await expect(mail().deleteFolder(ann, 'inbox')).rejects.toMatchObject({ reason: 'not-allowed' });
      // RFC 9051 §2.3.1.1: the same name again is another folder.
      const again = await mail().createFolder(ann, 'A');
      expect(again.uidValidity).toBeGreaterThan(before?.uidValidity ?? Infinity);
      expect(await uidsIn('A')).toEqual([]);
    });

    it('RFC 9051 §6.3.7: names are subscribed whether or not they exist, and stay when the folder goes', async () => {
      for (const each of ['Other', 'None', 'inbox', 'Other']) await mail().subscribe(ann, each);
      await mail().deleteFolder(ann, 'Other');
      store = await store.reopen();
      expect(await mail().subscriptions(ann)).toEqual(['Inbox', 'None', 'Other']);
      await mail().unsubscribe(ann, 'None');
      await mail().unsubscribe(ann, 'Never');
      expect(await mail().subscriptions(ann)).toEqual(['Inbox', 'Other']);
    });

    it('too many messages, or flags, in one call are refused', async () => {
      await append(1);
      const many = Array.from({ length: MAX_UIDS_PER_CALL + 1 }, (_, index) => index + 1);
      const flags = Array.from({ length: 101 }, (_, index) => `k${index}`);
      for (const refused of [
        mail().expunge(ann, 'Inbox', many),
        mail().copy(inbox(), many, other(), save),
        mail().changeFlags(ann, 'Inbox', many, { kind: 'add', flags: [] }),
        mail().changeFlags(ann, 'Inbox', [1], { kind: 'set', flags }),
        mail().changeFlags(ann, 'Inbox', [1], { kind: 'add', flags: ['x'.repeat(201)] }),
      ]) {
        await expect(refused).rejects.toMatchObject({ reason: 'not-allowed' });
      }
      expect(await mail().messages(ann, 'Inbox')).toMatchObject([{ flags: [] }]);
    });

    it('the change feed tells every change once, in order, after it is visible', async () => {
      const told: ToldChange[] = [];
      const elsewhere: ToldChange[] = [];
      const bob = (await mail().createStore(noon)).id;
      store.changes.subscribe(bob, (change) => elsewhere.push(change));
      store.changes.subscribe(ann, () => {
        throw new Error('a bad listener');
      });
      const end = store.changes.subscribe(ann, (change) => told.push(change));
      await store.desk.deliver([plan(ann, 'a')], noMore);
      await append(2);
      await mail().changeFlags(ann, 'Inbox', [1, 3], { kind: 'add', flags: ['x'], origin: 'session 7' });
      await mail().changeFlags(ann, 'Inbox', [1], { kind: 'add', flags: ['x'] });
      await mail().move(inbox(), [2, 3], other(), save);
      await mail().createFolder(ann, 'A');
      await mail().renameFolder(ann, 'A', 'B');
      await mail().deleteFolder(ann, 'B');
      await mail().subscribe(ann, 'B');
      await afterPromises();
      const shortened = told.map((each) =>
        'uids' in each
          ? [each.kind, each.folder, each.uids, each.origin]
          : each.kind === 'folder'
            ? [each.before, each.after]
            : each.kind,
      );
      expect(shortened).toEqual([
        ['appended', 'Inbox', [1], null],
        ['appended', 'Inbox', [2, 3], null],
        ['flags', 'Inbox', [1, 3], 'session 7'],
        ['appended', 'Other', [1, 2], null],
        ['expunged', 'Inbox', [2, 3], null],
        [null, 'A'],
        ['A', 'B'],
        ['B', null],
        'subscriptions',
      ]);
      const modSeqs = told.flatMap((each) => ('modSeq' in each && each.folder === 'Inbox' ? [each.modSeq] : []));
      expect(modSeqs).toEqual([...modSeqs].sort((one, another) => one - another));
      expect(elsewhere).toEqual([]);
      end();
      await append(1);
      await afterPromises();
      expect(told).toHaveLength(9);
    });
  });
}

/** The feed tells a change after the promises of its call have continued. */
const afterPromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
