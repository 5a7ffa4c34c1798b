/**
 * `frontdesk domain`: the local domains.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf } from './table.js';

export function addDomainCommands(domain: Command, context: CommandContext): void {
  addCommand(
    domain,
    'add <name>',
    actions['domain-add'].summary,
    'domain add example.org',
    'domain add example.net --alias-of example.org',
  )
    .option('--company <company>', 'company that the domain belongs to')
    .option('--alias-of <domain>', 'domain whose addresses it shares')
    .action(async (name: string, options: object) => {
      const added = await context.perform('domain-add', { name, ...options });
      context.show(added, () => `domain ${added.name} added\n`);
    });

  addCommand(domain, 'remove <name>', actions['domain-remove'].summary, 'domain remove example.net').action(
    async (name: string) => {
      const removed = await context.perform('domain-remove', { name });
      context.show(removed, () => `domain ${removed.name} removed\n`);
    },
  );

  addCommand(domain, 'list', actions['domain-list'].summary, 'domain list --json').action(async () => {
    context.show(await context.perform('domain-list', {}), (domains) =>
      tableOf(
        ['domain', 'company', 'alias of'],
        domains.map(({ name, company, aliasOf }) => [name, company ?? '', aliasOf ?? '']),
        'no domains; add one with: frontdesk domain add NAME',
      ),
    );
  });
}
