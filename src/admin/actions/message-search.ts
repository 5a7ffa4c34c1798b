/**
 * Searches the messages of an account by words in header fields and in the text. Linear: it reads message by message, a
 * bounded number in one call, and says where the next call continues; other work of the process goes on between them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { StoreId } from '../../directory/account.js';
import { cleanedWords, matchesHeader, matchesText, type MessageQuery } from '../../mail/message-query.js';
import { readHeaderSection } from '../../mail/header-section.js';
import { count, text } from '../../settings/config-values.js';
import { folderName } from '../../store/folder-name.js';
import { MAX_RANGE_BYTES, type StoredMessage } from '../../store/mail-store.js';
import { StoreError } from '../../store/store-error.js';
import { action, ActionError } from '../action.js';
import type { AdminContext } from '../admin-context.js';
import { findFolder, HIGHEST_UID, messagesIn } from '../find-message.js';
import { findAccount, storeOf } from '../find.js';
import { searchName } from '../input/fields.js';
import { listedMessage } from './message-list.js';

/** Read in one call; with a search for text, as many parts of a second as these take. */
const MAX_SCANNED = 2_000;
const MAX_FOUND = 1_000;
const HEAD_BYTES = 64 * 1024;

export const messageSearch = action({
  name: 'message-search',
  input: z.strictObject({
    account: searchName(),
    words: z.array(text()).default([]),
    from: text().optional(),
    to: text().optional(),
    subject: text().optional(),
    text: text().optional(),
    folder: text().optional(),
    limit: count(1, MAX_FOUND).prefault(100),
    /** Where an earlier call has ended. */
    next: z.strictObject({ folder: text(), fromUid: count(1, HIGHEST_UID + 1) }).optional(),
  }),
  async run(context, { account, folder, limit, next, ...asked }) {
    const query = queryOf(asked);
    const storeId = storeOf(await findAccount(context, account));
    const search = { context, storeId, query, limit, found: [] as FoundMessage[], scanned: 0 };
    for (const name of await foldersToSearch(context, storeId, folder, next?.folder)) {
      const fromUid = await searchFolder(search, name, name === next?.folder ? next.fromUid : 1);
      if (fromUid !== null) return { messages: search.found, next: { folder: name, fromUid } };
    }
    return { messages: search.found, next: null };
  },
});

type FoundMessage = ReturnType<typeof listedMessage>;

interface Search {
  readonly context: AdminContext;
  readonly storeId: StoreId;
  readonly query: MessageQuery;
  readonly limit: number;
  readonly found: FoundMessage[];
  scanned: number;
}

function queryOf(asked: {
  readonly words: readonly string[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
}): MessageQuery {
  const one = (given: string | undefined): readonly string[] => cleanedWords(given === undefined ? [] : [given]);
  const query: MessageQuery = {
    anywhere: cleanedWords(asked.words),
    from: one(asked.from),
    to: one(asked.to),
    subject: one(asked.subject),
    text: one(asked.text),
  };
  if (Object.values(query).some((words: readonly string[]) => words.length > 0)) return query;
  throw new ActionError('bad-input', 'no words to search for', 'see `frontdesk message search --help`');
}

/** In order of their names, from the one where an earlier call has ended. */
async function foldersToSearch(
  context: AdminContext,
  storeId: StoreId,
  given: string | undefined,
  from: string | undefined,
): Promise<readonly string[]> {
  if (given !== undefined) return (await findFolder(context, storeId, given)) === null ? [] : [folderName(given)];
  const names = (await context.mailStore.folders(storeId)).map(({ name }) => name).toSorted();
  return from === undefined ? names : names.filter((name) => name >= from);
}

/** Returns the UID to continue with; null: the folder is done. */
async function searchFolder(search: Search, folder: string, fromUid: number): Promise<number | null> {
  for await (const page of messagesIn(search.context, search.storeId, folder, { fromUid })) {
    for (const message of page) {
      if (search.scanned >= MAX_SCANNED || search.found.length >= search.limit) return message.uid;
      search.scanned++;
      const found = await matching(search, message);
      if (found !== null) search.found.push(found);
    }
  }
  return null;
}

async function matching({ context, storeId, query }: Search, message: StoredMessage): Promise<FoundMessage | null> {
  const { folder, uid } = message;
  try {
    const head = await context.mailStore.readMessageHead(storeId, folder, uid, HEAD_BYTES);
    if (!matchesHeader(query, readHeaderSection(head))) return null;
    if (query.text.length > 0) {
      // Other work goes on between two messages.
      await nextTurn();
      const { readForPeople } = await import('../../mail/read-for-people.js');
      const start = await context.mailStore.readRange(storeId, folder, uid, 0, MAX_RANGE_BYTES);
      if (!matchesText(query, (await readForPeople(start)).text)) return null;
    }
    return listedMessage(message, head);
  } catch (error) {
    // It may have been moved or deleted meanwhile; a damaged one must not hide the others.
    if (error instanceof StoreError && ['corrupt', 'not-found'].includes(error.reason)) return null;
    throw error;
  }
}
