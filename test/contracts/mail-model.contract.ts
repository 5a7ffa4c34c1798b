/**
 * Random work of mail clients against a small model, for every engine of the mail-store port: numbers ascend, counts
 * match, and what has changed and vanished since any moment leads to the present state.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import type { Folder, StoredMessage } from '../../src/store/mail-store.js';
import { at, message, noon, type OpenStore, type StoreUnderTest } from './store-under-test.js';

const FOLDERS = ['Inbox', 'Work'] as const;
type FolderName = (typeof FOLDERS)[number];
const FLAGS = ['\\Seen', '\\Deleted', 'Keyword'];
const save = { hardLimitBytes: 0, now: at(1) };

type Step =
  | { readonly kind: 'append'; readonly folder: FolderName; readonly flags: readonly string[]; readonly count: number }
  | {
      readonly kind: 'copy' | 'move';
      readonly from: FolderName;
      readonly to: FolderName;
      readonly picks: readonly number[];
    }
  | {
      readonly kind: 'flags';
      readonly folder: FolderName;
      readonly picks: readonly number[];
      readonly mode: 'set' | 'add' | 'remove';
      readonly flags: readonly string[];
    }
  | { readonly kind: 'expunge'; readonly folder: FolderName; readonly picks: readonly number[] };

const folders = fc.constantFrom(...FOLDERS);
const flags = fc.uniqueArray(fc.constantFrom(...FLAGS), { maxLength: 2 });
const picks = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 4 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), folder: folders, flags, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constantFrom('copy' as const, 'move' as const), from: folders, to: folders, picks }),
  fc.record({
    kind: fc.constant('flags' as const),
    folder: folders,
    picks,
    mode: fc.constantFrom('set' as const, 'add' as const, 'remove' as const),
    flags,
  }),
  fc.record({ kind: fc.constant('expunge' as const), folder: folders, picks }),
);

/** By UID: the text, and the flags in order. */
type Model = Record<FolderName, Map<number, { readonly text: string; readonly flags: readonly string[] }>>;

export function mailModelContract(name: string, open: OpenStore): void {
  describe(`mail model: ${name}`, () => {
    it('RFC 7162 §3.2: from any moment on, changes and expunges lead to the present state', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 15 }), async (work) => {
          const store = await open();
          try {
            await runWork(store, work);
          } finally {
            await store.close();
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}

/** What a client knew at a moment. */
interface Moment {
  readonly folder: Folder;
  readonly messages: readonly StoredMessage[];
}

async function runWork(store: StoreUnderTest, work: readonly Step[]): Promise<void> {
  const { id } = await store.mailStore.createStore(noon);
  for (const folder of FOLDERS) await store.mailStore.createFolder(id, folder);
  const model: Model = { Inbox: new Map(), Work: new Map() };
  const moments: Record<FolderName, Moment[]> = { Inbox: [], Work: [] };
  for (const [number, step] of work.entries()) {
    await perform(store, id, step, model, number);
    for (const folder of FOLDERS) {
      const now = await momentOf(store, id, folder);
      compare(now, model[folder], moments[folder].at(-1));
      moments[folder].push(now);
    }
  }
  for (const folder of FOLDERS) {
    const present = moments[folder].at(-1)?.messages;
    for (const moment of moments[folder]) expect(await synchronised(store, id, moment)).toEqual(present);
  }
  const used = FOLDERS.flatMap((folder) => [...model[folder].values()]).reduce((sum, { text }) => sum + text.length, 0);
  expect(await store.quotas.usedBytes(id)).toBe(used);
  expect(await store.mailStore.check({ rebuild: false })).toMatchObject({ problems: [] });
}

async function perform(
  { mailStore }: StoreUnderTest,
  storeId: StoreId,
  step: Step,
  model: Model,
  number: number,
): Promise<void> {
  if (step.kind === 'append') {
    const texts = Array.from({ length: step.count }, (_, index) => `message ${number}.${index}`);
    const appended = texts.map((text) => ({ message: message(text), flags: step.flags, receivedAt: noon }));
    const { uids } = await mailStore.append({ storeId, folder: step.folder }, appended, save);
    for (const [index, text] of texts.entries()) model[step.folder].set(uids[index] ?? 0, { text, flags: step.flags });
    return;
  }
  const folder = 'folder' in step ? step.folder : step.from;
  // Some of those that exist, and one that does not.
  const existing = [...model[folder].keys()].sort((one, other) => one - other);
  const uids = [...new Set(step.picks.map((pick) => existing[pick % (existing.length + 1)] ?? 9_999))];
  const there = uids.filter((uid) => uid !== 9_999).sort((one, other) => one - other);
  if (step.kind === 'flags') {
    await mailStore.changeFlags(storeId, folder, uids, { kind: step.mode, flags: step.flags });
    for (const uid of there) {
      const { text = '', flags: before = [] } = model[folder].get(uid) ?? {};
      const kept = before.filter((flag) => !step.flags.includes(flag));
      const after = { set: step.flags, remove: kept, add: [...kept, ...step.flags] }[step.mode];
      model[folder].set(uid, { text, flags: after });
    }
  } else if (step.kind === 'expunge') {
    expect(await mailStore.expunge(storeId, folder, uids)).toBe(there.length);
    for (const uid of there) model[folder].delete(uid);
  } else {
    const copied = await mailStore[step.kind]({ storeId, folder }, uids, { storeId, folder: step.to }, save);
    expect(copied.from).toEqual(there);
    for (const [index, uid] of there.entries()) {
      const original = model[folder].get(uid);
      if (step.kind === 'move') model[folder].delete(uid);
      if (original !== undefined) model[step.to].set(copied.uids[index] ?? 0, original);
    }
  }
}

async function momentOf({ mailStore }: StoreUnderTest, id: StoreId, name: FolderName): Promise<Moment> {
  const folder = (await mailStore.folders(id)).find((each) => each.name === name);
  if (folder === undefined) throw new Error(`no folder ${name}`);
  return { folder, messages: await mailStore.messages(id, name) };
}

function compare({ folder, messages }: Moment, model: Model[FolderName], before: Moment | undefined): void {
  const sorted = (each: readonly string[]): readonly string[] => [...each].sort();
  expect(messages.map((each) => [each.uid, each.sizeBytes, sorted(each.flags)])).toEqual(
    [...model].sort(([one], [other]) => one - other).map(([uid, each]) => [uid, each.text.length, sorted(each.flags)]),
  );
  const unseen = messages.filter((each) => !each.flags.includes('\\Seen')).length;
  expect(folder).toMatchObject({ messageCount: messages.length, unseenCount: unseen });
  for (const { uid, modSeq } of messages) {
    expect(uid).toBeLessThan(folder.uidNext);
    expect(modSeq).toBeLessThanOrEqual(folder.highestModSeq);
    const known = before?.messages.find((each) => each.uid === uid);
    // RFC 9051 §2.3.1.1: a UID that was assigned before is no new message.
    if (before !== undefined && known === undefined) expect(uid).toBeGreaterThanOrEqual(before.folder.uidNext);
    if (before !== undefined && known?.modSeq !== modSeq) expect(modSeq).toBeGreaterThan(before.folder.highestModSeq);
  }
}

/** The state of a client that knew the moment, and then asked what has changed. */
async function synchronised(
  { mailStore }: StoreUnderTest,
  id: StoreId,
  { folder, messages }: Moment,
): Promise<readonly StoredMessage[]> {
  const known = new Map(messages.map((each) => [each.uid, each]));
  const { isComplete, ranges } = await mailStore.vanishedSince(id, folder.name, folder.highestModSeq);
  expect(isComplete).toBe(true);
  for (const { first, last } of ranges) for (let uid = first; uid <= last; uid++) known.delete(uid);
  for (const each of await mailStore.changedSince(id, folder.name, { modSeq: folder.highestModSeq })) {
    known.set(each.uid, each);
  }
  return [...known.values()].sort((one, other) => one.uid - other.uid);
}
