/**
 * Where people hand over their mail: SMTP submission with smtp-server. On `listen` with STARTTLS, on `listenTls` with
 * TLS from the first byte. Passwords are asked for under TLS; without it only from this machine itself.
 * Path: a client -> listener -> submit.ts.
 * Standards: RFC 6409 (submission), RFC 8314 §3 (implicit TLS), RFC 4954 (AUTH), RFC 3207 (STARTTLS), RFC 3461 (DSN).
 */
import { isIP, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { parseAddress, type Address } from '../mail/address.js';
import { isPositive, type Reply } from '../mail/reply.js';
import type { Certificate } from '../runtime/certificate.js';
import type { Clock } from '../runtime/clock.js';
import type { ListenAddress } from '../runtime/listen-address.js';
import type { Log } from '../runtime/log.js';
import { refuseRecipient, refuseSender } from './check-envelope.js';
import { collectMessage, type MessageRoom } from './collect-message.js';
import { dsnRequest } from './dsn-request.js';
import type { OutboundPath, Submitter } from './outbound-path.js';
import { tendConnection } from './tend-connection.js';

export interface SubmissionLimits {
  readonly hostname: string;
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
  readonly maxConnections: number;
  readonly idleSeconds: number;
}

export interface SubmissionOptions extends SubmissionLimits {
  /** Plain text until STARTTLS; null: not listened on. */
  readonly listen: ListenAddress | null;
  /** TLS from the first byte; null, or no certificate: not listened on. */
  readonly listenTls: ListenAddress | null;
  /** null: no TLS, and so no password from another machine. */
  readonly certificate: Certificate | null;
  readonly room: MessageRoom;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SubmissionListener {
  /** The ports that were chosen if 0 was asked for. */
  readonly addresses: readonly ListenAddress[];
  /** For connections from now on. */
  useCertificate(certificate: Certificate): void;
  /** For what comes from now on. */
  limit(limits: SubmissionLimits): void;
  /** Takes no more connections, and cuts off what is not done after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

type Done<Result = never> = (error?: Error | null, result?: Result) => void;

/** Rejects with the system's error when an address cannot be had. */
export async function startSubmission(options: SubmissionOptions, path: OutboundPath): Promise<SubmissionListener> {
  const { certificate, listen: plain, listenTls } = options;
  const servers = [
    ...(plain === null ? [] : [{ address: plain, server: createServer(options, false, path) }]),
    ...(listenTls === null || certificate === null
      ? []
      : [{ address: listenTls, server: createServer(options, true, path) }]),
  ];
  const addresses: ListenAddress[] = [];
  try {
    for (const { address, server } of servers) addresses.push(await listen(server, address));
  } catch (error) {
    for (const { server } of servers) server.close();
    throw error;
  }
  for (const { server } of servers)
    server.on('error', (cause) => options.log('submission-connection-failed', { cause }));
  return {
    addresses,
    useCertificate: (certificate) => {
      for (const { server } of servers) server.updateSecureContext({ ...certificate });
    },
    limit: (limits) => {
      for (const { server } of servers) Object.assign(server.options, limitsOf(limits));
    },
    async close(graceMs) {
      await Promise.all(servers.map(({ server }) => closeServer(server, graceMs)));
    },
  };
}

function createServer(options: SubmissionOptions, secure: boolean, path: OutboundPath): SMTPServer {
  const { certificate, log } = options;
  const settings: SMTPServerOptions = {
    ...(certificate === null ? {} : { ...certificate, minVersion: 'TLSv1.2' }),
    secure,
    ...limitsOf(options),
    banner: 'submission',
    rejectOversized: true,
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: '5.7.0 Log in first',
    // Who may log in without TLS is decided for each connection, below.
    allowInsecureAuth: true,
    disabledCommands: certificate === null ? ['STARTTLS'] : [],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    // check-envelope.ts says why.
    hideREQUIRETLS: true,
    logger: false,
    onConnect(session, done) {
      tendConnection(server, session);
      // A password in the clear goes no further than this machine (RFC 4954 §4).
      if (!secure && !isLoopback(session.remoteAddress)) session.disabledCommands = unsafeCommands(certificate);
      log('submission-connected', { ip: session.remoteAddress, tls: secure });
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
      settle(done, () => receiveMessage(stream, session, options, path));
    },
  };
  const server = new SMTPServer(settings);
  return server;
}

function limitsOf(limits: SubmissionLimits): SMTPServerOptions {
  return {
    name: limits.hostname,
    size: limits.maxMessageBytes,
    maxClients: limits.maxConnections,
    maxRecipients: limits.maxRecipients,
    socketTimeout: limits.idleSeconds * 1000,
  };
}

const tooLarge: Reply = { code: 552, status: '5.3.4', text: 'Message too large' };
const noRoom: Reply = { code: 452, status: '4.3.1', text: 'Too much mail under way, try again later' };

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

/** @returns what is said with the 250 */
async function receiveMessage(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: SubmissionOptions,
  path: OutboundPath,
): Promise<string> {
  const { envelope } = session;
  const reversePath = envelope.mailFrom === false ? null : parseAddress(envelope.mailFrom.address);
  const recipients = envelope.rcptTo.flatMap((given) => addressOf(given) ?? []);
  const collected = await collectMessage(stream, options.room);
  try {
    if (collected.mail === 'too-large') throw refusal(tooLarge);
    if (collected.mail === 'no-room') throw refusal(noRoom);
    const reply = await path.submit(session.user as Submitter, {
      reversePath,
      recipients,
      dsn: dsnRequest(envelope),
      bytes: collected.mail,
      peer: { helo: session.hostNameAppearsAs, ip: session.remoteAddress, smtpUtf8: envelope.smtpUtf8 === true },
      isEncrypted: session.secure,
      receivedAt: options.clock(),
    });
    if (!isPositive(reply)) throw refusal(reply);
    return `${reply.status} ${reply.text}`;
  } finally {
    collected.release();
  }
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

async function listen(server: SMTPServer, address: ListenAddress): Promise<ListenAddress> {
  const listening = address.kind === 'unix' ? server.listen(address.path) : server.listen(address.port, address.host);
  await once(listening, 'listening');
  if (address.kind === 'unix') return address;
  return { ...address, port: (listening.address() as AddressInfo).port };
}

async function closeServer(server: SMTPServer, graceMs: number): Promise<void> {
  server.options.closeTimeout = graceMs;
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
}
