/**
 * Speaks SMTP with the clients of submission, by smtp-server. Passwords are asked for under TLS; without it only from
 * this machine itself.
 * Path: accept-clients.ts -> here -> submit.ts.
 * Standards: RFC 6409 (submission), RFC 4954 (AUTH), RFC 3207 (STARTTLS), RFC 3461 (DSN).
 */
import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import type { SMTPConnection, SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection';
import { createTurns, type Turns } from '../runtime/in-turn.js';
import { parseAddress, type Address } from '../mail/address.js';
import { isPositive, type Reply } from '../mail/reply.js';
import type { Certificate } from '../runtime/certificate.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import { SHUTTING_DOWN, type Client, type ServedClient } from './accept-clients.js';
import { refuseRecipient, refuseSender } from './check-envelope.js';
import { collectMessage, loadMessage, type MessageRoom } from './collect-message.js';
import { dsnRequest } from './dsn-request.js';
import type { OutboundPath, Submitter } from './outbound-path.js';
import { tendConnection, type TendedConnection } from './tend-connection.js';

export interface SmtpLimits {
  readonly hostname: string;
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
  readonly idleSeconds: number;
  readonly messageSeconds: number;
}

export interface SmtpServiceOptions extends SmtpLimits {
  /** The sockets come with TLS. */
  readonly isSecure: boolean;
  /** For STARTTLS; null: it is not offered. */
  readonly certificate: Certificate | null;
  readonly room: MessageRoom;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SmtpService {
  readonly serve: (client: Client) => ServedClient;
  /** For STARTTLS, on connections from now on. */
  useCertificate(certificate: Certificate): void;
  limit(limits: SmtpLimits): void;
  /** Clients in no transaction are told 421 now, others with their next command. */
  stop(): void;
}

type Done<Result = never> = (error?: Error | null, result?: Result) => void;

/** RFC 4954 §4 asks for 12,288 octets in AUTH; no other command is longer. */
const MAX_COMMAND_LINE_BYTES = 12_288;

/** A client and what smtp-server has made of it. */
interface Served {
  readonly client: Client;
  readonly tended: TendedConnection;
}

/** smtp-server with connections that we know. */
class TendingServer extends SMTPServer {
  onOpen: (socket: Socket, connection: SMTPConnection) => void = () => undefined;

  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    // It may have gone since it was handed over.
    if (socket.destroyed) return;
    super.connect(socket, options);
    const connection = [...this.connections].at(-1);
    if (connection !== undefined) this.onOpen(socket, connection);
  }
}

export function createSmtpService(options: SmtpServiceOptions, path: OutboundPath): SmtpService {
  let { messageSeconds } = options;
  const waiting = new WeakMap<Socket, (connection: SMTPConnection) => void>();
  const bySession = new Map<string, Served>();
  const server = new TendingServer({
    ...settingsOf(options),
    ...handlersOf(options, path, ({ id }) => bySession.get(id)?.tended),
    onClose({ id }) {
      const served = bySession.get(id);
      bySession.delete(id);
      served?.tended.close();
      served?.client.leave();
    },
  });
  server.on('error', (cause) => options.log('submission-connection-failed', { cause }));
  server.onOpen = (socket, connection) => waiting.get(socket)?.(connection);
  return {
    serve(client) {
      let open: { readonly connection: SMTPConnection; readonly tended: TendedConnection } | null = null;
      waiting.set(client.socket, (connection) => {
        const tended = tendConnection(connection, { messageSeconds });
        open = { connection, tended };
        bySession.set(connection.session.id, { client, tended });
      });
      // As if it had been accepted there: who may come in was decided before.
      server.server.emit('connection', client.socket);
      return {
        isLoggedIn: () => open?.tended.isLoggedIn() === true,
        sendAway: (text) => (open === null ? client.socket.destroy() : open.tended.sendAway(text)),
        cutOff() {
          if (open === null) client.socket.destroy();
          else if (!open.connection._upgrading) open.connection._socket.destroy();
        },
      };
    },
    useCertificate: (certificate) => server.updateSecureContext({ ...certificate }),
    limit(limits) {
      ({ messageSeconds } = limits);
      Object.assign(server.options, limitsOf(limits));
    },
    stop() {
      server.close();
      for (const { tended } of bySession.values()) tended.sendAwayIfIdle(SHUTTING_DOWN);
    },
  };
}

function settingsOf(options: SmtpServiceOptions): SMTPServerOptions {
  const { certificate, isSecure } = options;
  return {
    ...(certificate === null ? {} : { ...certificate, minVersion: 'TLSv1.2' }),
    secure: isSecure,
    secured: isSecure,
    ...limitsOf(options),
    maxCommandLength: MAX_COMMAND_LINE_BYTES,
    banner: 'submission',
    rejectOversized: true,
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: '5.7.0 Log in first',
    // Whether a client may log in without TLS is decided for each connection, below.
    allowInsecureAuth: true,
    disabledCommands: certificate === null ? ['STARTTLS'] : [],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    // check-envelope.ts says why.
    hideREQUIRETLS: true,
    logger: false,
  };
}

function limitsOf(limits: SmtpLimits): SMTPServerOptions {
  return {
    name: limits.hostname,
    size: limits.maxMessageBytes,
    maxRecipients: limits.maxRecipients,
    socketTimeout: limits.idleSeconds * 1000,
  };
}

function handlersOf(
  options: SmtpServiceOptions,
  path: OutboundPath,
  tendedBy: (session: SMTPServerSession) => TendedConnection | undefined,
): SMTPServerOptions {
  const { certificate, isSecure, log } = options;
  const taking: Taking = { ...options, path, large: createTurns() };
  return {
    onConnect(session, done) {
      // A password in the clear goes no further than this machine (RFC 4954 §4).
      if (!isSecure && !isLoopback(session.remoteAddress)) session.disabledCommands = unsafeCommands(certificate);
      log('submission-connected', { ip: session.remoteAddress, tls: isSecure });
      done();
    },
    onSecure(_socket, session, done) {
      delete session.disabledCommands;
      done();
    },
    onAuth: (auth, session, done) => {
      settle(done, async () => ({ user: await logIn(auth, session, path) }));
    },
    onMailFrom: (given, session, done) => {
      done(asError(refuseSender(given, session)));
    },
    onRcptTo: (given, _session, done) => {
      done(asError(refuseRecipient(given)));
    },
    onData: (stream, session, done) => {
      settle(done, () => receiveMessage(stream, session, taking, tendedBy(session)));
    },
  };
}

const tooLarge: Reply = { code: 552, status: '5.3.4', text: 'Message too large' };
const tryLater: Reply = { code: 451, status: '4.3.0', text: 'Try again later' };

const unsafeCommands = (certificate: Certificate | null): string[] =>
  certificate === null ? ['AUTH', 'STARTTLS'] : ['AUTH'];

/** smtp-server writes IPv4 clients of a dual-stack socket as IPv4. */
const isLoopback = (ip: string): boolean => /^127\./.test(ip) || ip === '::1' || isIP(ip) === 0;

async function logIn(
  auth: SMTPServerAuthentication,
  session: SMTPServerSession,
  path: OutboundPath,
): Promise<Submitter> {
  const login = auth.username ?? '';
  // A client that fills one of the two fields of PLAIN means itself (RFC 4616 §2).
  const authzid = auth.authzid === undefined || auth.authzid === login ? '' : auth.authzid;
  const answer = await path.logIn({ login, password: auth.password ?? '', authzid, ip: session.remoteAddress });
  if (answer.kind === 'refused') throw refusal(answer.reply);
  return answer.submitter;
}

interface Taking {
  readonly path: OutboundPath;
  readonly room: MessageRoom;
  readonly clock: Clock;
  readonly log: Log;
  /** A message that did not stay in memory is read into it while none other is. */
  readonly large: Turns<'large'>;
}

/** @returns what is said with the 250 */
async function receiveMessage(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  taking: Taking,
  tended: TendedConnection | undefined,
): Promise<string> {
  const collected = await collectMessage(stream, taking.room).catch((cause: unknown) => {
    if (!isDisconnect(cause)) taking.log('submission-failed', { cause });
    throw refusal(tryLater);
  });
  tended?.messageReceived();
  const { message } = collected;
  try {
    if (message === 'too-large') throw refusal(tooLarge);
    const turn = message.kind === 'spill' ? (['large'] as const) : [];
    const reply = await taking.large.inTurn(turn, async () => submit(await loadMessage(message), session, taking));
    if (!isPositive(reply)) throw refusal(reply);
    return `${reply.status} ${reply.text}`;
  } finally {
    await collected.release();
    tended?.messageDone();
  }
}

/** smtp-server's code for a client that went away in the middle. */
const isDisconnect = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ECONNECTION';

async function submit(bytes: Buffer, session: SMTPServerSession, { path, clock }: Taking): Promise<Reply> {
  const { envelope } = session;
  return path.submit(session.user as Submitter, {
    reversePath: envelope.mailFrom === false ? null : parseAddress(envelope.mailFrom.address),
    recipients: envelope.rcptTo.flatMap((given) => addressOf(given) ?? []),
    dsn: dsnRequest(envelope),
    bytes,
    peer: { helo: session.hostNameAppearsAs, ip: session.remoteAddress, smtpUtf8: envelope.smtpUtf8 === true },
    isEncrypted: session.secure,
    receivedAt: clock(),
  });
}

const addressOf = ({ address }: SMTPServerAddress): Address | null => parseAddress(address);

/** smtp-server takes replies to refuse with as errors; tend-connection.ts keeps the enhanced status code as it is here. */
function refusal({ code, status, text }: Reply): Error {
  return Object.assign(new Error(`${status} ${text}`), { responseCode: code });
}

const asError = (reply: Reply | null): Error | null => (reply === null ? null : refusal(reply));

function settle<Result>(done: Done<Result>, work: () => Promise<Result>): void {
  work().then(
    (result) => done(null, result),
    (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
  );
}
