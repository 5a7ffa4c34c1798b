/**
 * `frontdesk account`: users, shared accounts, rooms, equipment and contacts.
 */
import { Option, type Command } from 'commander';
import { accountKinds } from '../../directory/account.js';
import type { AccountJson } from '../json/account-as-json.js';
import { featureNames } from '../input/feature-names.js';
import { actions } from '../actions/all-actions.js';
import { addCommand, collect } from './add-command.js';
import { withBookingOptions } from './booking-options.js';
import type { CommandContext } from './command-context.js';
import { describeState } from './describe-absence.js';
import { localTimes, type LocalTimes } from './local-times.js';
import { pairsOf, sizeOf, tableOf, yesOrNo } from './table.js';

/** A password is one line. */
const MAX_PASSWORD_BYTES = 4096;

interface AccountOptions extends Readonly<Record<string, unknown>> {
  readonly password?: boolean;
  readonly passwordStdin?: boolean;
}

export function addAccountCommands(account: Command, context: CommandContext): void {
  addChangingCommands(account, context);

  addCommand(account, 'delete <name>', actions['account-delete'].summary, 'account delete anna').action(
    async (name: string) => {
      const deleted = await context.perform('account-delete', { name });
      const kept = deleted.storeId === null ? '' : `; its store ${deleted.storeId} is kept`;
      context.show(deleted, () => `account ${deleted.name} deleted${kept}\n`);
    },
  );

  addCommand(account, 'list', actions['account-list'].summary, 'account list').action(async () => {
    context.show(await context.perform('account-list', {}), (accounts) =>
      tableOf(
        ['name', 'kind', 'address', 'full name', 'active', 'enabled'],
        accounts.map((row) => [
          row.name,
          row.kind,
          row.addresses[0] ?? '',
          row.fullName,
          yesOrNo(row.active),
          yesOrNo(row.enabled),
        ]),
        'no accounts; create one with: frontdesk account create NAME --kind user --email ADDRESS',
      ),
    );
  });

  addCommand(account, 'show <name>', actions['account-show'].summary, 'account show anna --json').action(
    async (name: string) => {
      const shown = await context.perform('account-show', { name });
      const times = await localTimes(shown.timeZone);
      context.show(shown, (json) => describeAccount(json, times));
    },
  );
}

function addChangingCommands(account: Command, context: CommandContext): void {
  const examples = [
    'account create anna --kind user --email anna@example.org --full-name "Anna Muster"',
    'account create room1 --kind room --email room1@example.org',
  ];
  withAccountOptions(addCommand(account, 'create <name>', actions['account-create'].summary, ...examples)).action(
    async (name: string, options: AccountOptions) => {
      const created = await context.perform('account-create', await inputOf(name, options));
      context.show(created, () => `account ${created.name} created\n`);
    },
  );
  withAccountOptions(
    addCommand(
      account,
      'update <name>',
      actions['account-update'].summary,
      'account update anna --quota-hard 2G --language de',
    ),
  ).action(async (name: string, options: AccountOptions) => {
    const updated = await context.perform('account-update', await inputOf(name, options));
    context.show(updated, () => `account ${updated.name} updated\n`);
  });

  async function inputOf(name: string, { password, passwordStdin, ...options }: AccountOptions): Promise<object> {
    if (password === true) return { name, ...options, password: await context.askPassword() };
    if (passwordStdin !== true) return { name, ...options };
    const line = Buffer.from(await context.readInput(MAX_PASSWORD_BYTES))
      .toString()
      .split(/\r?\n/)[0];
    return { name, ...options, password: line };
  }
}

function withAccountOptions(command: Command): Command {
  return withBookingOptions(
    command
      .option('--kind <kind>', `kind of account: ${accountKinds.join(', ')}`)
      .option('--email <address>', 'primary address, in a local domain')
      .option('--alias <address>', 'additional address (repeatable; replaces the current list)', collect)
      .option('--full-name <name>', 'display name')
      .addOption(
        new Option('--password', 'ask for the password on the terminal, without showing it').conflicts('passwordStdin'),
      )
      .option('--password-stdin', 'read the password from the first line of standard input')
      .option('--active <yes|no>', 'whether the account may log in (default: yes for users, no for other kinds)')
      .option(
        '--enabled <yes|no>',
        'whether the account is enabled; delivery.disabled sets what a disabled one receives',
      )
      .option('--send-only <yes|no>', 'whether the account only sends and receives no messages')
      .option('--admin <level>', 'administrator level: 0 (none), 1 (own company), 2 (all companies)')
      .option('--hidden <yes|no>', 'whether the address book hides the account')
      .option('--company <company>', 'an existing company; empty: none')
      .option('--time-zone <zone>', 'IANA time zone, such as Europe/Berlin; default: that of the server')
      .option('--language <tag>', 'language tag, such as en or de')
      .option(
        '--quota-warn <size>',
        "size from which the account is warned; 0: no limit; default: the company's or server's limit",
      )
      .option('--quota-soft <size>', 'size from which the account may not send')
      .option('--quota-hard <size>', 'maximum size; messages beyond it are refused')
      .option('--quota-override <yes|no>', 'whether the limits of the account apply; no: they are kept but not used')
      .option('--plus-folder <yes|no>', 'whether messages to NAME+Folder are filed in that folder, if it exists')
      .option(
        '--copy-sent <who>',
        'who keeps a copy of what others send for this account: both, actor, owner, none; unset: as submission.copySent',
      )
      .option('--feature <name=value>', `yes, no or unset for one of ${featureNames.join(', ')} (repeatable)`, collect),
  );
}

function describeAccount(account: AccountJson, times: LocalTimes): string {
  const { booking, quota } = account;
  const features = Object.entries(account.features).map(([name, on]) => `${name} ${on ? 'on' : 'off'}`);
  const limit = (bytes: number): string => (bytes === 0 ? 'none' : sizeOf(bytes));
  return pairsOf([
    ['Name', account.name],
    ['Full name', account.fullName],
    ['Kind', account.kind],
    ['Addresses', account.addresses.join(', ')],
    ['Active', yesOrNo(account.active)],
    ['Enabled', yesOrNo(account.enabled)],
    ['Send only', yesOrNo(account.sendOnly)],
    ['Administrator', String(account.adminLevel)],
    ['In address book', yesOrNo(!account.hidden)],
    ['Password', account.hasPassword ? 'set' : 'none'],
    ['Features', features.join(', ') || 'all unset'],
    ['Company', account.company ?? 'none'],
    ['Groups', account.groups.join(', ') || 'none'],
    ['Send-as', account.sendAs.join(', ') || 'none'],
    ['Deputies', account.deputies.join(', ') || 'none'],
    ['Time zone', account.timeZone],
    ['Language', account.language],
    ['Store', account.storeId ?? 'none'],
    ['Store size', sizeOf(account.storeBytes)],
    ['Quota', `warn ${limit(quota.warn)}, soft ${limit(quota.soft)}, hard ${limit(quota.hard)}`],
    ['Quota level', quota.level ?? 'none reached'],
    ['Quota override', yesOrNo(quota.override)],
    ['Plus folders', yesOrNo(account.plusFolder)],
    ['Sent copies', account.copySent ?? 'as submission.copySent'],
    ['Accepts meetings', yesOrNo(booking.mrAccept)],
    ['Declines conflicts', yesOrNo(booking.declineConflict)],
    ['Declines series', yesOrNo(booking.declineRecurring)],
    ['Enters as tentative', yesOrNo(booking.mrProcess)],
    ['Capacity', String(booking.capacity)],
    ['Out of office', describeState(account.outOfOffice, times)],
  ]);
}
