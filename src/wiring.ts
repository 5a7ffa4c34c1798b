/**
 * The composition root: plain functions that make the house out of its parts, and start its services. The only file
 * that knows which engine stands behind a port.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { settleAllDeputies } from './admin/settle-deputies.js';
import { startControlServer } from './admin/control/server.js';
import { obstacleFinder } from './admin/find-obstacles.js';
import { createEventHooks } from './admin/events/event-hooks.js';
import { houseFigures } from './admin/house-figures.js';
import type { House } from './admin/house.js';
import { healthRoutes } from './admin/http/health-routes.js';
import { metricsRoutes } from './admin/http/metrics-routes.js';
import { startHttpListener, type HttpListener } from './admin/http/server.js';
import { clearHandled } from './delivery/clear-handled.js';
import { createInboundPath, type InboundSettings } from './delivery/deliver.js';
import { explainMessage } from './delivery/explain-message.js';
import { explainVacation } from './delivery/explain-vacation.js';
import { addressBook } from './delivery/known-senders.js';
import { expireApprovals } from './delivery/expire-approvals.js';
import { measurePath } from './delivery/measure-path.js';
import { moveHorizon } from './delivery/move-horizon.js';
import { createQuotaMonitor, type QuotaMonitor, type QuotaMonitorSettings } from './delivery/quota-monitor.js';
import { startRounds } from './delivery/rounds.js';
import { heldForPool } from './delivery/held-for-pool.js';
import { retireResource } from './delivery/retire-resource.js';
import { startLmtp } from './delivery/lmtp/listener.js';
import { resultTrust, trustInForce } from './delivery/trust-settings.js';
import { openSqliteDirectory } from './directory/sqlite/open-directory.js';
import { defaultCalendarPartLimits } from './mail/find-calendar-parts.js';
import { defaultItipLimits } from './calendar/parse-itip.js';
import type { Address } from './mail/address.js';
import { composeMail } from './outbox/compose-mail.js';
import { startOutbox, type OutboxWay } from './outbox/outbox.js';
import { createRelay, type Relay, type RelaySettings } from './outbox/relay.js';
import { serverQuota } from './quota/quota-limits.js';
import { openCrashMark } from './runtime/crash-mark.js';
import { systemClock } from './runtime/clock.js';
import type { Config } from './runtime/config.js';
import type { ListenAddress } from './runtime/config-values.js';
import type { LiveConfig } from './runtime/live-config.js';
import type { Log } from './runtime/log.js';
import type { RunningProcess } from './runtime/running-process.js';
import { startSubmission as startSubmissionListener } from './submission/listener.js';
import { createLoginGuard } from './submission/login-guard.js';
import { createOutboundPath, type OutboundSettings } from './submission/submit.js';
import { watchCertificate } from './runtime/certificate.js';
import { openSecret } from './runtime/secret-file.js';
import { openSqliteStore } from './store/sqlite/open-sqlite-store.js';

/** The house with its doors open: what services start from. */
export interface OpenHouse extends House {
  /** Closes what was opened; services are stopped before. */
  close(): Promise<void>;
  /** The running outbox, once there is one. */
  setOutbox(outbox: { wake(): void } | null): void;
  readonly quotaMonitor: QuotaMonitor;
  /** Obeys what a reload changes, as long as the process lives. */
  onReload(obey: (config: Config) => void): void;
}

/** A service that runs. */
export interface Service {
  readonly name: string;
  /** `host:port` or `unix:/path`; null: it does not listen. */
  readonly address: string | null;
  stop(): Promise<void>;
}

/**
 * How long transactions under way may take when the process is asked to end, and after them relays under way: both
 * together fit into LONGEST_CLOSE_MS of runtime/shutdown.ts, so that a house whose peers hang still closes in order.
 */
const GRACE_MS = 12_000;
const OUTBOX_CONCURRENCY = 10;

/**
 * Opens the data folder and its engines. Throws StoreError or DirectoryError, or what the file system throws.
 *
 * @param process that will run the services; null: a command line has the house for one action
 */
export async function openHouse(live: LiveConfig, log: Log, process: RunningProcess | null): Promise<OpenHouse> {
  const clock = systemClock;
  const { dataFolder } = live.current();
  const { store, directory, crashMark } = await openEngines(live.current());
  const { desk, mailStore, access, dataId } = store;
  let outbox: { wake(): void } | null = null;
  const wakeOutbox = (): void => outbox?.wake();
  let settings = inboundSettings(live.current());
  live.onChange((config) => (settings = inboundSettings(config)));
  const knownSenders = addressBook(directory);
  const parts = { directory, desk, clock, log, compose: composeMail, crashMark, knownSenders, wakeOutbox };
  const quotaMonitor = createQuotaMonitor({ ...parts, settings: () => monitorSettings(live.current()) });
  const { touch: watchQuota } = quotaMonitor;
  const inbound = createInboundPath({ ...parts, watchQuota, settings }, () => settings);
  const outbound = createOutboundPath({
    ...parts,
    guard: createLoginGuard({ ...LOGIN_GUARD, maxFailuresPerAddress: live.current().submission.maxFailedLogins }),
    secret: openSecret(join(dataFolder, 'submission.key')),
    settings: () => outboundSettings(live.current()),
  });
  for (const figure of houseFigures({ writer: () => store.metrics(), desk, clock, dataFolder }))
    process?.metrics.addFigure(figure);
  const events = createEventHooks(dataFolder, () => live.current().events, log);
  log('store-opened', { dataFolder, dataId });
  return {
    get config() {
      return live.current();
    },
    process,
    dataId,
    directory,
    desk,
    mailStore,
    access,
    inbound,
    outbound,
    clock,
    log,
    wakeOutbox,
    events,
    quotaMonitor,
    retireResource: (account, from, dryRun) => retireResource(account, from, dryRun, { ...parts, settings }),
    heldForPool: (pool, interval) => heldForPool(pool, interval, { directory, desk }),
    explainMessage: (account, bytes) => explainMessage(account, bytes, { ...parts, settings }),
    explainVacation: (account, bytes, from) => explainVacation(account, bytes, from, { ...parts, settings }),
    setOutbox: (running) => {
      outbox = running;
    },
    onReload: (obey) => live.onChange(obey),
    async close() {
      crashMark.close();
      directory.close();
      await store.close();
      // With the data folder free: a hook may call the command line.
      await events.settle();
    },
  };
}

/** All of them or none: a store left open would keep its thread, and with it the process, alive. */
async function openEngines({ dataFolder, data, delivery, lmtp }: Config) {
  const store = await openSqliteStore({
    dataFolder,
    expectedDataId: data.id === '' ? null : data.id,
    duplicateWindowMs: delivery.duplicateWindow,
  });
  let directory;
  try {
    directory = openSqliteDirectory({ path: store.databasePath, recipientDelimiter: lmtp.recipientDelimiter });
    await settleAllDeputies({ directory, access: store.access });
    return { store, directory, crashMark: openCrashMark(dataFolder) };
  } catch (error) {
    directory?.close();
    await store.close();
    throw error;
  }
}

function inboundSettings(config: Config): InboundSettings {
  const { delivery, quota, booking, oof, server } = config;
  return {
    hostname: server.hostname,
    disabled: delivery.disabled,
    forwardContacts: delivery.forwardContacts,
    expired: delivery.expired,
    junkHeaders: delivery.junkHeaders.map(headerTest),
    quota: { ...serverQuota(quota), tempfail: quota.tempfail },
    booking: { ...booking, ...trustInForce(booking) },
    meetings: {
      limits: {
        parts: { ...defaultCalendarPartLimits, maxObjectBytes: booking.maxObjectBytes },
        itip: { ...defaultItipLimits, maxObjectBytes: booking.maxObjectBytes },
      },
      trust: resultTrust(booking),
    },
    maxAnswersPerOrganizerHour: booking.maxAnswersPerOrganizerHour,
    outOfOffice: oof,
  };
}

function monitorSettings({ server, quota }: Config): QuotaMonitorSettings {
  const { hostname, language } = server;
  const { recipients, templates } = quota;
  return { hostname, language, quota: serverQuota(quota), recipients, templates };
}

/** `X-Spam-Flag: YES` */
function headerTest(text: string): { name: string; word: string } {
  const colon = text.indexOf(':');
  return {
    name: text.slice(0, colon).toLowerCase(),
    word: text
      .slice(colon + 1)
      .trim()
      .toLowerCase(),
  };
}

export async function startDelivery(house: OpenHouse): Promise<Service> {
  const { config, clock, log, process } = house;
  const limits = ({ lmtp, server }: Config) => ({ ...lmtp, hostname: server.hostname });
  const options = { ...limits(config), spillFolder: join(config.dataFolder, 'spill'), clock, log };
  const path = process === null ? house.inbound : measurePath(house.inbound, process.metrics);
  const listener = await startLmtp(options, path);
  house.onReload((changed) => listener.limit(limits(changed)));
  return { name: 'delivery', address: writtenAddress(listener.address), stop: () => listener.close(GRACE_MS) };
}

/** How fast whoever guesses passwords is slowed down. */
const LOGIN_GUARD = { windowSeconds: 600, firstPauseMs: 250 };

export async function startSubmission(house: OpenHouse): Promise<Service> {
  const { config, clock, log } = house;
  const { certificate: file, key } = config.tls;
  const limits = ({ submission, server }: Config) => ({ ...submission, hostname: server.hostname });
  const room = { maxBytes: config.submission.maxInFlightBytes, usedBytes: 0 };
  const certificate =
    file === ''
      ? null
      : await watchCertificate({ certificate: file, key }, (changed) => listener.useCertificate(changed), log);
  const options = { ...limits(config), certificate: certificate?.current ?? null, room, clock, log };
  const listener = await startSubmissionListener(options, house.outbound).catch((error: unknown) => {
    certificate?.close();
    throw error;
  });
  house.onReload((changed) => {
    listener.limit(limits(changed));
    room.maxBytes = changed.submission.maxInFlightBytes;
  });
  return {
    name: 'submission',
    address: listener.addresses.map(writtenAddress).join(', '),
    async stop() {
      certificate?.close();
      await listener.close(GRACE_MS);
    },
  };
}

function outboundSettings({ server, quota, submission }: Config): OutboundSettings {
  const { precedence, reversePath, copySent, copyOwn, organizerEmail } = submission;
  return {
    hostname: server.hostname,
    quota: serverQuota(quota),
    authors: { precedence, reversePath },
    copies: { copySent, copyOwn },
    calendar: { organizerEmail },
    disabledFeatures: server.disabledFeatures,
  };
}

export function startRelaying(house: OpenHouse): Service {
  const { config, desk, clock, log } = house;
  let relaySettings = relayOf(config);
  let relay = relaySettings && createRelay(relaySettings);
  const outbox = startOutbox({
    desk,
    clock,
    log,
    concurrency: OUTBOX_CONCURRENCY,
    ...wayOut(config, relay, house),
  });
  house.setOutbox(outbox);
  house.onReload((changed) => {
    const wanted = relayOf(changed);
    // Connections that stand are kept unless they lead elsewhere.
    if (!isDeepStrictEqual(wanted, relaySettings)) relay = wanted && createRelay(wanted);
    relaySettings = wanted;
    outbox.take(wayOut(changed, relay, house));
  });
  return { name: 'outbox', address: null, stop: () => outbox.close(GRACE_MS) };
}

/** Of the account that has the address, or the house's. */
async function languageOf(address: Address, { directory, config }: OpenHouse): Promise<string> {
  const resolution = await directory.resolve(address);
  return resolution.kind === 'account' ? resolution.account.language : config.server.language;
}

/** null: none is configured. */
const relayOf = ({ relay, server }: Config): RelaySettings | null =>
  relay.host === '' ? null : { ...relay, hostname: server.hostname };

function wayOut({ outbox, server }: Config, relay: Relay | null, house: OpenHouse): OutboxWay {
  const { firstRetry, longestRetry, giveUpAfter } = outbox;
  return {
    relay,
    backoff: { firstRetryMs: firstRetry, longestRetryMs: longestRetry, giveUpAfterMs: giveUpAfter },
    reports: { hostname: server.hostname, languageOf: (address) => languageOf(address, house) },
  };
}

const HOUR_MS = 3_600_000;

/** What is done from time to time, beside the way of a message. */
export function startHousekeeping(house: OpenHouse): Service {
  const { log, quotaMonitor } = house;
  quotaMonitor.start();
  // Each round by the settings of its day.
  const booking = () => ({ ...house, settings: inboundSettings(house.config), compose: composeMail });
  const handledDays = (): number => house.config.booking.handledDays;
  const rounds = [
    startRounds(6 * HOUR_MS, (signal) => clearHandled({ ...house, handledDays: handledDays(), signal }), log),
    startRounds(24 * HOUR_MS, (signal) => moveHorizon({ ...booking(), signal }), log),
    startRounds(HOUR_MS / 4, (signal) => quotaMonitor.round(signal), log),
    startRounds(HOUR_MS / 6, (signal) => expireApprovals({ ...booking(), signal }), log),
  ];
  return {
    name: 'housekeeping',
    address: null,
    async stop() {
      await Promise.all([...rounds, quotaMonitor].map((each) => each.stop()));
    },
  };
}

/** The admin actions on the control socket, and HTTP for whoever watches over us. */
export async function startAdmin(house: OpenHouse): Promise<Service> {
  const control = await startControlServer(house);
  const http = await startHttp(house);
  return {
    name: 'admin',
    address: ['control.sock', ...(http === null ? [] : [writtenAddress(http.address)])].join(', '),
    async stop() {
      await http?.close();
      await control.close();
      await house.events.stop();
    },
  };
}

/** An address that cannot be had is no reason to leave mail standing. */
async function startHttp({ config, desk, process, log }: OpenHouse): Promise<HttpListener | null> {
  const { listen } = config.http;
  if (listen === null || process === null) return null;
  try {
    return await startHttpListener(listen, [
      healthRoutes(obstacleFinder(desk, process)),
      metricsRoutes(process.metrics),
    ]);
  } catch (cause) {
    log('http-not-listening', { address: writtenAddress(listen), cause });
    return null;
  }
}

export type StartService = (house: OpenHouse) => Service | Promise<Service>;

/**
 * Starts the services in order; when one cannot start, those before it are stopped again. `stop` ends them in reverse
 * order, so that nothing comes in any more when the outbox closes, and then closes the house.
 */
export async function startServices(
  house: OpenHouse,
  services: readonly StartService[],
): Promise<{ stop(): Promise<void> }> {
  const running: Service[] = [];
  const stop = async (): Promise<void> => {
    house.process?.noteStage('stopping');
    for (const service of running.reverse()) {
      house.process?.noteService(service.name, false);
      await service.stop();
      house.log('service-stopped', { service: service.name });
    }
    await house.close();
  };
  try {
    for (const start of services) {
      const service = await start(house);
      running.push(service);
      house.process?.noteService(service.name, true);
      if (service.address !== null) house.log('service-listening', { service: service.name, address: service.address });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  house.log('process-started', { services: running.map(({ name }) => name) });
  house.process?.noteStage('running');
  return { stop };
}

function writtenAddress(address: ListenAddress): string {
  return address.kind === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
}
