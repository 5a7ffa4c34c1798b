/**
 * `frontdesk folder`: the folders of an account.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { counted, tableOf, yesOrNo } from './table.js';

export function addFolderCommands(folder: Command, context: CommandContext): void {
  addCommand(
    folder,
    'create <account> <folder>',
    actions['folder-create'].summary,
    'folder create anna Projects/2027',
  ).action(async (account: string, name: string) =>
    context.show(
      await context.perform('folder-create', { account, folder: name }),
      (created) => `folder ${created.folder} of ${created.account} created\n`,
    ),
  );

  addCommand(
    folder,
    'rename <account> <from> <to>',
    actions['folder-rename'].summary,
    'folder rename anna Projects Archive/Projects',
    'folder rename anna Inbox Old',
  )
    .addHelpText('after', '\nInbox itself stays: its messages are moved to the new folder.\n')
    .action(async (account: string, from: string, to: string) =>
      context.show(await context.perform('folder-rename', { account, from, to }), (renamed) => {
        const subfolders = renamed.subfolders === 0 ? '' : `, with ${counted(renamed.subfolders, 'subfolder')}`;
        return `folder ${renamed.from} of ${renamed.account} is now ${renamed.to}${subfolders}\n`;
      }),
    );

  addCommand(
    folder,
    'delete <account> <folder>',
    actions['folder-delete'].summary,
    'folder delete anna Projects/2026',
    'folder delete anna Projects --recursive',
  )
    .option('--recursive', 'include all subfolders')
    .action(async (account: string, name: string, { recursive = false }: { readonly recursive?: boolean }) =>
      context.show(
        await context.perform('folder-delete', { account, folder: name, recursive }),
        (deleted) =>
          `${counted(deleted.folders, 'folder')} of ${deleted.account} deleted, with ${counted(deleted.messages, 'message')}\n`,
      ),
    );

  addCommand(folder, 'list <account>', actions['folder-list'].summary, 'folder list anna').action(
    async (account: string) =>
      context.show(await context.perform('folder-list', { account }), (folders) =>
        tableOf(
          ['folder', 'messages', 'unseen', 'subscribed'],
          folders.map((row) => [row.name, String(row.messages), String(row.unseen), yesOrNo(row.subscribed)]),
          'no folders',
        ),
      ),
  );
}
