/**
 * The inbound path for tests of several messages over time and between stores, without processes or network: stores and directory in
 * memory unless the test brings engines, a clock that the test moves, and answers that stay in the outbox.
 */
import { defaultBookingPolicy, type BookingPolicy } from '../../src/booking/booking-policy.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import { createInboundPath } from '../../src/delivery/deliver.js';
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import type { InboundDeps, InboundSettings } from '../../src/delivery/planning/inbound-context.js';
import { knownSenders } from '../../src/delivery/planning/known-senders.js';
import type { TrustSettings } from '../../src/settings/trust-settings.js';
import type { Account, AccountFields } from '../../src/directory/directory.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import { composeMessage } from '../../src/outbox/compose-message.js';
import type { LogEvent } from '../../src/runtime/log-events.js';
import { accountFields, address } from './account-fields.js';
import { bringing, type Bringing } from './bring-messages.js';
import { inboundSettings } from './inbound-settings.js';
import { memoryDirectory, type TestDirectory } from './memory-directory.js';
import { openMemoryStore, type MemoryStore } from './memory-store.js';
import { neverAborted } from './never-aborted.js';
import { noCrashMark } from './no-crash-mark.js';
import { readingOf, type Reading } from './read-stores.js';

/** What a test server stands on. */
export interface TestEngines<D extends TestDirectory = TestDirectory> {
  readonly directory: D;
  /** Default: in memory. */
  readonly store?: MemoryStore;
  close?(): Promise<void>;
}

export interface TestServerOptions {
  /** Of the accounts that the test names, and after `mail.` the name of the server. Default: example.org. */
  readonly domain?: string;
  /** RFC 3339. */
  readonly now?: string;
  readonly booking?: Partial<BookingOptions>;
  readonly trust?: TrustSettings;
  readonly settings?: Partial<InboundSettings>;
  /** What stands in the place of parts that the server would have. */
  readonly replace?: (deps: InboundDeps) => Partial<InboundDeps>;
}

export interface TestServer<D extends TestDirectory = TestDirectory>
  extends Omit<InboundDeps, 'directory' | keyof MemoryStore>, MemoryStore, Bringing, Reading {
  readonly directory: D;
  readonly inbound: InboundPath;
  /** Of rounds over its accounts; nobody stops them. */
  readonly signal: AbortSignal;
  /** What was logged. */
  readonly events: { readonly event: LogEvent; readonly fields: Readonly<Record<string, unknown>> }[];
  setNow(at: string): void;
  /** A user with a store of their own, unless the test says otherwise. A contact has none. */
  account(name: string, fields?: Partial<AccountFields>): Promise<Account>;
  /** A room that accepts meetings and declines conflicts, unless the test says otherwise. */
  resource(name: string, policy?: Partial<BookingPolicy>, fields?: Partial<AccountFields>): Promise<Account>;
  /** Throws if there is none. */
  accountNamed(name: string): Promise<Account>;
  setPolicy(name: string, policy: Partial<BookingPolicy>): Promise<Account>;
  /** Closes the engines that the test brought; memory needs none. */
  close(): Promise<void>;
}

const DEFAULT_DOMAIN = 'example.org';
const DAY_MS = 86_400_000;

export function openTestServer(options?: TestServerOptions): TestServer;
export function openTestServer<D extends TestDirectory>(
  options: TestServerOptions,
  engines: TestEngines<D>,
): TestServer<D>;
export function openTestServer(
  options: TestServerOptions = {},
  engines: TestEngines = { directory: memoryDirectory(options.domain ?? DEFAULT_DOMAIN) },
): TestServer {
  const { domain = DEFAULT_DOMAIN } = options;
  let now = readAt(options.now ?? '2027-01-01T00:00:00Z');
  const { directory, store = openMemoryStore({ duplicateWindowMs: DAY_MS }) } = engines;
  const { desk, calendars, outbox, audit, quotas, mailStore, changes } = store;
  const events: TestServer['events'] = [];
  const plain: InboundDeps = {
    ...{ directory, desk, calendars, outbox, quotas },
    clock: () => now,
    log: (event, fields = {}) => void events.push({ event, fields }),
    compose: composeMessage,
    wakeOutbox: () => undefined,
    watchQuota: () => undefined,
    crashMark: noCrashMark,
    knownSenders: knownSenders({ directory, audit }),
    settings: { ...inboundSettings(`mail.${domain}`, options.booking, options.trust), ...options.settings },
  };
  const deps = { ...plain, ...options.replace?.(plain) };
  const inbound = createInboundPath(deps);
  return {
    ...deps,
    ...{ directory, calendars, outbox, audit, quotas, mailStore, changes },
    inbound,
    signal: neverAborted,
    events,
    setNow: (at) => {
      now = readAt(at);
    },
    ...accountsOf({ directory, mailStore, clock: () => now, domain }),
    ...bringing(inbound, () => now, domain),
    ...readingOf({ directory, desk, calendars, outbox, mailStore }, () => now),
    close: () => engines.close?.() ?? Promise.resolve(),
  };
}

/** How a test makes and changes accounts. */
function accountsOf({
  directory,
  mailStore,
  clock,
  domain,
}: Pick<TestServer, 'directory' | 'mailStore' | 'clock'> & { readonly domain: string }): Pick<
  TestServer,
  'account' | 'resource' | 'accountNamed' | 'setPolicy'
> {
  const account: TestServer['account'] = async (name, fields = {}) => {
    const storeId = fields.kind === 'contact' ? null : (await mailStore.createStore(clock())).id;
    return directory.createAccount(
      accountFields(name, { primaryAddress: address(`${name}@${domain}`), storeId, ...fields }),
    );
  };
  const accountNamed: TestServer['accountNamed'] = async (name) => {
    const found = await directory.accountByName(name);
    if (found === null) throw new Error(`no account ${name}`);
    return found;
  };
  return {
    account,
    resource: (name, policy = {}, fields = {}) => {
      const booking = { ...defaultBookingPolicy, mrAccept: true, declineConflict: true, ...policy };
      return account(name, { kind: 'room', booking, ...fields });
    },
    accountNamed,
    async setPolicy(name, policy) {
      const found = await accountNamed(name);
      return directory.updateAccount(found.id, { booking: { ...found.booking, ...policy } });
    },
  };
}

function readAt(text: string): Instant {
  return instant(Date.parse(text));
}
