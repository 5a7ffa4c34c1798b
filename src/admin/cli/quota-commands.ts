/**
 * `frontdesk quota`: how full the stores are.
 */
import type { Command } from 'commander';
import { quotaReport } from '../actions/quota-report.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { sizeOf, tableOf } from './table.js';

export function addQuotaCommands(program: Command, context: CommandContext): void {
  const quota = program
    .command('quota')
    .description('How full the stores are; limits are set with account and company.');

  addCommand(quota, 'report', quotaReport.summary, 'quota report', 'quota report --over soft --json')
    .option('--over <level>', 'only those that have reached it: warn, soft or hard')
    .action(async (options: object) => {
      const limit = (bytes: number): string => (bytes === 0 ? '-' : sizeOf(bytes));
      context.show(await context.perform(quotaReport, options), (rows) =>
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
