/**
 * The services that run in an open house, each with a function that starts it, and all of them in order.
 * Path: services/*.ts call these; wiring.ts opens the house.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startControlServer } from './admin/control/server.js';
import { obstacleFinder } from './admin/checks/find-obstacles.js';
import { healthRoutes } from './admin/http/health-routes.js';
import { metricsRoutes } from './admin/http/metrics-routes.js';
import { startHttpListener, type HttpListener } from './admin/http/server.js';
import { clearHandled } from './housekeeping/clear-handled.js';
import { expireApprovals } from './resources/expire-approvals.js';
import { measurePath } from './delivery/measure-path.js';
import { moveHorizon } from './resources/move-horizon.js';
import { startRounds } from './runtime/rounds.js';
import { startLmtp } from './lmtp/listener.js';
import type { Address } from './mail/address.js';
import { composeMessage } from './outbox/compose-message.js';
import { startOutbox, type OutboxWay } from './outbox/outbox.js';
import { createRelay, type Relay, type RelaySettings } from './outbox/relay.js';
import type { Config } from './settings/config.js';
import type { ListenAddress } from './settings/config-values.js';
import { startSubmission as startSubmissionListener } from './submission/listener.js';
import { watchCertificate } from './runtime/certificate.js';
import { addMilliseconds } from './mail/instant.js';
import type { Application } from './wiring.js';

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

export async function startDelivery(app: Application): Promise<Service> {
  const { config, clock, log, process } = app;
  const limits = ({ lmtp, server }: Config) => ({ ...lmtp, hostname: server.hostname });
  const options = { ...limits(config), spillFolder: join(config.dataFolder, 'spill'), clock, log };
  const path = process === null ? app.inbound : measurePath(app.inbound, process.metrics);
  const listener = await startLmtp(options, path);
  app.onReload((changed) => listener.limit(limits(changed)));
  return { name: 'delivery', address: writtenAddress(listener.address), stop: () => listener.close(GRACE_MS) };
}

export async function startSubmission(app: Application): Promise<Service> {
  const { config, clock, log } = app;
  const { certificate: file, key } = config.tls;
  const limits = ({ submission, server }: Config) => ({ ...submission, hostname: server.hostname });
  const room = { maxBytes: config.submission.maxInFlightBytes, usedBytes: 0 };
  const certificate =
    file === ''
      ? null
      : await watchCertificate({ certificate: file, key }, (changed) => listener.useCertificate(changed), log);
  const options = { ...limits(config), certificate: certificate?.current ?? null, room, clock, log };
  const listener = await startSubmissionListener(options, app.outbound).catch((error: unknown) => {
    certificate?.close();
    throw error;
  });
  app.onReload((changed) => {
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

export function startRelaying(app: Application): Service {
  const { config, desk, clock, log } = app;
  let relaySettings = relayOf(config);
  let relay = relaySettings && createRelay(relaySettings);
  const outbox = startOutbox({
    desk,
    clock,
    log,
    concurrency: OUTBOX_CONCURRENCY,
    ...wayOut(config, relay, app),
  });
  app.setOutbox(outbox);
  app.onReload((changed) => {
    const wanted = relayOf(changed);
    // Connections that stand are kept unless they lead elsewhere.
    if (!isDeepStrictEqual(wanted, relaySettings)) relay = wanted && createRelay(wanted);
    relaySettings = wanted;
    outbox.take(wayOut(changed, relay, app));
  });
  return { name: 'outbox', address: null, stop: () => outbox.close(GRACE_MS) };
}

/** Of the account that has the address, or the house's. */
async function languageOf(address: Address, { directory, config }: Application): Promise<string> {
  const resolution = await directory.resolve(address);
  return resolution.kind === 'account' ? resolution.account.language : config.server.language;
}

/** null: none is configured. */
const relayOf = ({ relay, server }: Config): RelaySettings | null =>
  relay.host === '' ? null : { ...relay, hostname: server.hostname };

function wayOut({ outbox, server }: Config, relay: Relay | null, app: Application): OutboxWay {
  const { firstRetry, longestRetry, giveUpAfter } = outbox;
  return {
    relay,
    backoff: { firstRetryMs: firstRetry, longestRetryMs: longestRetry, giveUpAfterMs: giveUpAfter },
    reports: { hostname: server.hostname, languageOf: (address) => languageOf(address, app) },
  };
}

const HOUR_MS = 3_600_000;

/** What is done from time to time, beside the way of a message. */
export function startHousekeeping(app: Application): Service {
  const { log, quotaMonitor } = app;
  quotaMonitor.start();
  // Each round by the settings of its day.
  const booking = () => ({ ...app, settings: app.inboundSettings(), compose: composeMessage });
  const handledDays = (): number => app.config.booking.handledDays;
  const rounds = [
    startRounds(6 * HOUR_MS, (signal) => clearHandled({ ...app, handledDays: handledDays(), signal }), log),
    startRounds(24 * HOUR_MS, (signal) => moveHorizon({ ...booking(), signal }), log),
    startRounds(24 * HOUR_MS, () => forgetOldAudit(app), log),
    startRounds(6 * HOUR_MS, () => forgetFailed(app), log),
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

async function forgetOldAudit({ desk, clock, config }: Application): Promise<void> {
  await desk.pruneAudit(addMilliseconds(clock(), -config.audit.keepDays * 24 * HOUR_MS));
}

/** Answers to forged senders fail for good all the time; why is in the log. */
async function forgetFailed({ desk, clock, config }: Application): Promise<void> {
  await desk.pruneFailed(addMilliseconds(clock(), -config.outbox.keepFailed));
}

/** The admin actions on the control socket, and HTTP for whoever watches over us. */
export async function startAdmin(app: Application): Promise<Service> {
  const control = await startControlServer(app);
  const http = await startHttp(app);
  return {
    name: 'admin',
    address: ['control.sock', ...(http === null ? [] : [writtenAddress(http.address)])].join(', '),
    async stop() {
      await http?.close();
      await control.close();
      await app.events.stop();
    },
  };
}

/** An address that cannot be had is no reason to leave mail standing. */
async function startHttp({ config, desk, process, log }: Application): Promise<HttpListener | null> {
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

export type StartService = (app: Application) => Service | Promise<Service>;

/**
 * Starts the services in order; when one cannot start, those before it are stopped again. `stop` ends them in reverse
 * order, so that nothing comes in any more when the outbox closes, and then closes the house.
 */
export async function startServices(
  app: Application,
  services: readonly StartService[],
): Promise<{ stop(): Promise<void> }> {
  const running: Service[] = [];
  const stop = async (): Promise<void> => {
    app.process?.noteStage('stopping');
    for (const service of running.reverse()) {
      app.process?.noteService(service.name, false);
      await service.stop();
      app.log('service-stopped', { service: service.name });
    }
    await app.close();
  };
  try {
    for (const start of services) {
      const service = await start(app);
      running.push(service);
      app.process?.noteService(service.name, true);
      if (service.address !== null) app.log('service-listening', { service: service.name, address: service.address });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  app.log('process-started', { services: running.map(({ name }) => name) });
  app.process?.noteStage('running');
  return { stop };
}

function writtenAddress(address: ListenAddress): string {
  return address.kind === 'unix' ? `unix:${address.path}` : `${address.host}:${address.port}`;
}
