/**
 * All entries of the outbox, and all stores, read page by page. For administrators.
 */
import { inPages } from '../runtime/in-pages.js';
import type { MailStore, Store } from './mail-store.js';
import type { Outbox, OutboxEntry } from './outbox.js';

/** The oldest first. Entries that are added or leave meanwhile may be missing; no entry comes twice. */
export function everyEntry(outbox: Pick<Outbox, 'outboxEntries'>): AsyncGenerator<OutboxEntry, void, undefined> {
  return inPages((after, limit) => outbox.outboxEntries({ after, limit }));
}

/** By id. */
export function everyStore(mailStore: Pick<MailStore, 'stores'>): AsyncGenerator<Store, void, undefined> {
  return inPages((last, limit) => mailStore.stores({ after: last?.id ?? null, limit }));
}
