/**
 * `frontdesk message`: lists, shows, searches, moves and deletes the messages of an account without IMAP.
 */
import type { Command } from 'commander';
import type { messageSearch } from '../actions/message-search.js';
import type { messageShow } from '../actions/message-show.js';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { localTimesOf, type LocalTimes } from './local-times.js';
import { clipped, counted, pairsOf, sizeOf, tableOf } from './table.js';

/** With the date and size columns, the line of an unread message fits 80 columns. `message show` prints the whole text. */
const FROM_COLUMNS = 18;
const SUBJECT_COLUMNS = 26;

/** What one call of the search returns at most. */
const MAX_PER_CALL = 1_000;

interface ShowOptions {
  readonly folder?: string;
  readonly raw?: boolean;
}

export function addMessageCommands(message: Command, context: CommandContext): void {
  addCommand(message, 'list <account>', actions['message-list'].summary, 'message list anna --folder Junk')
    .option('--folder <folder>', 'folder (default: Inbox)')
    .option('--from-uid <uid>', 'begin with this UID')
    .option('--limit <n>', 'maximum number of messages (default: all)')
    .action(async (account: string, options: object) => {
      const times = await localTimesOf(account, context);
      context.show(await context.perform('message-list', { account, ...options }), (messages) => {
        const damaged = messages.filter((row) => row.damaged).length;
        const table = tableOf(
          ['uid', 'date', 'from', 'subject', 'size', 'flags'],
          messages.map((row) => rowOf(row, times)),
          'no messages',
        );
        if (damaged === 0) return table;
        return `${table}\n${counted(damaged, 'message')} cannot be read; next: frontdesk store check\n`;
      });
    });

  addCommand(
    message,
    'show <account> <uid>',
    actions['message-show'].summary,
    'message show anna 7',
    'message show anna 7 --raw > 7.eml',
  )
    .option('--folder <folder>', 'folder (default: Inbox)')
    .option('--raw', 'print the bytes of the message and nothing else')
    .action(async (account: string, uid: string, { raw, ...folder }: ShowOptions) => {
      const input = { account, uid, ...folder };
      if (raw === true) context.write(await context.perform('message-bytes', input));
      else {
        const times = await localTimesOf(account, context);
        context.show(await context.perform('message-show', input), (message) => describeMessage(message, times));
      }
    });

  addSearch(message, context);
  addChanging(message, context);
}

function addChanging(message: Command, context: CommandContext): void {
  addCommand(
    message,
    'move <account> <to> <uid...>',
    actions['message-move'].summary,
    'message move anna Archive 7 9',
    'message move anna Inbox 1:* --folder Junk',
  )
    .option('--folder <folder>', 'folder that they are in (default: Inbox)')
    .action(async (account: string, to: string, uids: readonly string[], options: object) =>
      context.show(
        await context.perform('message-move', { account, to, uids, ...options }),
        (moved) => `${counted(moved.messages.length, 'message')} moved from ${moved.folder} to ${moved.to}\n`,
      ),
    );

  addCommand(
    message,
    'delete <account> <uid...>',
    actions['message-delete'].summary,
    'message delete anna 7 9',
    'message delete anna 1:200 --folder Junk',
  )
    .option('--folder <folder>', 'folder that they are in (default: Inbox)')
    .action(async (account: string, uids: readonly string[], options: object) =>
      context.show(
        await context.perform('message-delete', { account, uids, ...options }),
        (deleted) => `${counted(deleted.messages, 'message')} deleted from ${deleted.folder}\n`,
      ),
    );
}

interface SearchOptions {
  readonly limit?: string;
}

function addSearch(message: Command, context: CommandContext): void {
  addCommand(
    message,
    'search <account> [word...]',
    actions['message-search'].summary,
    'message search anna budget 2027',
    'message search anna --from bob --text "see you on Monday"',
  )
    .option('--from <text>', 'in From')
    .option('--to <text>', 'in To or Cc')
    .option('--subject <text>', 'in the subject')
    .option('--text <text>', 'in the text of the message; reads every message, so it takes longer')
    .option('--folder <folder>', 'folder (default: all)')
    .option('--limit <n>', 'maximum number of messages (default: 100)')
    .addHelpText(
      'after',
      '\nAll words must be found, whatever their case. Words without an option are\nlooked for in From, To, Cc and Subject.\n',
    )
    .action(async (account: string, words: readonly string[], { limit = '100', ...options }: SearchOptions) => {
      const times = await localTimesOf(account, context);
      const { messages, isComplete } = await searchAll(context, { account, words, ...options }, limit);
      context.show(messages, () => {
        const table = tableOf(
          ['folder', 'uid', 'date', 'from', 'subject', 'size', 'flags'],
          messages.map((row) => [row.folder, ...rowOf(row, times)]),
          'no messages',
        );
        return isComplete ? table : `${table}\nthere may be more; next: add --limit ${messages.length * 10}\n`;
      });
    });
}

type Listed = Awaited<ReturnType<typeof messageSearch.run>>['messages'];

/** Each call reads a bounded number of messages, so that the process is not kept from other work. */
async function searchAll(
  context: CommandContext,
  query: object,
  limit: string,
): Promise<{ readonly messages: Listed; readonly isComplete: boolean }> {
  const messages: Listed = [];
  let next: { readonly folder: string; readonly fromUid: number } | null = null;
  for (;;) {
    const left = Number(limit) - messages.length;
    const position: object = next === null ? {} : { next };
    const page: Awaited<ReturnType<typeof messageSearch.run>> = await context.perform('message-search', {
      ...query,
      ...position,
      limit: Number.isInteger(left) ? Math.min(left, MAX_PER_CALL) : limit,
    });
    messages.push(...page.messages);
    next = page.next;
    if (next === null || messages.length >= Number(limit)) return { messages, isComplete: next === null };
  }
}

type Row = Pick<Listed[number], 'uid' | 'date' | 'from' | 'subject' | 'sizeBytes' | 'flags'> & {
  readonly damaged?: boolean;
};

function rowOf(row: Row, times: LocalTimes): readonly string[] {
  return [
    String(row.uid),
    times.brief(row.date),
    clipped(nameOf(row.from), FROM_COLUMNS),
    row.damaged === true ? '(cannot be read)' : clipped(row.subject, SUBJECT_COLUMNS),
    sizeOf(row.sizeBytes),
    row.flags.join(' '),
  ];
}

/** The display name in front of an address in angle brackets, else the whole text. */
const nameOf = (from: string): string => /^(.+?) <[^<>]*>$/.exec(from)?.[1] ?? from;

function describeMessage(message: Awaited<ReturnType<typeof messageShow.run>>, times: LocalTimes): string {
  const attached = message.attachments.map(({ name, contentType, sizeBytes }): readonly [string, string] => [
    'Attachment',
    `${name || '(unnamed)'}, ${contentType}, ${sizeOf(sizeBytes)}`,
  ]);
  const head = pairsOf([
    ['From', message.from],
    ['To', message.to],
    ['Subject', message.subject],
    ['Date', times.at(message.date)],
    ['Message-ID', message.messageId ?? 'none'],
    ['Flags', message.flags.join(' ') || 'none'],
    ...attached,
  ]);
  return `${head}\n${message.text.trimEnd()}\n`;
}
