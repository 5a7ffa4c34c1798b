/**
 * The sockets of submission: takes connections within their bounds, does TLS from the first byte, and hands the sockets
 * to smtp-server. A client that has not logged in makes room for one that comes later.
 * Path: listener.ts, one for each address.
 * Standards: RFC 8314 §3 (implicit TLS).
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import type { Certificate } from '../runtime/certificate.js';
import type { ListenAddress } from '../runtime/listen-address.js';
import type { ConnectionPlaces, Occupant } from '../runtime/connection-places.js';
import { listenOn } from '../runtime/listen.js';
import type { Log } from '../runtime/log.js';

/** A client that has a place. */
export interface Client {
  readonly ip: string | null;
  /** What SMTP is spoken on. */
  readonly socket: Socket;
  /** Its connection has ended. smtp-server takes the listeners off a socket at STARTTLS, so it tells itself. */
  leave(): void;
}

/** What is done to a client by those who speak SMTP with it. */
export interface ServedClient {
  isLoggedIn(): boolean;
  /** 421 with this text, and the end. */
  sendAway(text: string): void;
  /** The end at once. */
  cutOff(): void;
}

export interface ClientAcceptor {
  readonly address: ListenAddress;
  /** For TLS from the first byte, for connections from now on. */
  useCertificate(certificate: Certificate): void;
  /** Takes no more connections; resolves when all are closed, which is after `graceMs` at the latest. */
  close(graceMs: number): Promise<void>;
}

export interface AcceptOptions {
  readonly listen: ListenAddress;
  /** Of the configuration, for errors: `submission.listen`. */
  readonly key: string;
  /** TLS from the first byte; null: plain text. */
  readonly tls: Certificate | null;
  readonly places: ConnectionPlaces;
  readonly log: Log;
  /** Speaks SMTP with the client from now on. */
  readonly serve: (client: Client) => ServedClient;
}

/** Mail programs shake hands in a second. */
const HANDSHAKE_WITHIN_MS = 15_000;
/** A client that does not close gets this long for our last words. */
const LAST_WORDS_MS = 1_000;
const TOO_MANY = '4.7.0 Too many connections, try again later';
export const SHUTTING_DOWN = '4.3.2 Service is shutting down, try again later';

/** Rejects with ListenError when the address cannot be had. */
export async function acceptClients(options: AcceptOptions): Promise<ClientAcceptor> {
  const { listen, key, places, log, serve } = options;
  const served = new Set<ServedClient>();
  let context = options.tls && contextOf(options.tls);

  const welcome = (raw: Socket): void => {
    // smtp-server tells of what matters.
    raw.on('error', () => undefined);
    const ip = raw.remoteAddress ?? null;
    let socket = raw;
    let smtp: ServedClient | null = null;
    const occupant: Occupant = {
      ip,
      mayGo: () => smtp?.isLoggedIn() !== true,
      sendAway: () => (smtp === null ? socket.destroy() : smtp.sendAway(TOO_MANY)),
    };
    const leave = (): void => {
      places.leave(occupant);
      if (smtp !== null) served.delete(smtp);
    };
    if (!places.enter(occupant)) {
      log('submission-client-refused', { ip });
      if (context === null) raw.write(`421 ${TOO_MANY}\r\n`);
      raw.destroySoon();
      return;
    }
    raw.once('close', leave);
    const begin = (): void => {
      smtp = serve({ ip, socket, leave });
      served.add(smtp);
    };
    if (context === null) begin();
    else socket = shakeHands(raw, context, begin);
  };

  const server = createServer({ noDelay: true }, welcome);
  const address = await listenOn(server, listen, key);
  server.on('error', (cause) => log('submission-connection-failed', { cause }));
  return {
    address,
    useCertificate: (certificate) => {
      if (context !== null) context = contextOf(certificate);
    },
    close: (graceMs) => close(server, served, graceMs),
  };
}

const contextOf = (certificate: Certificate): SecureContext =>
  createSecureContext({ ...certificate, minVersion: 'TLSv1.2' });

/**
 * @returns the socket above TLS. It is the one to destroy: in the handshake, the one below must not go away under it.
 */
function shakeHands(raw: Socket, secureContext: SecureContext, done: () => void): TLSSocket {
  const socket = new TLSSocket(raw, { isServer: true, secureContext });
  // A failed handshake is no news: the socket closes.
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), HANDSHAKE_WITHIN_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.once('secure', () => {
    clearTimeout(timer);
    done();
  });
  return socket;
}

/** Clients in no transaction were told before. */
async function close(server: Server, served: ReadonlySet<ServedClient>, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const lastWords = setTimeout(() => {
    for (const client of served) client.sendAway(SHUTTING_DOWN);
  }, graceMs);
  const cutOff = setTimeout(() => {
    for (const client of served) client.cutOff();
  }, graceMs + LAST_WORDS_MS);
  await closed;
  clearTimeout(lastWords);
  clearTimeout(cutOff);
}
