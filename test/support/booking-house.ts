/**
 * A house of resources for tests of what happens over time and between stores: the real inbound path over the store in
 * memory, a directory of a few accounts, and a clock that the test moves. Its answers stay in the outbox.
 */
import { noCrashMark } from './no-crash-mark.js';
import { noDeputies } from './no-deputies.js';
import { defaultBookingPolicy, type BookingPolicy } from '../../src/booking/booking-policy.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { defaultItipLimits } from '../../src/calendar/parse-itip.js';
import { resultTrust } from '../../src/delivery/trust-settings.js';
import { createInboundPath, type InboundDependencies } from '../../src/delivery/deliver.js';
import type { Account, AccountFields, AccountId, Directory } from '../../src/directory/directory.js';
import { addressKey, formatAddress } from '../../src/mail/address.js';
import { defaultCalendarPartLimits } from '../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../src/mail/header-section.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import { startMessageDigest } from '../../src/mail/message-digest.js';
import { composeMail } from '../../src/outbox/compose-mail.js';
import type { Desk } from '../../src/store/desk.js';
import { accountFields, address } from './account-fields.js';
import { pageAccounts } from './page-accounts.js';
import { openMemoryStore } from './memory-store.js';
import { readAnswer, type Answer } from './read-answer.js';
import { nobodyKnown, vacationSettings } from './vacation-settings.js';
import { silentLog } from './silent-log.js';

export interface SentAnswer extends Answer {
  readonly to: readonly string[];
}

export interface BookingHouse extends InboundDependencies {
  setNow(at: string): void;
  /** A room at example.org that declines conflicts, unless the test says otherwise. */
  account(name: string, policy?: Partial<BookingPolicy>, other?: Partial<AccountFields>): Promise<Account>;
  setPolicy(name: string, policy: Partial<BookingPolicy>): Account;
  /** Brings a mail to these accounts; the reply codes. */
  bring(bytes: Uint8Array, ...names: readonly string[]): Promise<readonly string[]>;
  /** What was sent since the last time, oldest first. */
  sent(): Promise<readonly SentAnswer[]>;
  /** Starts of what takes the account from now on, RFC 3339 to the minute. */
  taken(name: string): Promise<readonly string[]>;
}

const BEGIN = '2027-01-01T00:00:00Z';

const defaultOptions: BookingOptions = {
  horizonDays: 730,
  maxHorizonYears: 10,
  declinedUpdate: 'release',
  reversePath: 'resource',
  offerSlots: 'none',
  maxOccurrences: 1000,
  maxExpansionSteps: 100_000,
  tombstoneDays: 90,
  approvalHours: 72,
  trust: 'author',
  reportUnproven: false,
};

export function openBookingHouse(options: Partial<BookingOptions> = {}): BookingHouse {
  let now = readAt(BEGIN);
  const { desk, mailStore } = openMemoryStore({ duplicateWindowMs: 86_400_000 });
  const accounts: Account[] = [];
  const seen = new Set<string>();
  const house: InboundDependencies = {
    directory: directoryOf(accounts),
    desk,
    clock: () => now,
    log: silentLog,
    compose: composeMail,
    wakeOutbox: () => undefined,
    crashMark: noCrashMark,
    knownSenders: nobodyKnown,
    settings: {
      hostname: 'mail.example.org',
      disabled: 'store',
      forwardContacts: false,
      expired: 'ignore',
      junkHeaders: [],
      quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail: false },
      booking: { ...defaultOptions, ...options },
      maxAnswersPerOrganizerHour: 60,
      outOfOffice: vacationSettings,
      meetings: {
        limits: { parts: defaultCalendarPartLimits, itip: defaultItipLimits },
        trust: resultTrust({ trust: 'author', trustedAuthserv: [], trustedRelays: [] }),
      },
    },
  };
  const inbound = createInboundPath(house);
  const accountOf = (name: string): Account => {
    const account = accounts.find((each) => each.name === name);
    if (account === undefined) throw new Error(`no account ${name}`);
    return account;
  };
  return {
    ...house,
    setNow: (at) => {
      now = readAt(at);
    },
    async account(name, policy = {}, other = {}) {
      const { id: storeId } = await mailStore.createStore(now);
      const booking = { ...defaultBookingPolicy, mrAccept: true, declineConflict: true, ...policy };
      const fields = accountFields(name, { kind: 'room', storeId, booking, ...other });
      const account = { ...fields, id: (accounts.length + 1) as AccountId, hasPassword: false };
      accounts.push(account);
      return account;
    },
    setPolicy(name, policy) {
      const account = accountOf(name);
      const changed = { ...account, booking: { ...account.booking, ...policy } };
      accounts[accounts.indexOf(account)] = changed;
      return changed;
    },
    async bring(bytes, ...names) {
      const header = readHeaderSection(bytes);
      const digest = startMessageDigest();
      digest.update(bytes);
      const copy = new Uint8Array(bytes);
      const message = {
        reversePath: address(/From: <(.*)>/.exec(Buffer.from(bytes).toString())?.[1] ?? 'ann@example.org'),
        bytes: { kind: 'memory', bytes: copy, sizeBytes: copy.length } as const,
        header,
        digest: digest.hex(),
        receivedAt: now,
        peer: null,
      };
      const recipients = names.map(accountOf).map((account) => ({
        forwardPath: account.primaryAddress,
        account,
        detail: null,
      }));
      return (await inbound.deliver(message, recipients)).map(({ code, status }) => `${code} ${status}`);
    },
    sent: () => newMails(desk, seen),
    async taken(name) {
      const { storeId } = accountOf(name);
      const agenda = storeId === null ? [] : await desk.agenda(storeId, { start: now, end: instant(now + 4e12) });
      return agenda.map(({ start }) => new Date(start).toISOString().slice(0, 16));
    },
  };
}

function readAt(text: string): Instant {
  return instant(Date.parse(text));
}

async function newMails(desk: Desk, seen: Set<string>): Promise<readonly SentAnswer[]> {
  const entries = (await desk.outboxEntries()).filter(({ id }) => !seen.has(id));
  return await Promise.all(
    entries.map(async ({ id, recipients }) => {
      seen.add(id);
      const answer = readAnswer((await desk.outboxBytes(id)) ?? new Uint8Array());
      return { ...answer, to: recipients.map(formatAddress) };
    }),
  );
}

function directoryOf(accounts: readonly Account[]): Directory {
  const byAddress = (text: string): Account | null =>
    accounts.find(({ primaryAddress }) => addressKey(primaryAddress) === text.toLowerCase()) ?? null;
  return {
    resolve: (asked) => {
      const account = byAddress(addressKey(asked));
      return Promise.resolve(account === null ? { kind: 'unknown' } : { kind: 'account', account, detail: null });
    },
    accountByName: (name) => Promise.resolve(accounts.find((each) => each.name === name) ?? null),
    authenticate: () => Promise.resolve(null),
    accountByLogin: (login) => Promise.resolve(accounts.find((each) => each.name === login) ?? byAddress(login)),
    accounts: () => Promise.resolve(accounts),
    accountsAfter: pageAccounts(accounts),
    domains: () => Promise.resolve([{ name: 'example.org', company: null, aliasOf: null }]),
    isOurDomain: (domain) => Promise.resolve(domain === 'example.org'),
    resourcesLike: () => Promise.resolve([]),
    company: () => Promise.resolve(null),
    companies: () => Promise.resolve([]),
    groups: () => Promise.resolve([]),
    group: () => Promise.resolve(null),
    ...noDeputies,
    groupsOf: () => Promise.resolve([]),
    membersOf: () => Promise.resolve([]),
  };
}
