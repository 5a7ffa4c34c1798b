/**
 * `frontdesk store`: the stores of the accounts.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { counted, sizeOf, tableOf } from './table.js';

const REBUILD = 'frontdesk store check --rebuild';
const RESTORE = 'restore the folder mail from a backup (docs/operations.md, Restore), or delete the damaged messages';
const isRebuilt = (options: object): boolean => 'rebuild' in options;

export function addStoreCommands(store: Command, context: CommandContext): void {
  addCommand(store, 'list', actions['store-list'].summary, 'store list --json').action(async () => {
    context.show(await context.perform('store-list', {}), (stores) =>
      tableOf(
        ['store', 'account', 'messages', 'size', 'created'],
        stores.map((row) => [
          row.storeId,
          row.account ?? '(orphan)',
          String(row.messageCount),
          sizeOf(row.usedBytes),
          row.createdAt,
        ]),
        'no stores',
      ),
    );
  });

  addCommand(store, 'check', actions['store-check'].summary, 'store check', 'store check --rebuild')
    .option('--rebuild', 'restore lost rows from the segments')
    .action(async (options: object) => {
      const checked = await context.perform('store-check', options);
      context.show(checked, ({ messages, rebuilt, problems }) => {
        const lines = problems.map(({ storeId, what }) => `${storeId ?? 'all stores'}: ${what}\n`).join('');
        const next = problems.length > 0 ? `; next: ${isRebuilt(options) ? RESTORE : REBUILD}` : '';
        return `${lines}${counted(messages, 'message')}, ${rebuilt} restored, ${counted(problems.length, 'problem')}${next}\n`;
      });
      if (checked.problems.length > 0) context.exitCode = 1;
    });
}
