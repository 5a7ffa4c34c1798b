/**
 * The commands of `frontdesk`, in the order of its help. The options and the action of a command are loaded when it is
 * called.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import type { CommandContext } from './command-context.js';

interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** Loads the function that adds the options and the action, or the subcommands. */
  readonly load: () => Promise<(command: Command, context: CommandContext) => void>;
}

export const allCommands: readonly ListedCommand[] = [
  {
    name: 'start',
    summary: 'Runs the services until SIGTERM or SIGINT.',
    load: async () => (await import('./server-commands.js')).defineStart,
  },
  {
    name: 'config',
    summary: 'Prints the effective configuration and the source of each value.',
    load: async () => (await import('./server-commands.js')).defineConfig,
  },
  {
    name: 'reload',
    summary: actions.reload.summary,
    load: async () => (await import('./server-commands.js')).defineReload,
  },
  {
    name: 'doctor',
    summary: actions.doctor.summary,
    load: async () => (await import('./server-commands.js')).defineDoctor,
  },
  {
    name: 'domain',
    summary: 'Manages the local domains.',
    load: async () => (await import('./domain-commands.js')).addDomainCommands,
  },
  {
    name: 'account',
    summary: 'Manages users, shared accounts, rooms, equipment and contacts.',
    load: async () => (await import('./account-commands.js')).addAccountCommands,
  },
  {
    name: 'company',
    summary: 'Manages companies: accounts and domains that belong together.',
    load: async () => (await import('./company-commands.js')).addCompanyCommands,
  },
  {
    name: 'group',
    summary: 'Manages groups of accounts; a group may contain groups.',
    load: async () => (await import('./group-commands.js')).addGroupCommands,
  },
  {
    name: 'sendas',
    summary: 'Manages send-as rights: who may write as another account, without being named in the message.',
    load: async () => (await import('./deputy-commands.js')).addSendasCommands,
  },
  {
    name: 'deputy',
    summary: 'Manages deputies: who acts for an account, and with which rights.',
    load: async () => (await import('./deputy-commands.js')).addDeputyCommands,
  },
  {
    name: 'permission',
    summary: 'Manages folder permissions. The folder / stands for the store; new folders inherit its entries.',
    load: async () => (await import('./permission-commands.js')).addPermissionCommands,
  },
  {
    name: 'booking',
    summary: 'Manages how resources answer meeting requests.',
    load: async () => (await import('./booking-commands.js')).addBookingCommands,
  },
  {
    name: 'oof',
    summary: 'Manages out-of-office replies.',
    load: async () => (await import('./oof-commands.js')).addOofCommands,
  },
  {
    name: 'folder',
    summary: 'Manages the folders of an account.',
    load: async () => (await import('./folder-commands.js')).addFolderCommands,
  },
  {
    name: 'message',
    summary: 'Lists, shows, searches and changes messages.',
    load: async () => (await import('./message-commands.js')).addMessageCommands,
  },
  {
    name: 'store',
    summary: 'Lists and checks the stores of the accounts.',
    load: async () => (await import('./store-commands.js')).addStoreCommands,
  },
  {
    name: 'quota',
    summary: 'Reports store sizes; limits are set with frontdesk account and frontdesk company.',
    load: async () => (await import('./quota-commands.js')).addQuotaCommands,
  },
  {
    name: 'queue',
    summary: 'Manages outgoing messages that wait or have failed.',
    load: async () => (await import('./queue-commands.js')).addQueueCommands,
  },
  {
    name: 'deliver',
    summary: actions.deliver.summary,
    load: async () => (await import('./deliver-command.js')).defineDeliver,
  },
  {
    name: 'submit',
    summary: actions.submit.summary,
    load: async () => (await import('./submission-commands.js')).defineSubmit,
  },
  {
    name: 'audit',
    summary: 'Shows who sent what as whom.',
    load: async () => (await import('./submission-commands.js')).addAuditCommands,
  },
];
