/**
 * Turns whatever an action threw into an ActionError: what is wrong, and what to do next.
 */
import { DirectoryError, type DirectoryErrorReason } from '../directory/directory.js';
import { ConfigError } from '../runtime/config-error.js';
import { StoreError, type StoreErrorReason } from '../store/store-error.js';
import { ActionError, type ActionErrorKind } from './action.js';

type Explanation = readonly [ActionErrorKind, hint: string];

const directoryReasons: Readonly<Record<DirectoryErrorReason, Explanation>> = {
  unavailable: ['unavailable', 'try again; `frontdesk doctor` says more'],
  'name-taken': ['refused', 'choose another name, or change the one that is there'],
  'address-taken': ['refused', 'an address belongs to one account or group: remove it there first'],
  'no-such-domain': ['refused', 'add it with `frontdesk domain add NAME`; `frontdesk domain list` shows ours'],
  'no-such-account': ['not-found', '`frontdesk account list` shows those that are there'],
  'no-such-group': ['not-found', '`frontdesk group list` shows those that are there'],
  'no-such-company': ['not-found', '`frontdesk company list` shows those that are there'],
  'not-a-member': ['refused', '`frontdesk group show NAME` shows its members'],
  'built-in': ['refused', 'everybody is in Everyone, always; make a group of your own with `frontdesk group create`'],
  'in-use': ['refused', 'remove what uses it first'],
  granted: ['refused', 'change it with `frontdesk deputy update OWNER DEPUTY`, or revoke it first'],
  'not-granted': ['refused', '`frontdesk deputy list OWNER` and `frontdesk sendas list OWNER` show what is'],
};

const storeReasons: Readonly<Record<StoreErrorReason, Explanation>> = {
  unavailable: ['unavailable', 'look at the free space and the log, and try again'],
  'not-found': ['not-found', ''],
  corrupt: ['fault', '`frontdesk store check` says more'],
  locked: ['unavailable', 'stop that process; if it is just starting or ending, try again'],
};

/** What the operating system refuses, and the administrator can put right. */
const systemHints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there: stop it, or set lmtp.listen or submission.listen to a free address',
  EADDRNOTAVAIL: 'this machine does not have that address: correct lmtp.listen or submission.listen',
  EACCES: 'run it as the user whose folder or port it is, such as sudo -u frontdesk frontdesk ...',
  EROFS: 'choose a data folder that can be written to, with --data',
  ENOSPC: 'free some space, and try again',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function explainError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const cause = { cause: error };
  if (error instanceof DirectoryError)
    return new ActionError(...explained(directoryReasons[error.reason], error), cause);
  if (error instanceof StoreError) return new ActionError(...explained(storeReasons[error.reason], error), cause);
  if (error instanceof ConfigError)
    return new ActionError('bad-input', error.message, 'docs/configuration.md has all keys', cause);
  const what = error instanceof Error ? error.message : String(error);
  const hint = systemHints[codeOf(error)];
  if (hint !== undefined) return new ActionError('unavailable', what, hint, cause);
  return new ActionError('fault', what, 'this is a fault of frontdesk; the log has more', cause);
}

const explained = ([kind, hint]: Explanation, error: Error): [ActionErrorKind, string, string] => [
  kind,
  error.message,
  hint,
];
