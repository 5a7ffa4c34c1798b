/**
 * Reads the greeting of a server that speaks first (SMTP, LMTP), then quits.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ListenAddress } from '../../runtime/listen-address.js';

/** RFC 5321 §4.5.3.1.5 */
const MAX_REPLY_LINE_BYTES = 512;

/**
 * Resolves to the first line. Rejects if there is no answer within `withinMs`.
 *
 * @param how `tls`: with implicit TLS and a valid certificate
 */
export function greetServer(address: ListenAddress, withinMs: number, how: 'plain' | 'tls' = 'plain'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = open(address, how);
    let heard = '';
    socket.setTimeout(withinMs, () => socket.destroy(new Error(`no greeting within ${withinMs / 1000} seconds`)));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (!heard.includes('\n') && heard.length < MAX_REPLY_LINE_BYTES) return;
      socket.end('QUIT\r\n');
      resolve(heard.split(/\r?\n/)[0] ?? '');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without a greeting')));
  });
}

function open(address: ListenAddress, how: 'plain' | 'tls'): Socket {
  if (address.kind === 'unix') return connect({ path: address.path });
  const { host, port } = address;
  // The name that the certificate must have; an IP address is not allowed here (RFC 6066 §3).
  if (how === 'tls') return connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) });
  return connect({ host, port });
}
