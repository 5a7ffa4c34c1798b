/**
 * `frontdesk company`: groups accounts and domains by organisation.
 */
import type { Command } from 'commander';
import type { companyAsJson } from '../json/company-as-json.js';
import { actions } from '../actions/all-actions.js';
import { addCommand, collect } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { pairsOf, sizeOf, tableOf } from './table.js';

type CompanyJson = ReturnType<typeof companyAsJson>;

export function addCompanyCommands(company: Command, context: CommandContext): void {
  addChangingCommands(company, context);

  addCommand(company, 'delete <name>', actions['company-delete'].summary, 'company delete Werk').action(
    async (name: string) => {
      const deleted = await context.perform('company-delete', { name });
      context.show(deleted, () => `company ${deleted.name} deleted\n`);
    },
  );

  addCommand(company, 'list', actions['company-list'].summary, 'company list').action(async () => {
    context.show(await context.perform('company-list', {}), (companies) =>
      tableOf(
        ['company', 'quota', 'quota recipients'],
        companies.map((row) => [row.name, quotaOf(row), row.quotaRecipients.join(', ')]),
        'no companies; create one with: frontdesk company create NAME',
      ),
    );
  });

  addCommand(company, 'show <name>', actions['company-show'].summary, 'company show Werk --json').action(
    async (name: string) =>
      context.show(await context.perform('company-show', { name }), (shown) =>
        pairsOf([
          ['Name', shown.name],
          ['Quota', quotaOf(shown)],
          ['Quota recipients', shown.quotaRecipients.join(', ') || 'none'],
          ['Domains', shown.domains.join(', ') || 'none'],
          ['Accounts', shown.accounts.join(', ') || 'none'],
        ]),
      ),
  );
}

function addChangingCommands(company: Command, context: CommandContext): void {
  withCompanyOptions(
    addCommand(
      company,
      'create <name>',
      actions['company-create'].summary,
      'company create Werk',
      'company create Werk --quota-warn 900M --quota-hard 1G --quota-recipient it@example.org',
    ),
  ).action(async (name: string, options: object) => {
    const created = await context.perform('company-create', { name, ...options });
    context.show(created, () => `company ${created.name} created\n`);
  });
  withCompanyOptions(
    addCommand(company, 'update <name>', actions['company-update'].summary, 'company update Werk --quota-hard 2G'),
  ).action(async (name: string, options: object) => {
    const updated = await context.perform('company-update', { name, ...options });
    context.show(updated, () => `company ${updated.name} updated\n`);
  });
}

function withCompanyOptions(command: Command): Command {
  return command
    .option('--quota-warn <size>', 'size from which its accounts are warned; 0: no limit; default: quota.warn')
    .option('--quota-soft <size>', 'size from which its accounts may not send')
    .option('--quota-hard <size>', 'maximum size of its accounts; messages beyond it are refused')
    .option(
      '--quota-recipient <address>',
      'address that also gets their quota notices (repeatable; replaces the current list)',
      collect,
    );
}

function quotaOf({ quota }: CompanyJson): string {
  const limit = (bytes: number | null): string => (bytes === null ? 'default' : bytes === 0 ? 'none' : sizeOf(bytes));
  return `warn ${limit(quota.warn)}, soft ${limit(quota.soft)}, hard ${limit(quota.hard)}`;
}
