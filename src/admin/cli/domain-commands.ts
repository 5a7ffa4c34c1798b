/**
 * `frontdesk domain`: the local domains.
 */
import type { Command } from 'commander';
import { domainAdd } from '../actions/domain-add.js';
import { domainList } from '../actions/domain-list.js';
import { domainRemove } from '../actions/domain-remove.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf } from './table.js';

export function addDomainCommands(program: Command, context: CommandContext): void {
  const domain = program.command('domain').description('Manages the local domains.');

  addCommand(
    domain,
    'add <name>',
    domainAdd.summary,
    'domain add example.org',
    'domain add example.net --alias-of example.org',
  )
    .option('--company <company>', 'company that the domain belongs to')
    .option('--alias-of <domain>', 'domain whose addresses it shares')
    .action(async (name: string, options: object) => {
      const added = await context.perform(domainAdd, { name, ...options });
      context.show(added, () => `domain ${added.name} added\n`);
    });

  addCommand(domain, 'remove <name>', domainRemove.summary, 'domain remove example.net').action(
    async (name: string) => {
      const removed = await context.perform(domainRemove, { name });
      context.show(removed, () => `domain ${removed.name} removed\n`);
    },
  );

  addCommand(domain, 'list', domainList.summary, 'domain list --json').action(async () => {
    context.show(await context.perform(domainList, {}), (domains) =>
      tableOf(
        ['domain', 'company', 'alias of'],
        domains.map(({ name, company, aliasOf }) => [name, company ?? '', aliasOf ?? '']),
        'no domains; add one with: frontdesk domain add NAME',
      ),
    );
  });
}
