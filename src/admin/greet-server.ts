/**
 * Asks a server that speaks first (SMTP, LMTP) for its greeting, and takes leave.
 */
import { connect } from 'node:net';
import type { ListenAddress } from '../runtime/config-values.js';

/** RFC 5321 §4.5.3.1.5 */
const LONGEST_REPLY_LINE = 512;

/** Resolves to the first line. Rejects if nobody answers within `withinMs`. */
export function greetServer(address: ListenAddress, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
    );
    let heard = '';
    socket.setTimeout(withinMs, () => socket.destroy(new Error(`no greeting within ${withinMs / 1000} seconds`)));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (!heard.includes('\n') && heard.length < LONGEST_REPLY_LINE) return;
      socket.end('QUIT\r\n');
      resolve(heard.split(/\r?\n/)[0] ?? '');
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without a greeting')));
  });
}

export function showListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
