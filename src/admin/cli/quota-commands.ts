/**
 * `frontdesk quota`: store sizes and limits.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { sizeOf, tableOf } from './table.js';

export function addQuotaCommands(quota: Command, context: CommandContext): void {
  addCommand(quota, 'report', actions['quota-report'].summary, 'quota report', 'quota report --over soft --json')
    .option('--over <level>', 'only accounts that have reached this level: warn, soft or hard')
    .action(async (options: object) => {
      const limit = (bytes: number): string => (bytes === 0 ? '-' : sizeOf(bytes));
      context.show(await context.perform('quota-report', options), (rows) =>
        tableOf(
          ['account', 'used', 'warn', 'soft', 'hard', 'percent', 'level'],
          rows.map((row) => [
            row.account,
            sizeOf(row.usedBytes),
            ...[row.quota.warn, row.quota.soft, row.quota.hard].map(limit),
            row.percent === null ? '-' : `${row.percent} %`,
            row.level ?? '',
          ]),
          'no stores',
        ),
      );
    });
}
