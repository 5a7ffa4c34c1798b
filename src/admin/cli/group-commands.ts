/**
 * `frontdesk group`: accounts that are named together.
 */
import type { Command } from 'commander';
import type { Group } from '../../directory/directory.js';
import { groupCreate } from '../actions/group-create.js';
import { groupDelete } from '../actions/group-delete.js';
import { groupList } from '../actions/group-list.js';
import { groupAdd, groupRemove } from '../actions/group-members.js';
import { groupShow } from '../actions/group-show.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf } from './table.js';

export function addGroupCommands(program: Command, context: CommandContext): void {
  const group = program.command('group').description('Accounts that are named together; groups may hold groups.');

  addCommand(group, 'create <name>', groupCreate.summary, 'group create staff').action(async (name: string) => {
    const created = await context.perform(groupCreate, { name });
    context.show(created, () => `group ${created.name} created\n`);
  });

  addCommand(group, 'delete <name>', groupDelete.summary, 'group delete staff').action(async (name: string) => {
    const deleted = await context.perform(groupDelete, { name });
    context.show(deleted, () => `group ${deleted.name} deleted\n`);
  });

  addCommand(group, 'list', groupList.summary, 'group list').action(async () => {
    context.show(await context.perform(groupList, {}), (groups) =>
      tableOf(
        ['group', 'members'],
        groups.map(({ name, members }) => [name, String(members.length)]),
        'no groups',
      ),
    );
  });

  addCommand(group, 'show <name>', groupShow.summary, 'group show staff --json').action(async (name: string) =>
    context.show(await context.perform(groupShow, { name }), describeGroup),
  );

  addCommand(group, 'add <group> <member>', groupAdd.summary, 'group add staff anna').action(
    async (name: string, member: string) =>
      context.show(await context.perform(groupAdd, { group: name, member }), describeGroup),
  );

  addCommand(group, 'remove <group> <member>', groupRemove.summary, 'group remove staff anna').action(
    async (name: string, member: string) =>
      context.show(await context.perform(groupRemove, { group: name, member }), describeGroup),
  );
}

function describeGroup({ name, members }: Group): string {
  return tableOf(
    ['member', 'kind'],
    members.map((member) => [member.name, member.kind]),
    `nobody is in ${name}: frontdesk group add ${name} MEMBER`,
  );
}
