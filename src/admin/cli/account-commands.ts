/**
 * `frontdesk account`: users, shared accounts, rooms, equipment and contacts.
 */
import type { Command } from 'commander';
import { accountKinds } from '../../directory/account.js';
import type { AccountJson } from '../json/account-as-json.js';
import { featureNames } from '../input/account-input.js';
import { accountCreate } from '../actions/account-create.js';
import { accountDelete } from '../actions/account-delete.js';
import { accountList } from '../actions/account-list.js';
import { accountShow } from '../actions/account-show.js';
import { accountUpdate } from '../actions/account-update.js';
import { addCommand, collect } from './add-command.js';
import { withBookingOptions } from './booking-options.js';
import type { CommandContext } from './command-context.js';
import { describeState } from './describe-absence.js';
import { localTimes } from './local-times.js';
import { pairsOf, sizeOf, tableOf, yesOrNo } from './table.js';

/** A password is one line. */
const MAX_PASSWORD_BYTES = 4096;

interface AccountOptions extends Readonly<Record<string, unknown>> {
  readonly passwordStdin?: boolean;
}

export function addAccountCommands(program: Command, context: CommandContext): void {
  const account = program.command('account').description('Users, shared accounts, rooms, equipment and contacts.');
  addChangingCommands(account, context);

  addCommand(account, 'delete <name>', accountDelete.summary, 'account delete anna').action(async (name: string) => {
    const deleted = await context.perform(accountDelete, { name });
    const kept = deleted.storeId === null ? '' : `; its store ${deleted.storeId} stays`;
    context.show(deleted, () => `account ${deleted.name} deleted${kept}\n`);
  });

  addCommand(account, 'list', accountList.summary, 'account list').action(async () => {
    context.show(await context.perform(accountList, {}), (accounts) =>
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
        'no accounts yet: frontdesk account create NAME --kind user --email ADDRESS',
      ),
    );
  });

  addCommand(account, 'show <name>', accountShow.summary, 'account show anna --json').action(async (name: string) =>
    context.show(await context.perform(accountShow, { name }), describeAccount),
  );
}

function addChangingCommands(account: Command, context: CommandContext): void {
  const examples = [
    'account create anna --kind user --email anna@example.org --full-name "Anna Muster"',
    'account create room1 --kind room --email room1@example.org',
  ];
  withAccountOptions(addCommand(account, 'create <name>', accountCreate.summary, ...examples)).action(
    async (name: string, options: AccountOptions) => {
      const created = await context.perform(accountCreate, await inputOf(name, options));
      context.show(created, () => `account ${created.name} created\n`);
    },
  );
  withAccountOptions(
    addCommand(account, 'update <name>', accountUpdate.summary, 'account update anna --quota-hard 2G --language de'),
  ).action(async (name: string, options: AccountOptions) => {
    const updated = await context.perform(accountUpdate, await inputOf(name, options));
    context.show(updated, () => `account ${updated.name} updated\n`);
  });

  async function inputOf(name: string, { passwordStdin, ...options }: AccountOptions): Promise<object> {
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
      .option('--kind <kind>', accountKinds.join(', '))
      .option('--email <address>', 'the primary address, in a domain of ours')
      .option('--alias <address>', 'a further address; several times for several, which are then all', collect)
      .option('--full-name <name>', 'as people see it')
      .option('--password-stdin', 'read the password from standard input, one line')
      .option('--active <yes|no>', 'may log in (default: yes for a user, no for others)')
      .option('--enabled <yes|no>', 'no: delivery.disabled says what happens to its mail')
      .option('--send-only <yes|no>', 'yes: receives nothing')
      .option('--admin <level>', '0: none, 1: of the company, 2: of everything')
      .option('--hidden <yes|no>', 'not in the address book')
      .option('--company <company>', 'one that is there (frontdesk company); empty: none')
      .option('--time-zone <zone>', 'IANA name such as Europe/Berlin')
      .option('--language <tag>', 'such as en or de')
      .option('--quota-warn <size>', 'warn above this; 0: no limit, default: as the company or quota.warn')
      .option('--quota-soft <size>', 'no sending above this')
      .option('--quota-hard <size>', 'no receiving above this')
      .option('--quota-override <yes|no>', 'no: the limits of the account are kept and do not count')
      .option('--plus-folder <yes|no>', 'yes: mail to NAME+Folder is filed in that folder, if it is there')
      .option(
        '--copy-sent <who>',
        'who keeps a copy of mail written for it: both, actor, owner, none; unset: as submission.copySent',
      )
      .option('--feature <name=word>', `yes, no or unset for ${featureNames.join(', ')}`, collect),
  );
}

function describeAccount(account: AccountJson): string {
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
    ['Send-as', account.sendAs.join(', ') || 'nobody'],
    ['Deputies', account.deputies.join(', ') || 'none'],
    ['Time zone', account.timeZone],
    ['Language', account.language],
    ['Store', account.storeId ?? 'none'],
    ['Store size', sizeOf(account.storeBytes)],
    ['Quota', `warn ${limit(quota.warn)}, soft ${limit(quota.soft)}, hard ${limit(quota.hard)}`],
    ['Quota level', quota.level ?? 'none reached'],
    ['Quota override', yesOrNo(quota.override)],
    ['Plus folder', yesOrNo(account.plusFolder)],
    ['Sent copies', account.copySent ?? 'as submission.copySent'],
    ['Accepts meetings', yesOrNo(booking.mrAccept)],
    ['Declines conflicts', yesOrNo(booking.declineConflict)],
    ['Declines series', yesOrNo(booking.declineRecurring)],
    ['Enters requests', yesOrNo(booking.mrProcess)],
    ['Capacity', String(booking.capacity)],
    ['Out of office', describeState(account.outOfOffice, localTimes(account.timeZone))],
  ]);
}
