/**
 * `frontdesk store`: the stores of the accounts.
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import type { BackupResult } from '../../store/backup-store.js';
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

  addCommand(
    store,
    'backup <folder>',
    actions['store-backup'].summary,
    'store backup /backup/frontdesk',
    'store backup /backup/frontdesk --no-verify',
  )
    .option('--no-verify', 'do not read the copy to verify it')
    .action(async (folder: string, { verify }: { readonly verify: boolean }) => {
      const made = await context.perform('store-backup', { folder: resolve(folder), verify });
      context.show(made, describeBackup);
      if (made.problems.length > 0) context.exitCode = 1;
    });

  addCommand(
    store,
    'restore <folder>',
    'Restores the data folder from a backup; frontdesk must be stopped. Outgoing messages are held.',
    'store restore /backup/frontdesk',
    'store restore /backup/frontdesk --replace',
  )
    .option('--replace', 'move existing data aside')
    .action(async (folder: string, { replace = false }: { readonly replace?: boolean }) => {
      const dataFolder = context.dataFolder();
      const restored = await context.restoreBackup({ backup: resolve(folder), dataFolder, replace });
      const { messages, problems } = await context.perform('store-check', {});
      const result = { ...restored, dataFolder, messages, problems };
      context.show(result, describeRestore);
      if (problems.length > 0) context.exitCode = 1;
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

type Problems = readonly { readonly storeId: unknown; readonly what: string }[];

const linesOf = (problems: Problems): string => problems.map(({ what }) => `${what}\n`).join('');

function describeBackup({ folder, segments, copiedBytes, messages, problems }: BackupResult): string {
  const verified = messages === null ? 'not verified' : `${counted(messages, 'message')} verified`;
  const next = problems.length > 0 ? `; next: ${REBUILD}, then back up again` : '';
  return `${linesOf(problems)}backup in ${folder}: ${counted(segments, 'segment')}, ${sizeOf(copiedBytes)} copied, ${verified}${next}\n`;
}

function describeRestore(restored: {
  readonly dataFolder: string;
  readonly madeAt: string;
  readonly movedTo: string | null;
  readonly heldMessages: number;
  readonly messages: number;
  readonly problems: Problems;
}): string {
  const { dataFolder, madeAt, movedTo, heldMessages, messages, problems } = restored;
  const aside = movedTo === null ? '' : `the data that was there before is in ${movedTo}\n`;
  const held =
    heldMessages === 0
      ? ''
      : `${counted(heldMessages, 'outgoing message')} held; next: frontdesk queue list, then frontdesk queue release\n`;
  return `${linesOf(problems)}${aside}${dataFolder} is restored as of ${madeAt}: ${counted(messages, 'message')}\n${held}`;
}
