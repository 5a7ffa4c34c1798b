/**
 * What a member of a group is to a message for it: an account that receives, one that refuses, a contact that the relay
 * serves, or one that never gets mail and is left out.
 * Path: resolve-group.ts at RCPT, deliver-to-group.ts after the text.
 */
import type { Account, Directory } from '../../directory/directory.js';
import type { Reply } from '../../mail/reply.js';
import { isOutside } from './resolve-contact.js';
import { refusalByState, type RecipientSettings } from './refuse-account.js';

export type MemberEligibility =
  | { readonly kind: 'receives' }
  | { readonly kind: 'forwarded' }
  /** A send-only account, a contact: no failure, it never gets mail. */
  | { readonly kind: 'left-out' }
  /** `delivery.disabled`. */
  | { readonly kind: 'refused'; readonly reply: Reply };

export async function memberEligibility(
  account: Account,
  directory: Pick<Directory, 'isLocalDomain'>,
  settings: RecipientSettings,
): Promise<MemberEligibility> {
  if (account.storeId === null) {
    return settings.forwardContacts && (await isOutside(account, directory))
      ? { kind: 'forwarded' }
      : { kind: 'left-out' };
  }
  if (account.sendOnly) return { kind: 'left-out' };
  const reply = refusalByState(account, settings);
  return reply === null ? { kind: 'receives' } : { kind: 'refused', reply };
}
