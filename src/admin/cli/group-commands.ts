/**
 * `frontdesk group`: named sets of accounts. Messages to the address of a group go to its members.
 */
import type { Command } from 'commander';
import { whoMaySendWords } from '../../directory/directory.js';
import type { GroupJson } from '../json/group-as-json.js';
import { actions } from '../actions/all-actions.js';
import { addCommand, collect } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { pairsOf, tableOf, yesOrNo } from './table.js';

export function addGroupCommands(group: Command, context: CommandContext): void {
  addChangingCommands(group, context);

  addCommand(group, 'delete <name>', actions['group-delete'].summary, 'group delete staff').action(
    async (name: string) => {
      const deleted = await context.perform('group-delete', { name });
      context.show(deleted, () => `group ${deleted.name} deleted\n`);
    },
  );

  addCommand(group, 'list', actions['group-list'].summary, 'group list').action(async () => {
    context.show(await context.perform('group-list', {}), (groups) =>
      tableOf(
        ['group', 'members', 'address', 'who may send'],
        groups.map(({ name, members, addresses: [address], whoMaySend }) =>
          address === undefined
            ? [name, String(members.length), '', '']
            : [name, String(members.length), address, whoMaySend],
        ),
        'no groups',
      ),
    );
  });

  addCommand(group, 'show <name>', actions['group-show'].summary, 'group show staff --json').action(
    async (name: string) => context.show(await context.perform('group-show', { name }), describeGroup),
  );

  addCommand(group, 'add <group> <member>', actions['group-add'].summary, 'group add staff anna').action(
    async (name: string, member: string) =>
      context.show(await context.perform('group-add', { group: name, member }), ({ note, ...changed }) =>
        note === null ? describeMembers(changed) : `${describeMembers(changed)}note: ${note}\n`,
      ),
  );

  addCommand(group, 'remove <group> <member>', actions['group-remove'].summary, 'group remove staff anna').action(
    async (name: string, member: string) =>
      context.show(await context.perform('group-remove', { group: name, member }), describeMembers),
  );
}

function addChangingCommands(group: Command, context: CommandContext): void {
  const examples = [
    'group create staff',
    'group create sales --email sales@example.org --alias orders@example.org --owner anna',
    'group create board --email board@example.org --sender anna --sender staff --sender partner.example',
  ];
  withMailOptions(addCommand(group, 'create <name>', actions['group-create'].summary, ...examples)).action(
    async (name: string, options: object) => {
      const created = await context.perform('group-create', { name, ...options });
      context.show(created, () => `group ${created.name} created\n`);
    },
  );
  const changes = [
    'group update Everyone --email all@example.org --who-may-send company',
    'group update sales --owner berta',
  ];
  withMailOptions(addCommand(group, 'update <name>', actions['group-update'].summary, ...changes)).action(
    async (name: string, options: object) => {
      const updated = await context.perform('group-update', { name, ...options });
      context.show(updated, () => `group ${updated.name} updated\n`);
    },
  );
}

function withMailOptions(command: Command): Command {
  return command
    .option('--email <address>', 'primary address, in a local domain; messages to it go to all members; empty: none')
    .option('--alias <address>', 'additional address (repeatable; replaces the current list)', collect)
    .option('--owner <account>', 'account that is notified when a member cannot receive a message; empty: none')
    .option(
      '--who-may-send <who>',
      `who may send to it: ${whoMaySendWords.join(', ')} (default: everybody; for Everyone: company)`,
    )
    .option(
      '--sender <who>',
      'permitted sender: an account, group, address or domain (repeatable; replaces the current list)',
      collect,
    )
    .option('--hidden <yes|no>', 'whether the address book hides the group');
}

function describeGroup(group: GroupJson): string {
  const { addresses, owner, hidden } = group;
  const pairs = pairsOf([
    ['Group', group.name],
    ['Addresses', addresses.join(', ') || 'none'],
    ['Who may send', sendersOf(group)],
    ['Owner', owner ?? 'none'],
    ['In address book', yesOrNo(!hidden)],
  ]);
  return `${pairs}\n${describeMembers(group)}`;
}

function sendersOf({ whoMaySend, senders }: GroupJson): string {
  if (whoMaySend !== 'listed') return whoMaySend;
  const { accounts, groups, addresses, domains } = senders;
  const listed = [
    ...accounts.map((name) => `account ${name}`),
    ...groups.map((name) => `group ${name}`),
    ...addresses,
    ...domains.map((name) => `everyone in ${name}`),
  ];
  return listed.join(', ') || 'no one';
}

function describeMembers({ name, members }: GroupJson): string {
  return tableOf(
    ['member', 'kind'],
    members.map((member) => [member.name, member.kind]),
    `${name} has no members; add one with: frontdesk group add ${name} MEMBER`,
  );
}
