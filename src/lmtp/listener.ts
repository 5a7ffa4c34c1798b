/**
 * The LMTP listener: takes connections on TCP or a Unix socket, sends away who may not come in, and shuts down without
 * breaking a transaction.
 * Path: the MTA's way in; wiring starts it, services stop it.
 * Standards: RFC 2033.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Reply } from '../mail/reply.js';
import type { Clock } from '../runtime/clock.js';
import type { ListenAddress } from '../runtime/listen-address.js';
import {
  createConnectionPlaces,
  type ConnectionPlaces,
  type Occupant,
  type PlaceLimits,
} from '../runtime/connection-places.js';
import type { CrashMark } from '../runtime/crash-mark.js';
import { listenOn } from '../runtime/listen.js';
import type { Log } from '../runtime/log.js';
import type { InboundPath } from '../delivery/inbound-path.js';
import { createAllowList, plainIp } from '../runtime/allow-list.js';
import {
  drainConnection,
  giveUpConnection,
  mayGo,
  openConnection,
  type Connection,
  type ConnectionContext,
} from './connection.js';
import { createInFlightRoom, type InFlightRoom } from './in-flight-room.js';
import { headerReader } from './read-header.js';
import { formatReply, replies } from './replies.js';
import { prepareSpillFolder } from './spill-file.js';

/** What a reload may change; a connection keeps what it began with. */
export interface LmtpLimits {
  /** Our name in the greeting. */
  readonly hostname: string;
  /** IP addresses and networks in CIDR form; a Unix socket is guarded by its folder. */
  readonly allow: readonly string[];
  readonly maxMessageBytes: number;
  /** Memory that the messages under way hold together. */
  readonly maxInFlightBytes: number;
  readonly maxConnections: number;
  /** Of these, from one address. */
  readonly maxConnectionsPerAddress: number;
  readonly maxRecipients: number;
  readonly idleSeconds: number;
  /** A client has so long for one message, from its connection or the message before. */
  readonly messageSeconds: number;
}

export interface LmtpOptions extends LmtpLimits {
  readonly listen: ListenAddress;
  /** For messages above 1 MiB; made if need be, used by nobody else. */
  readonly spillFolder: string;
  readonly crashMark: Pick<CrashMark, 'isBarred' | 'beginning' | 'during'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LmtpListener {
  /** Where it listens; the port that was chosen if 0 was asked for. */
  readonly address: ListenAddress;
  /** From the next connection on. Throws RangeError for a bad `allow` entry. */
  limit(limits: LmtpLimits): void;
  /**
   * Takes no more connections, ends idle sessions with 421 4.3.2, lets transactions finish, and cuts off what is not
   * done after `graceMs`. Resolves when every socket is closed.
   */
  close(graceMs: number): Promise<void>;
}

/** Rejects with ListenError when the address cannot be had, RangeError for a bad `allow` entry. */
export async function startLmtp(options: LmtpOptions, path: InboundPath): Promise<LmtpListener> {
  const { log } = options;
  await prepareSpillFolder(options.spillFolder);
  const room = createInFlightRoom(options.maxInFlightBytes);
  const places = createConnectionPlaces(placesOf(options));
  const connections = new Set<Connection>();
  let inEffect = settingsOf(options, options, room, path);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const ip = options.listen.kind === 'unix' ? null : plainIp(socket.remoteAddress ?? '');
    const refusal = admit(socket, ip, inEffect, places, connections);
    if (refusal === null) return;
    log('lmtp-client-refused', { ip, status: refusal.status });
    sendAway(socket, refusal);
  });
  const address = await listenOn(server, options.listen, 'lmtp.listen');
  server.on('error', (cause) => log('lmtp-connection-failed', { cause }));
  return {
    address,
    limit(limits) {
      inEffect = settingsOf(limits, options, room, path);
      places.limit(placesOf(limits));
      room.resize(limits.maxInFlightBytes);
    },
    close: (graceMs) => close(server, connections, graceMs),
  };
}

/** What new connections get. */
interface InEffect {
  readonly context: ConnectionContext;
  readonly isAllowed: (ip: string) => boolean;
}

function settingsOf(
  { hostname, maxMessageBytes, maxRecipients, idleSeconds, messageSeconds, allow }: LmtpLimits,
  { spillFolder, crashMark, clock, log }: LmtpOptions,
  room: InFlightRoom,
  path: InboundPath,
): InEffect {
  const limits = { hostname, maxMessageBytes, maxRecipients };
  const readHeader = headerReader(crashMark);
  const context = { limits, idleSeconds, messageSeconds, spillFolder, readHeader, room, path, clock, log };
  return { context, isAllowed: createAllowList(allow) };
}

const placesOf = ({ maxConnections, maxConnectionsPerAddress }: LmtpLimits): PlaceLimits => ({
  maxConnections,
  maxPerAddress: maxConnectionsPerAddress,
});

/** null: the client is served from now on. */
function admit(
  socket: Socket,
  ip: string | null,
  { context, isAllowed }: InEffect,
  places: ConnectionPlaces,
  connections: Set<Connection>,
): Reply | null {
  if (ip !== null && !isAllowed(ip)) return replies.notAllowed;
  let connection: Connection | null = null;
  const occupant: Occupant = {
    ip,
    mayGo: () => connection !== null && mayGo(connection),
    sendAway: () => connection && giveUpConnection(connection),
  };
  if (!places.enter(occupant)) return replies.tooManyConnections;
  const opened = openConnection(context, socket, ip, () => places.refresh(occupant));
  connection = opened;
  connections.add(opened);
  socket.on('close', () => {
    places.leave(occupant);
    connections.delete(opened);
  });
  return null;
}

function sendAway(socket: Socket, reply: Reply): void {
  // The client may be gone already; nobody needs to hear of it.
  socket.on('error', () => undefined);
  socket.end(formatReply(reply));
  socket.destroySoon();
}

async function close(server: Server, connections: ReadonlySet<Connection>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of connections) drainConnection(connection);
  const cutOff = setTimeout(() => {
    for (const { socket } of connections) socket.destroy();
  }, graceMs);
  await closed;
  clearTimeout(cutOff);
}
