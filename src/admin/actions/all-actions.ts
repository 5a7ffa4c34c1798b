/**
 * The complete list of actions that the control socket offers, with their summaries. An action is loaded when it is
 * called, so a command that the running process answers loads none.
 */
import type { Action } from '../action.js';

interface ListedAction {
  readonly summary: string;
  load(): Promise<Action>;
}

export const actions = {
  'domain-add': {
    summary: 'Adds a local domain.',
    load: async () => (await import('./domain-add.js')).domainAdd,
  },
  'domain-remove': {
    summary: 'Removes a local domain that no address uses.',
    load: async () => (await import('./domain-remove.js')).domainRemove,
  },
  'domain-list': {
    summary: 'Lists the local domains.',
    load: async () => (await import('./domain-list.js')).domainList,
  },
  'account-create': {
    summary: 'Creates an account with its store.',
    load: async () => (await import('./account-create.js')).accountCreate,
  },
  'account-update': {
    summary: 'Updates an account; options that are not given keep their value.',
    load: async () => (await import('./account-update.js')).accountUpdate,
  },
  'account-delete': {
    summary: 'Deletes an account; its store is kept as an orphan.',
    load: async () => (await import('./account-delete.js')).accountDelete,
  },
  'account-list': {
    summary: 'Lists the accounts.',
    load: async () => (await import('./account-list.js')).accountList,
  },
  'account-show': {
    summary: 'Shows an account in full.',
    load: async () => (await import('./account-show.js')).accountShow,
  },
  'company-create': {
    summary: 'Creates a company.',
    load: async () => (await import('./company-create.js')).companyCreate,
  },
  'company-update': {
    summary: 'Updates a company; options that are not given keep their value.',
    load: async () => (await import('./company-update.js')).companyUpdate,
  },
  'company-delete': {
    summary: 'Deletes a company without accounts and domains.',
    load: async () => (await import('./company-delete.js')).companyDelete,
  },
  'company-list': {
    summary: 'Lists the companies.',
    load: async () => (await import('./company-list.js')).companyList,
  },
  'company-show': {
    summary: 'Shows a company with its domains and accounts.',
    load: async () => (await import('./company-show.js')).companyShow,
  },
  'group-create': {
    summary: 'Creates a group.',
    load: async () => (await import('./group-create.js')).groupCreate,
  },
  'group-update': {
    summary: 'Updates a group; options that are not given keep their value.',
    load: async () => (await import('./group-update.js')).groupUpdate,
  },
  'group-delete': {
    summary: 'Deletes a group; its members are kept.',
    load: async () => (await import('./group-delete.js')).groupDelete,
  },
  'group-list': {
    summary: 'Lists all groups.',
    load: async () => (await import('./group-list.js')).groupList,
  },
  'group-show': {
    summary: 'Shows a group and its members.',
    load: async () => (await import('./group-show.js')).groupShow,
  },
  'group-add': {
    summary: 'Adds an account or a group to a group.',
    load: async () => (await import('./group-members.js')).groupAdd,
  },
  'group-remove': {
    summary: 'Removes an account or a group from a group.',
    load: async () => (await import('./group-members.js')).groupRemove,
  },
  'sendas-add': {
    summary: 'Allows DEPUTY to write as OWNER.',
    load: async () => (await import('./sendas.js')).sendasAdd,
  },
  'sendas-remove': {
    summary: 'Removes the right of DEPUTY to write as OWNER.',
    load: async () => (await import('./sendas.js')).sendasRemove,
  },
  'sendas-list': {
    summary: 'Lists who may write as OWNER.',
    load: async () => (await import('./sendas.js')).sendasList,
  },
  'deputy-grant': {
    summary: 'Makes DEPUTY a deputy of OWNER and grants rights to the deputy.',
    load: async () => (await import('./deputy-change.js')).deputyGrant,
  },
  'deputy-update': {
    summary: 'Updates the rights of a deputy; options that are not given keep their value.',
    load: async () => (await import('./deputy-change.js')).deputyUpdate,
  },
  'deputy-revoke': {
    summary: 'Removes a deputy; the earlier permissions of the folders are restored.',
    load: async () => (await import('./deputy-change.js')).deputyRevoke,
  },
  'deputy-list': {
    summary: 'Lists the deputies of an account.',
    load: async () => (await import('./deputy-list.js')).deputyList,
  },
  'deputy-reverse': {
    summary: 'Lists the owners that an account is a deputy of, directly or through groups.',
    load: async () => (await import('./deputy-list.js')).deputyReverse,
  },
  'deputy-metadata': {
    summary: 'Shows the deputies of an account in the form of the METADATA entry of its Inbox.',
    load: async () => (await import('./deputy-list.js')).deputyMetadataShow,
  },
  'permission-set': {
    summary: 'Sets what WHO may do in a folder; the profile no-access hides it.',
    load: async () => (await import('./permission.js')).permissionSet,
  },
  'permission-remove': {
    summary: 'Removes the entry for WHO from a folder; entries for groups and Everyone then apply to WHO again.',
    load: async () => (await import('./permission.js')).permissionRemove,
  },
  'permission-list': {
    summary: 'Lists the permissions in the folders of an account.',
    load: async () => (await import('./permission.js')).permissionList,
  },
  'permission-explain': {
    summary: 'Explains what WHO may do in a folder.',
    load: async () => (await import('./permission-explain.js')).permissionExplain,
  },
  'folder-create': {
    summary: 'Creates a folder, and the parents that it does not have.',
    load: async () => (await import('./folder.js')).folderCreate,
  },
  'folder-rename': {
    summary: 'Renames a folder with its subfolders.',
    load: async () => (await import('./folder.js')).folderRename,
  },
  'folder-delete': {
    summary: 'Deletes a folder and its messages for good.',
    load: async () => (await import('./folder.js')).folderDelete,
  },
  'folder-list': {
    summary: 'Lists the folders of an account.',
    load: async () => (await import('./folder.js')).folderList,
  },
  'message-delete': {
    summary: 'Deletes messages for good.',
    load: async () => (await import('./message-change.js')).messageDelete,
  },
  'message-move': {
    summary: 'Moves messages to another folder of the account.',
    load: async () => (await import('./message-change.js')).messageMove,
  },
  'message-search': {
    summary: 'Searches messages for words in From, To, Cc, Subject or the text.',
    load: async () => (await import('./message-search.js')).messageSearch,
  },
  'message-list': {
    summary: 'Lists the messages of a folder.',
    load: async () => (await import('./message-list.js')).messageList,
  },
  'message-show': {
    summary: 'Shows a message: its main header fields, text and attachments.',
    load: async () => (await import('./message-show.js')).messageShow,
  },
  'message-bytes': {
    summary: 'Returns the stored bytes of a message.',
    load: async () => (await import('./message-bytes.js')).messageBytes,
  },
  'store-list': {
    summary: 'Lists the stores with their owners and sizes.',
    load: async () => (await import('./store-list.js')).storeList,
  },
  'store-backup': {
    summary: 'Backs up the data folder while the server is running.',
    load: async () => (await import('./store-backup.js')).storeBackup,
  },
  'store-check': {
    summary: 'Verifies stored messages.',
    load: async () => (await import('./store-check.js')).storeCheck,
  },
  'booking-retire': {
    summary:
      'Retires a resource: declines its bookings from a given time on, by mail to the organizers, and new requests.',
    load: async () => (await import('./booking-retire.js')).bookingRetire,
  },
  'booking-waiting': {
    summary: 'Lists the messages to resources that wait for a person.',
    load: async () => (await import('./booking-waiting.js')).bookingWaiting,
  },
  'booking-accept': {
    summary: 'Accepts a request that waits for a person, and answers the organizer.',
    load: async () => (await import('./booking-accept.js')).bookingAccept,
  },
  'booking-decline': {
    summary: 'Declines a request that waits for a person, and answers the organizer.',
    load: async () => (await import('./booking-decline.js')).bookingDecline,
  },
  'booking-cancel': {
    summary: 'Frees a booking or dates of it, and tells the organizer.',
    load: async () => (await import('./booking-cancel.js')).bookingCancel,
  },
  'booking-create': {
    summary: 'Books a resource without an invitation, such as for maintenance.',
    load: async () => (await import('./booking-create.js')).bookingCreate,
  },
  'booking-set': {
    summary: 'Changes how an account answers meeting requests.',
    load: async () => (await import('./booking-set.js')).bookingSet,
  },
  'booking-show': {
    summary: 'Shows how an account answers meeting requests.',
    load: async () => (await import('./booking-show.js')).bookingShow,
  },
  'booking-agenda': {
    summary: 'Lists the bookings of a resource or of the members of a pool, one row per occurrence.',
    load: async () => (await import('./booking-agenda.js')).bookingAgenda,
  },
  'booking-explain': {
    summary: 'Shows the last decision of a resource and the ones before it.',
    load: async () => (await import('./booking-explain.js')).bookingExplain,
  },
  'booking-explain-message': {
    summary: 'Explains what would be decided about a message or calendar object, without changing anything.',
    load: async () => (await import('./booking-explain.js')).bookingExplainMessage,
  },
  'oof-set': {
    summary: 'Changes an out-of-office setting; options that are not given keep their value.',
    load: async () => (await import('./oof-set.js')).oofSet,
  },
  'oof-show': {
    summary: 'Shows the out-of-office setting of an account.',
    load: async () => (await import('./oof-show.js')).oofShow,
  },
  'oof-explain': {
    summary: 'Explains whether the sender of a message would get an out-of-office reply, without sending one.',
    load: async () => (await import('./oof-explain.js')).oofExplain,
  },
  'quota-report': {
    summary: 'Reports store sizes, quota limits and the levels reached.',
    load: async () => (await import('./quota-report.js')).quotaReport,
  },
  'queue-list': {
    summary: 'Lists the messages in the outbox.',
    load: async () => (await import('./queue-list.js')).queueList,
  },
  'queue-show': {
    summary: 'Shows a message of the outbox.',
    load: async () => (await import('./queue-show.js')).queueShow,
  },
  'queue-bytes': {
    summary: 'Returns the bytes of a message of the outbox.',
    load: async () => (await import('./queue-show.js')).queueBytes,
  },
  'queue-retry': {
    summary: 'Retries a waiting or failed message of the outbox now.',
    load: async () => (await import('./queue-retry.js')).queueRetry,
  },
  'queue-retry-all': {
    summary: 'Retries all waiting or all failed messages of the outbox now.',
    load: async () => (await import('./queue-retry-all.js')).queueRetryAll,
  },
  'queue-delete': {
    summary: 'Deletes a message from the outbox without notifying anyone.',
    load: async () => (await import('./queue-delete.js')).queueDelete,
  },
  deliver: {
    summary: 'Delivers a message to local accounts.',
    load: async () => (await import('./deliver.js')).deliver,
  },
  submit: {
    summary: 'Sends a message for an account; if it is refused, a notice is filed in the Inbox of the account.',
    load: async () => (await import('./submit.js')).submit,
  },
  'audit-list': {
    summary: 'Lists who sent which message as whom, newest first.',
    load: async () => (await import('./audit-list.js')).auditList,
  },
  doctor: {
    summary: 'Checks the installation and configuration.',
    load: async () => (await import('./doctor.js')).doctor,
  },
  reload: {
    summary: 'Reloads the configuration.',
    load: async () => (await import('./reload.js')).reload,
  },
} satisfies Readonly<Record<string, ListedAction>>;

export type ActionName = keyof typeof actions;
type LoadedAction<Name extends ActionName> = Awaited<ReturnType<(typeof actions)[Name]['load']>>;
export type ResultOf<Name extends ActionName> = Awaited<ReturnType<LoadedAction<Name>['run']>>;

/** The names of all actions. */
export const actionNames = Object.keys(actions) as readonly ActionName[];

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actions, name);

/** Loads the action and the modules that it needs. */
export const loadAction = (name: ActionName): Promise<Action> => actions[name].load();
