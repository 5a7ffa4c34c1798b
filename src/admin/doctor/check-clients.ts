/**
 * Checks which clients may deliver: an `lmtp.allow` without the MTA is the usual reason why no messages arrive. Two
 * signs: clients that were recently refused, and the address of the relay, which usually is the delivering MTA.
 */
import { lookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createAllowList } from '../../runtime/allow-list.js';
import { formatInstant } from '../../mail/instant.js';
import type { AdminContext } from '../admin-context.js';
import { formatListenAddress } from '../../runtime/listen-address.js';
import { ANSWER_WITHIN_MS, bad, good, warning, type Finding } from './finding.js';

const CHECK = 'LMTP clients';
/** A client refused within this time is probably still trying. */
const LATELY_MS = 3_600_000;
const NAMED_CLIENTS = 5;

const isLoopback = createAllowList(['127.0.0.0/8', '::1']);
/** RFC 1918, RFC 4193, link-local: addresses inside the organisation. */
const isNear = createAllowList([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
]);

export async function checkClients(context: AdminContext): Promise<Finding> {
  const { listen, allow } = context.config.lmtp;
  const address = formatListenAddress(listen);
  if (listen.kind === 'unix') return good(CHECK, `access to ${address} is controlled by file permissions`);
  if (allow.length === 0)
    return bad(CHECK, 'lmtp.allow is empty: no client may deliver', 'add the addresses of your MTA');
  const isAllowed = createAllowList(allow);
  const refused = refusedLately(context, isAllowed);
  if (refused !== null) return refused;
  const here = listen.host === 'localhost' || isLoopback(listen.host);
  const { host } = context.config.relay;
  const relays = here || host === '' ? [] : await addressesOf(host);
  const shut = relays.filter((ip) => !isAllowed(ip));
  if (relays.length === 0 || shut.length < relays.length) return good(CHECK, `allowed: ${allow.join(', ')}`);
  const found = `the relay ${host} (${shut.join(', ')}) may not deliver: lmtp.allow has ${allow.join(', ')}`;
  const next = `if it delivers to this server, add ${shut.join(', ')} to lmtp.allow, then run frontdesk reload`;
  // A relay outside the organisation is often not the machine that delivers.
  return shut.every((ip) => isNear(ip)) ? bad(CHECK, found, next) : warning(CHECK, found, next);
}

function refusedLately({ process, clock }: AdminContext, isAllowed: (ip: string) => boolean): Finding | null {
  const refused = (process?.refusedClients() ?? []).filter(({ ip }) => !isAllowed(ip));
  if (refused.length === 0) return null;
  const told = refused
    .slice(0, NAMED_CLIENTS)
    .map(({ ip, times, lastAt }) => `${ip} (${times} times, last ${formatInstant(lastAt)})`);
  const found = `refused because lmtp.allow does not contain them: ${told.join(', ')}`;
  const next =
    'if one of them is your MTA, add its address to lmtp.allow, then run frontdesk reload; otherwise check the firewall';
  const lately = refused.some(({ lastAt }) => clock() - lastAt < LATELY_MS);
  return lately ? bad(CHECK, found, next) : warning(CHECK, found, next);
}

/** A host name that cannot be resolved is reported by the relay check. */
async function addressesOf(host: string): Promise<readonly string[]> {
  const found = lookup(host, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  return await Promise.race([found, delay(ANSWER_WITHIN_MS, [], { ref: false })]);
}
