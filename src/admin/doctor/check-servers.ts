/**
 * The two servers on the way of a message: ours that takes mail, the MTA's that takes our answers.
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
  // To ask would only be one more client that is sent away.
  if (process?.services.has('delivery') === true && whence !== null && !createAllowList(allow)(whence))
    return good('LMTP', `${address} listens, and does not let this machine (${whence}) in`);
  try {
    const greeting = await greetServer(listen, ANSWER_WITHIN_MS);
    if (greeting.startsWith('220')) return good('LMTP', `${address}: ${greeting}`);
    const next = 'look whether another program has this address, and whether lmtp.allow lets this machine in';
    return bad('LMTP', `${address} says ${greeting}`, next);
  } catch (error) {
    return bad('LMTP', `${address}: ${messageOf(error)}`, 'frontdesk start');
  }
}

/** Where a client on this machine comes from; null: it depends. */
function ownAddress(listen: ListenAddress): string | null {
  if (listen.kind === 'unix') return null;
  const same = { '0.0.0.0': '127.0.0.1', '::': '::1' }[listen.host] ?? listen.host;
  return /^[0-9.]+$|:/.test(same) ? same : null;
}

export async function checkRelay({ config: { relay } }: AdminContext): Promise<Finding> {
  const check = 'relay';
  if (relay.host === '') return warning(check, 'none: outgoing mail waits in the outbox', 'set relay.host to your MTA');
  const server = { kind: 'tcp', host: relay.host, port: relay.port } as const;
  const address = formatListenAddress(server);
  try {
    const greeting = await greetServer(server, ANSWER_WITHIN_MS, relay.tls === 'implicit' ? 'tls' : 'plain');
    if (greeting.startsWith('220')) return good(check, `${address}: ${greeting}`);
    const next = `look into the log of the MTA: it does not want us${greeting.startsWith('5') ? '' : ' for now'}`;
    return bad(check, `${address} says ${greeting}`, next);
  } catch (error) {
    const next = 'start the MTA, or correct relay.host, relay.port and relay.tls; answers wait in the outbox meanwhile';
    return bad(check, `${address}: ${messageOf(error)}`, next);
  }
}
