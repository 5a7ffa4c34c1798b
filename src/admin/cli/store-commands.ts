/**
 * `frontdesk store`: the stores of the accounts.
 */
import type { Command } from 'commander';
import { storeCheck } from '../actions/store-check.js';
import { storeList } from '../actions/store-list.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { counted, sizeOf, tableOf } from './table.js';

export function addStoreCommands(program: Command, context: CommandContext): void {
  const store = program.command('store').description('Lists and checks the stores of the accounts.');

  addCommand(store, 'list', storeList.summary, 'store list --json').action(async () => {
    context.show(await context.perform(storeList, {}), (stores) =>
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

  addCommand(store, 'check', storeCheck.summary, 'store check', 'store check --rebuild')
    .option('--rebuild', 'restore lost rows from the segments')
    .action(async (options: object) => {
      const checked = await context.perform(storeCheck, options);
      context.show(checked, ({ messages, rebuilt, problems }) => {
        const lines = problems.map(({ storeId, what }) => `${storeId ?? 'all stores'}: ${what}\n`).join('');
        const next = problems.length > 0 ? '; next: frontdesk store check --rebuild' : '';
        return `${lines}${counted(messages, 'message')}, ${rebuilt} restored, ${counted(problems.length, 'problem')}${next}\n`;
      });
      if (checked.problems.length > 0) context.exitCode = 1;
    });
}
