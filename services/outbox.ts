/** Relays outgoing messages to the MTA. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Address } from '../src/mail/address.js';
import { startOutbox, type OutboxSettings } from '../src/outbox/outbox.js';
import { createRelay, type Relay, type RelaySettings } from '../src/outbox/relay.js';
import { GRACE_MS, type Service } from '../src/runtime/start-services.js';
import type { Config } from '../src/settings/config.js';
import type { Application } from '../src/wiring.js';

/** Messages relayed at the same time. */
const OUTBOX_CONCURRENCY = 10;
/** After a process was killed, its messages are relayed by another one within this time. */
const LEASE_MS = 60_000;
/** A message that another process has added is relayed within this time. */
const POLL_MS = 5_000;

export function startRelaying(app: Application): Service {
  const { config, outbox, clock, log } = app;
  let relaySettings = relayOf(config);
  let relay = relaySettings && createRelay(relaySettings);
  const running = startOutbox({
    outbox,
    clock,
    log,
    concurrency: OUTBOX_CONCURRENCY,
    owner: randomUUID(),
    leaseMs: LEASE_MS,
    pollMs: POLL_MS,
    ...wayOut(config, relay, app),
  });
  app.setOutbox(running);
  app.onReload((changed) => {
    const wanted = relayOf(changed);
    // Open connections are kept unless the relay has changed.
    if (!isDeepStrictEqual(wanted, relaySettings)) relay = wanted && createRelay(wanted);
    relaySettings = wanted;
    running.reconfigure(wayOut(changed, relay, app));
  });
  return { name: 'outbox', address: null, stop: () => running.close(GRACE_MS) };
}

/** The language of the account with this address, or else of the server. */
async function languageOf(address: Address, { directory, config }: Application): Promise<string> {
  const resolution = await directory.resolve(address);
  return resolution.kind === 'account' ? resolution.account.language : config.server.language;
}

/** null: no relay is configured. */
const relayOf = ({ relay, server }: Config): RelaySettings | null =>
  relay.host === '' ? null : { ...relay, hostname: server.hostname };

function wayOut({ outbox, server }: Config, relay: Relay | null, app: Application): OutboxSettings {
  const { firstRetry, longestRetry, giveUpAfter } = outbox;
  return {
    relay,
    backoff: { firstRetryMs: firstRetry, longestRetryMs: longestRetry, giveUpAfterMs: giveUpAfter },
    reports: { hostname: server.hostname, languageOf: (address) => languageOf(address, app) },
  };
}
