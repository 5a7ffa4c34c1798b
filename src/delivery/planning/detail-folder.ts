/**
 * Which folder a detail asks for: `anna+Lists` the folder Lists, if Anna's account wants that. A detail is compared with
 * the whole name of a folder, levels parted by `/`; it makes no folder and is a path nowhere.
 * Path: rules/file-message.ts; the store looks in the commit whether the folder is there.
 */
import type { Recipient } from '../recipients/recipient.js';

/** Anyone who knows the address chooses the detail: folders that programs keep, empty or show as one's own are not for strangers. */
const keptFolders = new Set(['junk', 'spam', 'handled', 'sent', 'drafts', 'trash', 'outbox', 'archive', 'templates']);

/** null: the Inbox it is. */
export function detailFolder({ account, detail }: Pick<Recipient, 'account' | 'detail'>): string | null {
  if (!account.plusFolder || detail === null || detail === '') return null;
  const top = detail.split('/')[0] ?? '';
  return keptFolders.has(top.toLowerCase()) ? null : detail;
}
