/**
 * `frontdesk message`: shows the messages of an account without IMAP.
 */
import type { Command } from 'commander';
import type { messageShow } from '../actions/message-show.js';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { localTimesOf, type LocalTimes } from './local-times.js';
import { clipped, counted, pairsOf, sizeOf, tableOf } from './table.js';

/** With the date and size columns, the line of an unread message fits 80 columns. `message show` prints the whole text. */
const FROM_COLUMNS = 18;
const SUBJECT_COLUMNS = 26;

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
          messages.map((row) => [
            String(row.uid),
            times.brief(row.date),
            clipped(nameOf(row.from), FROM_COLUMNS),
            row.damaged ? '(cannot be read)' : clipped(row.subject, SUBJECT_COLUMNS),
            sizeOf(row.sizeBytes),
            row.flags.join(' '),
          ]),
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
