/**
 * The inbound path over the in-memory engine and a directory of a few accounts, with a clock that stands: what a mail
 * comes to, without a process, a network or a disk.
 */
import { noCrashMark } from './no-crash-mark.js';
import { noDeputies } from './no-deputies.js';
import { createInboundPath } from '../../src/delivery/deliver.js';
import { receivePiped } from '../../src/delivery/pipe/receive-piped.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import type { BusyInterval, CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import { defaultItipLimits } from '../../src/calendar/parse-itip.js';
import { resultTrust, trustInForce, type TrustSettings } from '../../src/delivery/trust-settings.js';
import type { Account, AccountFields, AccountId, Directory, StoreId } from '../../src/directory/directory.js';
import { addressKey } from '../../src/mail/address.js';
import { defaultCalendarPartLimits } from '../../src/mail/find-calendar-parts.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import { composeMail } from '../../src/outbox/compose-mail.js';
import { accountFields, address } from './account-fields.js';
import { pageAccounts } from './page-accounts.js';
import { openMemoryStore } from './memory-store.js';
import { readAnswer, type Answer } from './read-answer.js';
import { nobodyKnown, vacationSettings } from './vacation-settings.js';
import { silentLog } from './silent-log.js';

export interface MemoryHouse {
  /** What the calendar keeps of a meeting, whoever organizes it. */
  entries(name: string, uid: string): Promise<readonly CalendarEntry[]>;
  account(name: string, fields?: Partial<AccountFields>): Promise<Account>;
  /** Brings a calendar object as a mail of its own; the reply's code. */
  bring(
    ics: string,
    mail: {
      readonly from: string;
      readonly to: string;
      /** Above all others, as an MTA adds them. */
      readonly firstFields?: readonly string[];
      readonly fields?: readonly string[];
    },
  ): Promise<number>;
  /** Whatever lies in the outbox, in the order in which it was put there. */
  answers(): Promise<readonly Answer[]>;
  /** `accepted 2027-02-08T08:00 Planning`, one line an occurrence. */
  agenda(name: string): Promise<readonly string[]>;
  /** Folder and flags of each message: `Inbox`, `Handled \Seen`. */
  filed(name: string): Promise<readonly string[]>;
  /** The last decision about the account's mails. */
  lastDecision(name: string): Promise<string | undefined>;
  /** Changes a calendar as another client of it would. */
  change(name: string, change: CalendarChange): Promise<void>;
}

const OUR_DOMAIN = 'corp.example';
const ALL_TIME = { start: instant(0), end: instant(Date.UTC(2100, 0)) };

const options: Omit<BookingOptions, 'trust' | 'reportUnproven'> = {
  horizonDays: 730,
  maxHorizonYears: 10,
  declinedUpdate: 'release',
  reversePath: 'resource',
  offerSlots: 'inside',
  maxOccurrences: 1000,
  maxExpansionSteps: 100_000,
  tombstoneDays: 90,
  approvalHours: 72,
};

const nobodyTrusted: TrustSettings = { trust: 'author', trustedAuthserv: [], trustedRelays: [] };

export function openMemoryHouse(
  now: Instant,
  booking: Partial<BookingOptions> = {},
  trust: TrustSettings = nobodyTrusted,
): MemoryHouse {
  const { desk, mailStore } = openMemoryStore({ duplicateWindowMs: 0 });
  const accounts: Account[] = [];
  const byName = (name: string): Account => {
    const account = accounts.find((each) => each.name === name);
    if (account === undefined) throw new Error(`no account ${name}`);
    return account;
  };
  const storeOf = (name: string): StoreId => byName(name).storeId ?? (0 as StoreId);
  const inbound = createInboundPath({
    directory: directoryOf(accounts),
    desk,
    clock: () => now,
    log: silentLog,
    settings: {
      hostname: 'desk.corp.example',
      disabled: 'store',
      forwardContacts: false,
      expired: 'ignore',
      junkHeaders: [],
      quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail: false },
      booking: { ...options, ...trustInForce(trust), ...booking },
      maxAnswersPerOrganizerHour: 60,
      outOfOffice: vacationSettings,
      meetings: { limits: { parts: defaultCalendarPartLimits, itip: defaultItipLimits }, trust: resultTrust(trust) },
    },
    compose: composeMail,
    crashMark: noCrashMark,
    knownSenders: nobodyKnown,
    wakeOutbox: () => undefined,
  });
  let serial = 0;
  return {
    entries: (name, uid) => desk.entries(storeOf(name), [uid]),
    async account(name, fields = {}) {
      const { id: storeId } = await mailStore.createStore(now);
      const id = (accounts.length + 1) as AccountId;
      const primaryAddress = address(`${name}@${OUR_DOMAIN}`);
      const account: Account = {
        ...accountFields(name, { primaryAddress, ...fields }),
        id,
        storeId,
        hasPassword: false,
      };
      accounts.push(account);
      return account;
    },
    async bring(ics, { from, to, firstFields = [], fields = [] }) {
      serial += 1;
      const header = [
        ...firstFields,
        `From: <${from}>`,
        `To: <${to}>`,
        `Message-ID: <mail-${serial}@out.example>`,
        'MIME-Version: 1.0',
        'Content-Type: text/calendar; charset=utf-8',
        ...fields,
      ];
      const message = receivePiped(Buffer.from(`${header.join('\r\n')}\r\n\r\n${ics}`), address(from), now);
      const answer = await inbound.resolve(address(to));
      if (answer.kind === 'refused') return answer.reply.code;
      const [reply] = await inbound.deliver(message, [answer.recipient]);
      return reply?.code ?? 0;
    },
    async answers() {
      const entries = await desk.outboxEntries();
      const bytes = await Promise.all(entries.map(({ id }) => desk.outboxBytes(id)));
      return bytes.flatMap((each) => (each === null ? [] : [readAnswer(each)]));
    },
    agenda: async (name) => (await desk.agenda(storeOf(name), ALL_TIME)).map(inOneLine),
    async filed(name) {
      const folders = await mailStore.folders(storeOf(name));
      const lists = await Promise.all(
        folders.map(async (folder) => {
          const messages = await mailStore.messages(storeOf(name), folder.name);
          return messages.map(({ flags }) => [folder.name, ...flags].join(' '));
        }),
      );
      return lists.flat();
    },
    async lastDecision(name) {
      const [last] = await desk.decisions(storeOf(name), 1);
      return last === undefined
        ? undefined
        : [last.decision, ...(last.because === null ? [] : [last.because])].join(' ');
    },
    async change(name, change) {
      const storeId = storeOf(name);
      const read = await desk.read({ storeId, deliveryId: '', now, calendar: { uids: [], busyIn: [] } });
      serial += 1;
      const bytes = new Uint8Array(Buffer.from('Subject: change\r\n\r\n'));
      await desk.deliver([
        {
          storeId,
          deliveryId: `change-${serial}`,
          message: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
          filing: { folder: 'Changes', flags: [], prefix: new Uint8Array(), outsideQuota: true },
          hardLimitBytes: 0,
          calendar: { basedOn: read.calendar?.version ?? 0, change },
          decision: null,
          outgoing: [],
          receivedAt: now,
        },
      ]);
    },
  };
}

function inOneLine({ standing, start, summary }: BusyInterval): string {
  return `${standing} ${new Date(start).toISOString().slice(0, 16)} ${summary}`;
}

function directoryOf(accounts: readonly Account[]): Directory {
  const named = (name: string): Account | null => accounts.find((account) => account.name === name) ?? null;
  const domain = { name: OUR_DOMAIN, company: null, aliasOf: null };
  return {
    resolve: (asked) => {
      const account = accounts.find(({ primaryAddress }) => addressKey(primaryAddress) === addressKey(asked));
      return Promise.resolve(account === undefined ? { kind: 'unknown' } : { kind: 'account', account, detail: null });
    },
    accountByName: (name) => Promise.resolve(named(name)),
    authenticate: () => Promise.resolve(null),
    accountByLogin: (name) => Promise.resolve(named(name)),
    accounts: () => Promise.resolve(accounts),
    accountsAfter: pageAccounts(accounts),
    resourcesLike: ({ kind, company, id }, limit) =>
      Promise.resolve(
        accounts.filter((other) => other.kind === kind && other.company === company && other.id !== id).slice(0, limit),
      ),
    domains: () => Promise.resolve([domain]),
    company: () => Promise.resolve(null),
    companies: () => Promise.resolve([]),
    groups: () => Promise.resolve([]),
    group: () => Promise.resolve(null),
    ...noDeputies,
    groupsOf: () => Promise.resolve([]),
    membersOf: () => Promise.resolve([]),
    isOurDomain: (name) => Promise.resolve(name === OUR_DOMAIN),
  };
}
