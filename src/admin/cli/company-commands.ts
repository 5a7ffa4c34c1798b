/**
 * `frontdesk company`: groups accounts and domains by organisation.
 */
import type { Command } from 'commander';
import { companyCreate } from '../actions/company-create.js';
import { companyDelete } from '../actions/company-delete.js';
import { companyList } from '../actions/company-list.js';
import { companyShow } from '../actions/company-show.js';
import { companyUpdate } from '../actions/company-update.js';
import type { companyAsJson } from '../json/company-as-json.js';
import { addCommand, collect } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { pairsOf, sizeOf, tableOf } from './table.js';

type CompanyJson = ReturnType<typeof companyAsJson>;

export function addCompanyCommands(program: Command, context: CommandContext): void {
  const company = program
    .command('company')
    .description('Manages companies: accounts and domains that belong together.');
  addChangingCommands(company, context);

  addCommand(company, 'delete <name>', companyDelete.summary, 'company delete Werk').action(async (name: string) => {
    const deleted = await context.perform(companyDelete, { name });
    context.show(deleted, () => `company ${deleted.name} deleted\n`);
  });

  addCommand(company, 'list', companyList.summary, 'company list').action(async () => {
    context.show(await context.perform(companyList, {}), (companies) =>
      tableOf(
        ['company', 'quota', 'quota recipients'],
        companies.map((row) => [row.name, quotaOf(row), row.quotaRecipients.join(', ')]),
        'no companies; create one with: frontdesk company create NAME',
      ),
    );
  });

  addCommand(company, 'show <name>', companyShow.summary, 'company show Werk --json').action(async (name: string) =>
    context.show(await context.perform(companyShow, { name }), (shown) =>
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
      companyCreate.summary,
      'company create Werk',
      'company create Werk --quota-warn 900M --quota-hard 1G --quota-recipient it@example.org',
    ),
  ).action(async (name: string, options: object) => {
    const created = await context.perform(companyCreate, { name, ...options });
    context.show(created, () => `company ${created.name} created\n`);
  });
  withCompanyOptions(
    addCommand(company, 'update <name>', companyUpdate.summary, 'company update Werk --quota-hard 2G'),
  ).action(async (name: string, options: object) => {
    const updated = await context.perform(companyUpdate, { name, ...options });
    context.show(updated, () => `company ${updated.name} updated\n`);
  });
}

function withCompanyOptions(command: Command): Command {
  return command
    .option('--quota-warn <size>', 'size from which its accounts are warned; 0: no limit; default: quota.warn')
    .option('--quota-soft <size>', 'size from which its accounts may not send')
    .option('--quota-hard <size>', 'size from which its accounts receive no messages')
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
