/**
 * Who may bring mail: a network in `lmtp.allow` that does not hold the MTA is the usual reason why nothing comes in.
 * Seen in two ways: clients that were sent away of late, and the address of the relay, which most of the time is the
 * MTA that delivers too.
 */
import { lookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createAllowList } from '../../runtime/allow-list.js';
import { formatInstant } from '../../mail/instant.js';
import type { AdminContext } from '../admin-context.js';
import { formatListenAddress } from '../../runtime/listen-address.js';
import { ANSWER_WITHIN_MS, bad, good, warning, type Finding } from './finding.js';

const CHECK = 'LMTP clients';
/** A client that was sent away in this time is somebody who wants something now. */
const LATELY_MS = 3_600_000;
const NAMED_CLIENTS = 5;

const isLoopback = createAllowList(['127.0.0.0/8', '::1']);
/** RFC 1918, RFC 4193, link-local: nobody's but the house's own. */
const isNear = createAllowList([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
]);

export async function checkClients(context: AdminContext): Promise<Finding> {
  const { listen, allow } = context.config.lmtp;
  const address = formatListenAddress(listen);
  if (listen.kind === 'unix') return good(CHECK, `${address} is guarded by its folder`);
  if (allow.length === 0)
    return bad(CHECK, 'lmtp.allow is empty: nobody may deliver', 'name the addresses of your MTA');
  const isAllowed = createAllowList(allow);
  const refused = refusedLately(context, isAllowed);
  if (refused !== null) return refused;
  const here = listen.host === 'localhost' || isLoopback(listen.host);
  const { host } = context.config.relay;
  const relays = here || host === '' ? [] : await addressesOf(host);
  const shut = relays.filter((ip) => !isAllowed(ip));
  if (relays.length === 0 || shut.length < relays.length) return good(CHECK, `let in: ${allow.join(', ')}`);
  const found = `the relay ${host} (${shut.join(', ')}) may not deliver: lmtp.allow has ${allow.join(', ')}`;
  const next = `if it delivers to us too, add ${shut.join(', ')} to lmtp.allow, then frontdesk reload`;
  // A relay far away is often another machine than the one that delivers.
  return shut.every((ip) => isNear(ip)) ? bad(CHECK, found, next) : warning(CHECK, found, next);
}

function refusedLately({ process, clock }: AdminContext, isAllowed: (ip: string) => boolean): Finding | null {
  const refused = (process?.refusedClients() ?? []).filter(({ ip }) => !isAllowed(ip));
  if (refused.length === 0) return null;
  const told = refused
    .slice(0, NAMED_CLIENTS)
    .map(({ ip, times, lastAt }) => `${ip} (${times} times, last ${formatInstant(lastAt)})`);
  const found = `sent away, as lmtp.allow does not hold them: ${told.join(', ')}`;
  const next =
    'if one of them is your MTA, add its address to lmtp.allow, then frontdesk reload; else mind the firewall';
  const lately = refused.some(({ lastAt }) => clock() - lastAt < LATELY_MS);
  return lately ? bad(CHECK, found, next) : warning(CHECK, found, next);
}

/** A name that cannot be found is the relay's finding, not this one's. */
async function addressesOf(host: string): Promise<readonly string[]> {
  const found = lookup(host, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  return await Promise.race([found, delay(ANSWER_WITHIN_MS, [], { ref: false })]);
}
