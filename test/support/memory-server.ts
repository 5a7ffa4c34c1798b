/**
 * The inbound path with the memory store and a directory of a few accounts at example.org, with a clock that the test moves: for tests
 * of several messages over time and between stores, without processes, network or disk. Answers stay in the outbox.
 */
import { defaultBookingPolicy, type BookingPolicy } from '../../src/booking/booking-policy.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import type { CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import { createInboundPath } from '../../src/delivery/deliver.js';
import type { InboundDeps, InboundSettings } from '../../src/delivery/planning/inbound-context.js';
import { receivePiped } from '../../src/delivery/receive-piped.js';
import type { TrustSettings } from '../../src/settings/trust-settings.js';
import type { Account, AccountFields } from '../../src/directory/directory.js';
import type { StoreId, AccountId } from '../../src/directory/account.js';
import { formatAddress } from '../../src/mail/address.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import { composeMessage } from '../../src/outbox/compose-message.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import type { Calendars } from '../../src/store/calendars.js';
import type { Outbox } from '../../src/store/outbox.js';
import { accountFields, address } from './account-fields.js';
import { inboundSettings } from './inbound-settings.js';
import { memoryDirectory } from './memory-directory.js';
import { openMemoryStore, type MemoryStore } from './memory-store.js';
import { neverAborted } from './never-aborted.js';
import { noCrashMark } from './no-crash-mark.js';
import { readAnswer, type Answer } from './read-answer.js';
import { silentLog } from './silent-log.js';
import { nobodyKnown } from './vacation-settings.js';

export interface SentAnswer extends Answer {
  readonly to: readonly string[];
}

/** A calendar object as a message of its own. */
export interface CalendarMail {
  readonly from: string;
  /** The name of an account. */
  readonly to: string;
  /** Above all others, as an MTA adds them. */
  readonly firstFields?: readonly string[];
  readonly subject?: string;
}

export interface MemoryServer extends Omit<InboundDeps, keyof MemoryStore>, MemoryStore {
  /** Of rounds over its accounts; nobody stops them. */
  readonly signal: AbortSignal;
  setNow(at: string): void;
  /** A room at example.org that declines conflicts, unless the test says otherwise. */
  account(name: string, policy?: Partial<BookingPolicy>, other?: Partial<AccountFields>): Promise<Account>;
  setPolicy(name: string, policy: Partial<BookingPolicy>): Account;
  /** Brings a message to these accounts, from the author that it names; the reply codes. */
  bring(bytes: Uint8Array, ...names: readonly string[]): Promise<readonly string[]>;
  /** The same with a calendar object. */
  bringCalendar(ics: string, mail: CalendarMail): Promise<readonly string[]>;
  /** What was sent since the last time, oldest first. */
  sent(): Promise<readonly SentAnswer[]>;
  /** Starts of what takes the account from now on, RFC 3339 to the minute. */
  taken(name: string): Promise<readonly string[]>;
  /** `accepted 2027-02-08T08:00 Planning`, one line an occurrence from now on. */
  agenda(name: string): Promise<readonly string[]>;
  /** What the calendar keeps of a meeting of any organizer. */
  entries(name: string, uid: string): Promise<readonly CalendarEntry[]>;
  /** Folder and flags of each message: `Inbox`, `Handled \Seen`. */
  filed(name: string): Promise<readonly string[]>;
  /** The last decision about the account's messages. */
  lastDecision(name: string): Promise<string | undefined>;
  /** Changes a calendar as another client of it would. */
  change(name: string, change: CalendarChange): Promise<void>;
}

interface ServerOptions {
  /** RFC 3339. */
  readonly now?: string;
  readonly booking?: Partial<BookingOptions>;
  readonly trust?: TrustSettings;
  readonly settings?: Partial<InboundSettings>;
  /** What stands in the place of parts that the server would have. */
  readonly replace?: (deps: InboundDeps) => Partial<InboundDeps>;
}

const DOMAIN = 'example.org';
/** Beyond whatever a test books. */
const LOOK_AHEAD_MS = 4e12;

export function openMemoryServer(options: ServerOptions = {}): MemoryServer {
  let now = readAt(options.now ?? '2027-01-01T00:00:00Z');
  const store = openMemoryStore({ duplicateWindowMs: 86_400_000 });
  const { mailStore } = store;
  const accounts: Account[] = [];
  const plain: InboundDeps = {
    directory: memoryDirectory(DOMAIN, accounts),
    ...store,
    clock: () => now,
    log: silentLog,
    compose: composeMessage,
    wakeOutbox: () => undefined,
    watchQuota: () => undefined,
    crashMark: noCrashMark,
    knownSenders: nobodyKnown,
    settings: { ...inboundSettings(`mail.${DOMAIN}`, options.booking, options.trust), ...options.settings },
  };
  const server = { ...plain, ...options.replace?.(plain) };
  const accountOf = (name: string): Account => {
    const account = accounts.find((each) => each.name === name);
    if (account === undefined) throw new Error(`no account ${name}`);
    return account;
  };
  return {
    ...server,
    ...store,
    desk: server.desk,
    signal: neverAborted,
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
    ...bringingTo(server, accountOf),
    ...readingOf(
      store,
      () => now,
      (name) => accountOf(name).storeId ?? (0 as StoreId),
    ),
  };
}

function bringingTo(
  server: InboundDeps,
  accountOf: (name: string) => Account,
): Pick<MemoryServer, 'bring' | 'bringCalendar'> {
  const inbound = createInboundPath(server);
  let serial = 0;
  const bring: MemoryServer['bring'] = async (bytes, ...names) => {
    const author = /^From: .*<(.*)>/m.exec(Buffer.from(bytes).toString())?.[1];
    const message = receivePiped(bytes, address(author ?? `ann@${DOMAIN}`), server.clock());
    const recipients = names.map(accountOf).map((account) => ({
      forwardPath: account.primaryAddress,
      account,
      detail: null,
    }));
    return (await inbound.deliver(message, recipients, { restore: false })).map(
      ({ code, status }) => `${code} ${status}`,
    );
  };
  return {
    bring,
    bringCalendar(ics, { from, to, firstFields = [], subject }) {
      serial += 1;
      const header = [
        ...firstFields,
        `From: <${from}>`,
        `To: <${to}@${DOMAIN}>`,
        `Message-ID: <mail-${serial}@out.example>`,
        ...(subject === undefined ? [] : [`Subject: ${subject}`]),
        'MIME-Version: 1.0',
        'Content-Type: text/calendar; charset=utf-8',
      ];
      return bring(Buffer.from(`${header.join('\r\n')}\r\n\r\n${ics}`), to);
    },
  };
}

type Reading = Pick<MemoryServer, 'sent' | 'taken' | 'agenda' | 'entries' | 'filed' | 'lastDecision' | 'change'>;

function readingOf(
  { desk, calendars, outbox, mailStore }: MemoryStore,
  clock: () => Instant,
  storeOf: (name: string) => StoreId,
): Reading {
  const seen = new Set<string>();
  const busyOf = (name: string): ReturnType<Calendars['agenda']> =>
    calendars.agenda(storeOf(name), { start: clock(), end: instant(clock() + LOOK_AHEAD_MS) });
  return {
    sent: () => newMails(outbox, seen),
    taken: async (name) => (await busyOf(name)).map(({ start }) => toTheMinute(start)),
    agenda: async (name) =>
      (await busyOf(name)).map(({ partstat, start, summary }) => `${partstat} ${toTheMinute(start)} ${summary}`),
    entries: (name, uid) => calendars.entries(storeOf(name), [uid]),
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
      const [last] = await calendars.decisions(storeOf(name), 1);
      return last === undefined
        ? undefined
        : [last.decision, ...(last.because === null ? [] : [last.because])].join(' ');
    },
    change: (name, change) => changeCalendar(desk, storeOf(name), change, clock()),
  };
}

function readAt(text: string): Instant {
  return instant(Date.parse(text));
}

function toTheMinute(at: Instant): string {
  return new Date(at).toISOString().slice(0, 16);
}

async function newMails(outbox: Outbox, seen: Set<string>): Promise<readonly SentAnswer[]> {
  const entries = (await outbox.outboxEntries()).filter(({ id }) => !seen.has(id));
  return await Promise.all(
    entries.map(async ({ id, recipients }) => {
      seen.add(id);
      const answer = readAnswer((await outbox.outboxBytes(id)) ?? new Uint8Array());
      return { ...answer, to: recipients.map(formatAddress) };
    }),
  );
}

async function changeCalendar(
  desk: DeliveryDesk,
  storeId: StoreId,
  change: CalendarChange,
  now: Instant,
): Promise<void> {
  const read = await desk.read({ storeId, deliveryId: '', now, calendar: { uids: [], busyIn: [] } });
  const basedOn = read.calendar?.version ?? 0;
  const bytes = new Uint8Array(Buffer.from('Subject: change\r\n\r\n'));
  await desk.deliver(
    [
      {
        storeId,
        deliveryId: `change-of-${basedOn}`,
        message: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
        filing: { folder: 'Changes', flags: [], prefix: new Uint8Array(), outsideQuota: true },
        hardLimitBytes: 0,
        calendar: { basedOn, change },
        decision: null,
        outgoing: [],
        receivedAt: now,
      },
    ],
    { moreToCome: false },
  );
}
