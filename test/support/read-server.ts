/**
 * What tests read from a running frontdesk over its control socket: the same actions as the command line, without a process for each
 * query.
 */
import { callAction } from '../../src/admin/control/client.js';
import type { Frontdesk } from './frontdesk-process.js';

/** The folders that an account's mail can be in before anybody moves it. */
export type DeliveryFolder = 'Inbox' | 'Handled' | 'Junk';

/** As `frontdesk message list ACCOUNT --folder FOLDER --json` has them. */
export function messagesIn({ dataFolder }: Frontdesk, account: string, folder: DeliveryFolder = 'Inbox') {
  return callAction(dataFolder, 'message-list', { account, folder });
}

/** As `frontdesk booking agenda RESOURCE --json` has it. */
export function agendaOf({ dataFolder }: Frontdesk, resource: string) {
  return callAction(dataFolder, 'booking-agenda', { resource });
}

/** As `frontdesk queue list --json` has it. */
export function outboxOf({ dataFolder }: Frontdesk) {
  return callAction(dataFolder, 'queue-list', {});
}
