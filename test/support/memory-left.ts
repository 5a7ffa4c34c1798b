/** What waits for a person in the memory store. */
import type { DecisionRecord } from '../../src/booking/decision-record.js';
import { kindOfLeft, leftUntil, settledBy } from '../../src/booking/settles.js';
import type { Instant } from '../../src/mail/instant.js';
import type { LeftCount, LeftMessage, LeftQuestion } from '../../src/store/calendars.js';
import type { MemoryStoreData } from './memory-data.js';

/** @param filed where its message is; null: it has none */
export function noteDecision(
  store: MemoryStoreData,
  record: DecisionRecord,
  filed: { readonly folder: string; readonly uid: number } | null,
): void {
  store.decisions.unshift(record);
  const settled = settledBy(record);
  store.left = store.left.filter(({ number, record: { uid, organizer, ...rest } }) => {
    if (number === record.settles) return false;
    if (uid !== record.uid || organizer !== record.organizer) return true;
    const kind = kindOfLeft({ uid, organizer, ...rest });
    return settled.kind === 'nothing' || (settled.kind === 'same' && settled.kindOfLeft !== kind);
  });
  if (record.left === undefined || filed === null) return;
  const { folder, uid } = filed;
  store.left = [...store.left, { number: store.decisions.length, folder, uid, record }];
}

export function leftIn(store: MemoryStoreData, { now, after, limit }: LeftQuestion): readonly LeftMessage[] {
  return stillLeft(store, now)
    .filter(({ number }) => number > after)
    .slice(0, limit);
}

export function countLeft(store: MemoryStoreData, now: Instant): readonly LeftCount[] {
  const left = stillLeft(store, now);
  const [oldest] = left;
  if (oldest === undefined) return [];
  return [{ storeId: store.id, messages: left.length, oldestAt: oldest.record.decidedAt }];
}

function stillLeft({ left, folders }: MemoryStoreData, now: Instant): readonly LeftMessage[] {
  return left.filter(
    ({ record, folder, uid }) => leftUntil(record) > now && folders.get(folder)?.messages.has(uid) === true,
  );
}
