/**
 * Accounts with an out-of-office setting, for tests of vacation responses: the real inbound path, directory and stores on a
 * temporary folder, with a clock that the test moves. Outgoing messages stay in the outbox.
 */
import { join } from 'node:path';
import type { VacationSettings, InboundDeps } from '../../src/delivery/planning/inbound-context.js';
import { createInboundPath } from '../../src/delivery/deliver.js';
import { knownSenders } from '../../src/delivery/planning/known-senders.js';
import { receivePiped } from '../../src/delivery/receive-piped.js';
import type { AccountFields, DirectoryAdmin } from '../../src/directory/directory.js';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { formatAddress } from '../../src/mail/address.js';
import { instant } from '../../src/mail/instant.js';
import { changeSetting, type SettingChange } from '../../src/out-of-office/change-setting.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { accountFields, address } from './account-fields.js';
import { openMemoryServer } from './memory-server.js';
import { readAnswer, type Answer } from './read-answer.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { vacationSettings } from './vacation-settings.js';

export interface VacationMail extends Answer {
  readonly reversePath: string;
  readonly to: readonly string[];
  readonly bytes: Uint8Array;
}

export interface AwayServer extends InboundDeps {
  readonly directory: DirectoryAdmin;
  setNow(at: string): void;
  /** At corp.example. */
  account(name: string, fields?: Partial<AccountFields>): Promise<void>;
  /** As `oof set` does. */
  away(name: string, change?: SettingChange): Promise<void>;
  /** @param from the reverse-path; '' is the null one */
  bring(bytes: Uint8Array, from: string, to: readonly string[], options?: { restore?: boolean }): Promise<void>;
  /** What was answered since the last time; of one moment in no order. */
  answers(): Promise<readonly VacationMail[]>;
  close(): Promise<void>;
}

export async function openAwayServer(settings: Partial<VacationSettings> = {}): Promise<AwayServer> {
  const folder = await throwAwayFolder('away');
  const dataFolder = join(folder.path, 'data');
  const store = await openSqliteStore({ dataFolder, expectedDataId: null, duplicateWindowMs: 86_400_000 });
  const directory = openSqliteDirectory({ path: store.databasePath, recipientDelimiter: '+' });
  await directory.addDomain({ name: 'corp.example', company: null, aliasOf: null });
  let now = instant(Date.parse('2027-02-01T09:00:00Z'));
  const { settings: defaults, ...parts } = openMemoryServer();
  const { desk, calendars, outbox, audit, quotas, mailStore } = store;
  const server: InboundDeps = {
    ...parts,
    directory,
    desk,
    calendars,
    outbox,
    quotas,
    clock: () => now,
    knownSenders: knownSenders({ directory, audit }),
    settings: {
      ...defaults,
      junkHeaders: [{ name: 'x-spam-flag', word: 'yes' }],
      outOfOffice: { ...vacationSettings, ...settings },
    },
  };
  const inbound = createInboundPath(server);
  const seen = new Set<string>();
  return {
    ...server,
    directory,
    setNow: (at) => {
      now = instant(Date.parse(at));
    },
    async account(name, fields = {}) {
      const storeId = fields.kind === 'contact' ? null : (await mailStore.createStore(now)).id;
      const primaryAddress = address(`${name}@corp.example`);
      await directory.createAccount(accountFields(name, { primaryAddress, storeId, ...fields }));
    },
    async away(name, change = { state: 'on', subject: 'Away', text: 'Back soon.' }) {
      const account = await directory.accountByName(name);
      if (account === null) throw new Error(`no account ${name}`);
      await directory.updateAccount(account.id, { outOfOffice: changeSetting(account.outOfOffice, change, now) });
    },
    async bring(bytes, from, to, options) {
      const message = receivePiped(bytes, from === '' ? null : address(from), now);
      const answers = await Promise.all(to.map((each) => inbound.resolve(address(each), message.reversePath)));
      const recipients = answers.flatMap((answer) => (answer.kind === 'accepted' ? [answer.recipient] : []));
      const replies = await inbound.deliver(message, recipients, { restore: false, ...options });
      if (replies.length !== to.length || replies.some(({ code }) => code !== 250))
        throw new Error(`not taken: ${JSON.stringify([answers, replies])}`);
    },
    async answers() {
      const entries = (await outbox.outboxEntries()).filter(({ id }) => !seen.has(id));
      return Promise.all(
        entries.map(async ({ id, reversePath, recipients }) => {
          seen.add(id);
          const bytes = (await outbox.outboxBytes(id)) ?? new Uint8Array();
          const from = reversePath === null ? '' : formatAddress(reversePath);
          return { ...readAnswer(bytes), bytes, reversePath: from, to: recipients.map(formatAddress) };
        }),
      );
    },
    async close() {
      directory.close();
      await store.close();
      await folder.remove();
    },
  };
}
