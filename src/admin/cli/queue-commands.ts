/**
 * `frontdesk queue`: outgoing messages that wait, are held, or have failed.
 */
import type { Command } from 'commander';
import type { OutboxState } from '../../store/outbox.js';
import { ActionError } from '../action.js';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { describeEntry, describeQueue } from './describe-queue.js';
import { localTimesHere } from './local-times.js';

interface RetryOptions {
  readonly waiting?: boolean;
  readonly failed?: boolean;
}

export function addQueueCommands(queue: Command, context: CommandContext): void {
  addCommand(queue, 'list', actions['queue-list'].summary, 'queue list --json').action(async () => {
    const times = await localTimesHere();
    context.show(await context.perform('queue-list', {}), (entries) => describeQueue(entries, times));
  });

  addCommand(queue, 'show <id>', actions['queue-show'].summary, 'queue show ID', 'queue show ID --raw > message.eml')
    .option('--raw', 'print the bytes of the message and nothing else')
    .action(async (id: string, { raw }: { readonly raw?: boolean }) => {
      if (raw === true) context.write(await context.perform('queue-bytes', { id }));
      else {
        const [entry, times] = await Promise.all([context.perform('queue-show', { id }), localTimesHere()]);
        context.show(entry, () => describeEntry(entry, times));
      }
    });

  addCommand(queue, 'retry [id]', actions['queue-retry'].summary, 'queue retry ID', 'queue retry --waiting')
    .option('--waiting', 'all waiting messages, for example when the MTA is available again')
    .option('--failed', 'all failed messages')
    .action(async (id: string | undefined, options: RetryOptions) => {
      if (id !== undefined && Object.keys(options).length === 0) {
        context.show(await context.perform('queue-retry', { id }), () => `message ${id} is due now\n`);
        return;
      }
      const state = stateIn(options, id !== undefined);
      context.show(await context.perform('queue-retry-all', { state }), ({ ids }) => dueNow(ids.length));
    });

  addCommand(
    queue,
    'release',
    'Releases the messages that are held after a restore, so that they are sent.',
    'queue release',
  ).action(async () =>
    context.show(await context.perform('queue-retry-all', { state: 'held' }), ({ ids }) => dueNow(ids.length)),
  );

  addCommand(queue, 'delete <id>', actions['queue-delete'].summary, 'queue delete ID').action(async (id: string) =>
    context.show(await context.perform('queue-delete', { id }), () => `message ${id} deleted\n`),
  );
}

const dueNow = (messages: number): string =>
  `${messages === 1 ? '1 message is' : `${messages} messages are`} due now\n`;

/** @param isNamed an id is given too. Throws ActionError. */
function stateIn({ waiting = false, failed = false }: RetryOptions, isNamed: boolean): OutboxState {
  if (!isNamed && waiting !== failed) return waiting ? 'waiting' : 'failed';
  throw new ActionError(
    'bad-input',
    'retry: exactly one of ID, --waiting and --failed is required',
    'give an id from `frontdesk queue list`, --waiting or --failed',
  );
}
