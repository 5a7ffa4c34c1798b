/**
 * The inbound path with groups: stores in memory and the embedded directory on a temporary folder, with a fixed clock. Accounts are
 * NAME@corp.example.
 */
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInboundPath } from '../../src/delivery/deliver.js';
import type { InboundSettings } from '../../src/delivery/planning/inbound-context.js';
import type { EnvelopeRecipient } from '../../src/delivery/recipients/recipient.js';
import { receivePiped } from '../../src/delivery/receive-piped.js';
import type { Account, AccountFields, DirectoryAdmin, GroupFields } from '../../src/directory/directory.js';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { instant } from '../../src/mail/instant.js';
import { composeMessage } from '../../src/outbox/compose-message.js';
import type { LogEvent } from '../../src/runtime/log-events.js';
import type { OutboxEntry } from '../../src/store/outbox.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import { accountFields, address } from './account-fields.js';
import { inboundSettings } from './inbound-settings.js';
import { openMemoryStore } from './memory-store.js';
import { noCrashMark } from './no-crash-mark.js';
import { nobodyKnown } from './vacation-settings.js';

export const GROUP_NOW = instant(Date.parse('2026-11-22T09:00:00Z'));
const DAY_MS = 86_400_000;

const settings: InboundSettings = {
  ...inboundSettings('desk.corp.example', { offerSlots: 'inside' }),
  junkHeaders: [{ name: 'x-spam-flag', word: 'yes' }],
};

export interface GroupServer {
  readonly directory: DirectoryAdmin;
  readonly events: { readonly event: LogEvent; readonly fields: Readonly<Record<string, unknown>> }[];
  account(name: string, fields?: Partial<AccountFields>): Promise<Account>;
  /** NAME@corp.example, with these accounts, and groups that are there already, in it. */
  group(name: string, members: readonly string[], fields?: Partial<GroupFields>): Promise<void>;
  /** What RCPT is told: `550 5.7.1 text`. */
  rcpt(to: string, from?: string | null): Promise<string>;
  /** One reply for each recipient: `250 2.0.0`, or the refusal at RCPT. */
  bring(mail: Buffer, to: readonly string[], from?: string | null): Promise<readonly string[]>;
  /** Each message of the account as it lies there: our fields, then what came. */
  mailsOf(name: string): Promise<readonly string[]>;
  outbox(): Promise<readonly (OutboxEntry & { readonly text: string })[]>;
  close(): void;
}

export function openGroupServer(
  changed: Partial<InboundSettings> = {},
  changedDesk: (desk: DeliveryDesk) => Partial<DeliveryDesk> = () => ({}),
): GroupServer {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-groups-'));
  const directory = openSqliteDirectory({ path: join(folder, 'desk.db'), recipientDelimiter: '+' });
  const { desk, calendars, outbox, quotas, mailStore } = openMemoryStore({ duplicateWindowMs: 7 * DAY_MS });
  const events: GroupServer['events'] = [];
  const inbound = createInboundPath({
    directory,
    desk: { ...desk, ...changedDesk(desk) },
    calendars,
    outbox,
    quotas,
    clock: () => GROUP_NOW,
    log: (event, fields = {}) => void events.push({ event, fields }),
    settings: { ...settings, ...changed },
    compose: composeMessage,
    crashMark: noCrashMark,
    knownSenders: nobodyKnown,
    wakeOutbox: () => undefined,
    watchQuota: () => undefined,
  });
  const path = (text: string | null) => (text === null ? null : address(text));
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (isBegun) return;
    isBegun = true;
    await directory.addDomain({ name: 'corp.example', company: null, aliasOf: null });
  };
  return {
    directory,
    events,
    async account(name, fields = {}) {
      await begin();
      const storeId = fields.kind === 'contact' ? null : (await mailStore.createStore(GROUP_NOW)).id;
      const primaryAddress = address(`${name}@corp.example`);
      return directory.createAccount({ ...accountFields(name, { primaryAddress, ...fields }), storeId });
    },
    async group(name, members, fields = {}) {
      await begin();
      await directory.createGroup(name, { addresses: [address(`${name}@corp.example`)], ...fields });
      for (const member of members) {
        const kind = (await directory.group(member)) === null ? 'account' : 'group';
        await directory.addMember(name, { kind, name: member });
      }
    },
    async rcpt(to, from = 'eve@out.example') {
      const { reply } = await inbound.resolve(address(to), path(from));
      return `${reply.code} ${reply.status} ${reply.text}`;
    },
    async bring(mail, to, from = 'eve@out.example') {
      const answers = [];
      for (const each of to) answers.push(await inbound.resolve(address(each), path(from)));
      const recipients: EnvelopeRecipient[] = answers.flatMap((answer) =>
        answer.kind === 'accepted' ? [answer.recipient] : [],
      );
      const results = [
        ...(await inbound.deliver(receivePiped(mail, path(from), GROUP_NOW), recipients, { restore: false })),
      ];
      const replies = answers.map((answer) => (answer.kind === 'refused' ? answer.reply : results.shift()));
      return replies.map((reply) => (reply === undefined ? 'nothing' : `${reply.code} ${reply.status}`));
    },
    async mailsOf(name) {
      const storeId = (await directory.accountByName(name))?.storeId ?? null;
      if (storeId === null) return [];
      const messages: string[] = [];
      for (const folder of await mailStore.folders(storeId)) {
        for (const { uid } of await mailStore.messages(storeId, folder.name)) {
          const bytes = await mailStore.readMessage(storeId, folder.name, uid);
          messages.push(Buffer.from(bytes).toString('utf8'));
        }
      }
      return messages;
    },
    async outbox() {
      const entries = await outbox.outboxEntries();
      return Promise.all(
        entries.map(async (entry) => ({
          ...entry,
          text: Buffer.from((await outbox.outboxBytes(entry.id)) ?? []).toString('utf8'),
        })),
      );
    },
    close() {
      directory.close();
      rmSync(folder, { recursive: true });
    },
  };
}
