/**
 * `frontdesk permission`: who may do what in which folder.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf, yesOrNo } from './table.js';

interface Recursive {
  readonly recursive?: boolean;
}

const lettersOf = (rights: string): string => (rights === '' ? 'none' : rights);

export function addPermissionCommands(permission: Command, context: CommandContext): void {
  addChanging(permission, context);

  addCommand(
    permission,
    'list <account> [folder]',
    actions['permission-list'].summary,
    'permission list mary',
    'permission list mary Calendar --json',
  ).action(async (account: string, folder: string | undefined) =>
    context.show(await context.perform('permission-list', { account, folder }), (rows) =>
      tableOf(
        ['folder', 'who', 'kind', 'profile', 'rights', 'as deputy'],
        rows.map((row) => [row.folder, row.who, row.kind, row.profile, lettersOf(row.rights), yesOrNo(row.deputy)]),
        `no other account has rights in ${account}; grant them with: frontdesk permission set ${account} FOLDER WHO only-read`,
      ),
    ),
  );

  addCommand(
    permission,
    'explain <account> <folder> <who>',
    actions['permission-explain'].summary,
    'permission explain mary Calendar john',
  ).action(async (account: string, folder: string, who: string) =>
    context.show(await context.perform('permission-explain', { account, folder, who }), (said) => {
      const by = said.entries.map(
        (entry) => `  entry for ${entry.who}: ${entry.profile} (${lettersOf(entry.rights)})\n`,
      );
      const head = `${said.who} in ${said.folder} of ${said.account}: ${lettersOf(said.rights)} (${said.profile})\n`;
      return `${head}because ${said.explanation}\n${by.join('')}`;
    }),
  );
}

function addChanging(permission: Command, context: CommandContext): void {
  addCommand(
    permission,
    'set <account> <folder> <who> <rights>',
    actions['permission-set'].summary,
    'permission set mary Calendar john secretary',
    'permission set mary Inbox/Projects staff only-read --recursive',
    'permission set mary Calendar/Surprise ted no-access',
  )
    .option('--recursive', 'include all subfolders')
    .addHelpText(
      'after',
      `\nProfiles:\n  no-access, none (visible), only-read, secretary, full-control, owner\n  or RFC 4314 letters such as lrs\n`,
    )
    .action(async (account: string, folder: string, who: string, rights: string, { recursive = false }: Recursive) =>
      context.show(
        await context.perform('permission-set', { account, folder, who, rights, recursive }),
        (set) =>
          `${set.who} in ${set.folder} of ${set.account}: ${lettersOf(set.rights)} (${set.profile}); ${changed(set.folders)}\n`,
      ),
    );

  addCommand(
    permission,
    'remove <account> <folder> <who>',
    actions['permission-remove'].summary,
    'permission remove mary Calendar john',
  )
    .option('--recursive', 'include all subfolders')
    .action(async (account: string, folder: string, who: string, { recursive = false }: Recursive) =>
      context.show(
        await context.perform('permission-remove', { account, folder, who, recursive }),
        (removed) =>
          `no entry for ${removed.who} in ${removed.folder} of ${removed.account}; ${changed(removed.folders)}\n`,
      ),
    );
}

const changed = (folders: number): string =>
  folders === 1 ? '1 folder changed' : `${folders === 0 ? 'no' : folders} folders changed`;
