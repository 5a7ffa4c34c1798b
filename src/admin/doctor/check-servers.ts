/**
 * Checks the two servers that a message passes: the LMTP listener, and the MTA that relays outgoing messages.
 */
import { createAllowList } from '../../runtime/allow-list.js';
import { type ListenAddress, formatListenAddress } from '../../runtime/listen-address.js';
import { greetServer } from './greet-server.js';
import type { AdminContext } from '../admin-context.js';
import { ANSWER_WITHIN_MS, bad, good, messageOf, warning, type Finding } from './finding.js';

export async function checkLmtp({ config, process }: AdminContext): Promise<Finding> {
  const { listen, allow } = config.lmtp;
  const address = formatListenAddress(listen);
  const whence = ownAddress(listen);
  // A connection would only be one more refused client.
  if (process?.services.has('delivery') === true && whence !== null && !createAllowList(allow)(whence))
    return good('LMTP', `${address} is listening; lmtp.allow does not contain this machine (${whence})`);
  try {
    const greeting = await greetServer(listen, ANSWER_WITHIN_MS);
    if (process === null && greeting.startsWith('220'))
      return bad(
        'LMTP',
        `${address} answers, but no process uses the data folder ${config.dataFolder}`,
        'name the data folder of the running process with --data or FRONTDESK_DATA, or stop that process and run frontdesk start',
      );
    if (greeting.startsWith('220')) return good('LMTP', `${address}: ${greeting}`);
    const next = 'check whether another program uses this address, and whether lmtp.allow contains this machine';
    return bad('LMTP', `${address} answers: ${greeting}`, next);
  } catch (error) {
    return bad('LMTP', `${address}: ${messageOf(error)}`, 'frontdesk start');
  }
}

/** The source address of a client on this machine; null: unknown. */
function ownAddress(listen: ListenAddress): string | null {
  if (listen.kind === 'unix') return null;
  const same = { '0.0.0.0': '127.0.0.1', '::': '::1' }[listen.host] ?? listen.host;
  return /^[0-9.]+$|:/.test(same) ? same : null;
}

export async function checkRelay({ config: { relay } }: AdminContext): Promise<Finding> {
  const check = 'relay';
  if (relay.host === '')
    return warning(check, 'none: outgoing messages wait in the outbox', 'set relay.host to your MTA');
  const server = { kind: 'tcp', host: relay.host, port: relay.port } as const;
  const address = formatListenAddress(server);
  try {
    const greeting = await greetServer(server, ANSWER_WITHIN_MS, relay.tls === 'implicit' ? 'tls' : 'plain');
    if (greeting.startsWith('220')) return good(check, `${address}: ${greeting}`);
    const next = `see the log of the MTA: it ${greeting.startsWith('5') ? 'rejects' : 'defers'} connections from here`;
    return bad(check, `${address} answers: ${greeting}`, next);
  } catch (error) {
    const next =
      'start the MTA, or correct relay.host, relay.port and relay.tls; until then, messages wait in the outbox';
    return bad(check, `${address}: ${messageOf(error)}`, next);
  }
}
