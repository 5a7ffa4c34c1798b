/**
 * `frontdesk queue`: the outgoing mail that waits or has failed.
 */
import type { Command } from 'commander';
import { queueDelete } from '../actions/queue-delete.js';
import { queueList } from '../actions/queue-list.js';
import { queueRetry } from '../actions/queue-retry.js';
import { queueBytes, queueShow } from '../actions/queue-show.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { pairsOf, sizeOf, tableOf } from './table.js';

export function addQueueCommands(program: Command, context: CommandContext): void {
  const queue = program.command('queue').description('The outgoing mail that waits or has failed.');

  addCommand(queue, 'list', queueList.summary, 'queue list --json').action(async () => {
    context.show(await context.perform(queueList, {}), (entries) =>
      tableOf(
        ['id', 'state', 'from', 'to', 'subject', 'attempts', 'next attempt', 'last error'],
        entries.map((entry) => [
          entry.id,
          entry.state,
          entry.reversePath ?? '<>',
          entry.recipients.join(', '),
          entry.subject,
          String(entry.attempts),
          entry.state === 'waiting' ? entry.nextAttemptAt : '',
          entry.lastError ?? '',
        ]),
        'the outbox is empty',
      ),
    );
  });

  addCommand(queue, 'show <id>', queueShow.summary, 'queue show ID', 'queue show ID --raw > mail.eml')
    .option('--raw', "the mail's bytes, nothing else")
    .action(async (id: string, { raw }: { readonly raw?: boolean }) => {
      if (raw === true) context.write(await context.perform(queueBytes, { id }));
      else context.show(await context.perform(queueShow, { id }), describeEntry);
    });

  addCommand(queue, 'retry <id>', queueRetry.summary, 'queue retry ID').action(async (id: string) =>
    context.show(await context.perform(queueRetry, { id }), () => `mail ${id} is due now\n`),
  );

  addCommand(queue, 'delete <id>', queueDelete.summary, 'queue delete ID').action(async (id: string) =>
    context.show(await context.perform(queueDelete, { id }), () => `mail ${id} deleted\n`),
  );
}

function describeEntry(entry: Awaited<ReturnType<typeof queueShow.run>>): string {
  return pairsOf([
    ['Id', entry.id],
    ['State', entry.state],
    ['Reverse-path', entry.reversePath ?? '<>'],
    ['Recipients', entry.recipients.join(', ')],
    ['Subject', entry.subject],
    ['Message-ID', entry.messageId],
    ['Size', sizeOf(entry.sizeBytes)],
    ['Created', entry.createdAt],
    ['Attempts', String(entry.attempts)],
    ['Next attempt', entry.state === 'waiting' ? entry.nextAttemptAt : 'none'],
    ['Last error', entry.lastError ?? 'none'],
  ]);
}
