/**
 * Turns any error that an action throws into an ActionError: what is wrong, and what to do next.
 */
import { DirectoryError, type DirectoryErrorReason } from '../directory/directory.js';
import { ConfigError } from '../runtime/config-error.js';
import { ListenError } from '../runtime/listen.js';
import { BackupError } from '../store/backup-store.js';
import { StoreError, type StoreErrorReason } from '../store/store-error.js';
import { ActionError, type ActionErrorKind } from './action.js';

type Explanation = readonly [ActionErrorKind, hint: string];

const directoryReasons: Readonly<Record<DirectoryErrorReason, Explanation>> = {
  unavailable: ['unavailable', 'try again; run `frontdesk doctor` for details'],
  'name-taken': ['refused', 'choose another name, or update the existing entry'],
  'address-taken': ['refused', 'an address can belong to one account or group only: remove it there first'],
  'no-such-domain': [
    'refused',
    'add it with `frontdesk domain add NAME`; `frontdesk domain list` shows the local domains',
  ],
  'no-such-account': ['not-found', '`frontdesk account list` shows all accounts'],
  'no-such-group': ['not-found', '`frontdesk group list` shows all groups'],
  'no-such-company': ['not-found', '`frontdesk company list` shows all companies'],
  'not-a-member': ['refused', '`frontdesk group show NAME` shows its members'],
  'built-in': ['refused', 'Everyone always contains all accounts; create another group with `frontdesk group create`'],
  'in-use': ['refused', 'remove what uses it first'],
  granted: ['refused', 'change it with `frontdesk deputy update OWNER DEPUTY`, or revoke it first'],
  'not-granted': ['refused', '`frontdesk deputy list OWNER` and `frontdesk sendas list OWNER` show what is granted'],
};

const RESTORE =
  'stop frontdesk, restore desk.db from a backup, then run `frontdesk store check --rebuild` (docs/operations.md, Restore)';

const storeReasons: Readonly<Record<StoreErrorReason, Explanation>> = {
  unavailable: ['unavailable', 'check the free space and the log, and try again'],
  'not-found': [
    'not-found',
    '`frontdesk folder list ACCOUNT` shows the folders of an account, `frontdesk store list` all stores',
  ],
  'other-data': [
    'refused',
    'mount the volume, name the right folder with --data or FRONTDESK_DATA, or correct data.id in the configuration',
  ],
  exists: ['refused', 'choose another name'],
  'over-quota': [
    'refused',
    'delete messages, or raise the limit with `frontdesk account update NAME --quota-hard SIZE`',
  ],
  'not-allowed': ['refused', ''],
  corrupt: ['unavailable', 'run `frontdesk store check` for details'],
  damaged: ['unavailable', RESTORE],
  locked: ['unavailable', 'stop that process; if it is just starting or stopping, try again'],
};

/** Errors of the operating system that the administrator can fix. */
const systemHints: Readonly<Record<string, string>> = {
  EACCES: 'run it as the user that owns the folder or may use the port, such as sudo -u frontdesk frontdesk ...',
  EROFS: 'choose a writable data folder with --data',
  ENOSPC: 'free some disk space and try again',
};

/** SQLite's codes for a file that is damaged or not a database. */
const isDamage = (code: string): boolean => code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';

/** SQLite's message about the damage that caused an error, which may be wrapped; null: no damage. */
function damageIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return isDamage(codeOf(error)) ? error.message : damageIn(error.cause);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function explainError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const cause = { cause: error };
  const damage = damageIn(error);
  if (damage !== null)
    return new ActionError('unavailable', `the database desk.db is damaged: ${damage}`, RESTORE, cause);
  if (error instanceof DirectoryError)
    return new ActionError(...explained(directoryReasons[error.reason], error), cause);
  if (error instanceof BackupError) return new ActionError('refused', error.message, error.hint, cause);
  if (error instanceof StoreError) return new ActionError(...explained(storeReasons[error.reason], error), cause);
  if (error instanceof ConfigError)
    return new ActionError('bad-input', error.message, 'docs/configuration.md describes all keys', cause);
  if (error instanceof ListenError) return new ActionError('unavailable', error.message, error.hint, cause);
  const what = error instanceof Error ? error.message : String(error);
  const hint = systemHints[codeOf(error)];
  if (hint !== undefined) return new ActionError('unavailable', what, hint, cause);
  return new ActionError('fault', what, 'this is an error in frontdesk; see the log for details', cause);
}

const explained = ([kind, hint]: Explanation, error: Error): [ActionErrorKind, string, string] => [
  kind,
  error.message,
  hint,
];
