/** The JSON of the command line that tests read (docs: the command line), as far as they read it. */
import type { Frontdesk } from './frontdesk-process.js';

export interface ListedMessage {
  readonly uid: number;
  readonly folder: string;
  readonly subject: string;
  readonly messageId: string;
  readonly sizeBytes: number;
  readonly flags: readonly string[];
}

export interface AgendaRow {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly status: string;
}

export interface QueuedAnswer {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
}

/** The folders that an account's mail can be in before anybody moves it. */
export type DeliveryFolder = 'Inbox' | 'Handled' | 'Junk';

export async function messagesIn(
  frontdesk: Frontdesk,
  account: string,
  folder: DeliveryFolder = 'Inbox',
): Promise<readonly ListedMessage[]> {
  return (
    await frontdesk.cli(['message', 'list', account, '--folder', folder, '--json'])
  ).json() as readonly ListedMessage[];
}

export async function agendaOf(frontdesk: Frontdesk, resource: string): Promise<readonly AgendaRow[]> {
  return (await frontdesk.cli(['booking', 'agenda', resource, '--json'])).json() as readonly AgendaRow[];
}

export async function outboxOf(frontdesk: Frontdesk): Promise<readonly QueuedAnswer[]> {
  return (await frontdesk.cli(['queue', 'list', '--json'])).json() as readonly QueuedAnswer[];
}
