/**
 * Relays a message to the MTA by SMTP. Connections are pooled and bounded, every phase has a time-out, and each recipient
 * has its own result.
 * Path: outbox.ts -> relay-entry.ts -> here.
 * Standards: RFC 5321 §4.2 (reply codes), §4.5.3.2 (time-outs); RFC 6152 (BODY), RFC 1870 (SIZE), RFC 3461 §5.2.1 (DSN).
 */
import { isAscii } from 'node:buffer';
import { createTransport } from 'nodemailer';
import { addressKey, formatAddress, parseAddress, type Address } from '../mail/address.js';
import type { DsnRequest } from '../store/outbox.js';
import { dsnParameters } from './dsn-parameters.js';
import { sliceMessage } from './slice-message.js';
import { NO_UTF8_ADDRESSES, prepareUtf8Check } from './utf8-addresses.js';

export interface RelaySettings {
  readonly host: string;
  readonly port: number;
  /** Empty: no login. */
  readonly user: string;
  readonly password: string;
  readonly tls: 'none' | 'opportunistic' | 'required' | 'implicit';
  readonly maxConnections: number;
  /** The name of this server in EHLO. */
  readonly hostname: string;
  readonly timeouts?: RelayTimeouts;
}

export interface RelayTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Silence in any later phase. */
  readonly silenceMs: number;
  /** For a whole attempt, including the wait for a free connection: a slow peer that sends single bytes is never silent. */
  readonly mailMs: number;
}

/** RFC 5321 §4.5.3.2: five minutes for the greeting and commands, ten for the end of DATA. The MTA is on the same network. */
const NEAR_TIMEOUTS: RelayTimeouts = {
  connectMs: 30_000,
  greetingMs: 60_000,
  silenceMs: 300_000,
  mailMs: 1_200_000,
};

/** If the MTA has closed a pooled connection, a new one is opened at once. All other retries are made by the outbox. */
const MAX_NEW_CONNECTIONS = 1;

/** The outcome of one attempt. Recipients in neither list were accepted. */
export interface RelayReport {
  readonly retry: readonly Address[];
  readonly failed: readonly Address[];
  /** The last refusal of the peer or the error of the connection, in one line; null if all recipients were accepted. */
  readonly error: string | null;
  /** The reply for each recipient that was not accepted, by `addressKey`, in one line; if there is none, `error` applies. */
  readonly replies?: ReadonlyMap<string, string>;
  /** There was no connection, or it broke: the message is not the cause. */
  readonly unreachable: boolean;
}

export interface RelayMessage {
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly bytes: Uint8Array;
  /** Missing or null: nothing was requested. */
  readonly dsn?: DsnRequest | null;
}

export interface Relay {
  /** Never throws. */
  send(mail: RelayMessage): Promise<RelayReport>;
  /** Closes all connections. Attempts in progress fail temporarily. */
  close(): void;
}

export function createRelay(settings: RelaySettings): Relay {
  const timeouts = settings.timeouts ?? NEAR_TIMEOUTS;
  const options = connectionOptions(settings, timeouts);
  const barredIn = prepareUtf8Check(options, timeouts.mailMs);
  const transport = createTransport({
    ...options,
    pool: true,
    maxConnections: settings.maxConnections,
    maxRequeues: MAX_NEW_CONNECTIONS,
    // If a login is configured, nothing is sent without it: an MTA that does not offer AUTH now would refuse permanently.
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: settings.password }, forceAuth: true }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', (mail, done) => {
    mail.message.transform(sliceMessage);
    done();
  });

  async function hand({ reversePath, recipients, bytes, dsn }: RelayMessage): Promise<RelayReport> {
    if (recipients.length === 0) return nothingDone;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      const info = await transport.sendMail({
        envelope: {
          from: reversePath === null ? '' : envelopePath(reversePath),
          to: recipients.map(envelopePath),
          size: raw.length,
          use8BitMime: !isAscii(raw),
        },
        ...(dsn ? { dsn: dsnParameters(dsn, recipients) } : {}),
        raw,
        signal: AbortSignal.timeout(timeouts.mailMs),
      });
      return report(recipients, info.rejectedErrors ?? []);
    } catch (error) {
      return reportFailure(recipients, error as SmtpError);
    }
  }

  return {
    async send(mail) {
      try {
        const barred = await barredIn(mail);
        const recipients = mail.recipients.filter((each) => !barred.includes(each));
        return withBarred(await hand({ ...mail, recipients }), barred);
      } catch (error) {
        return reportFailure(mail.recipients, error as SmtpError);
      }
    },
    close: () => {
      transport.close({ force: true });
    },
  };
}

function connectionOptions(settings: RelaySettings, timeouts: RelayTimeouts) {
  return {
    host: settings.host,
    port: settings.port,
    name: settings.hostname,
    secure: settings.tls === 'implicit',
    ignoreTLS: settings.tls === 'none',
    requireTLS: settings.tls === 'required',
    // Opportunistic TLS protects against passive listeners only: RFC 7435.
    tls: { rejectUnauthorized: settings.tls !== 'opportunistic' },
    // A refused STARTTLS does not stop messages either, unless a password would be sent in the clear.
    opportunisticTLS: settings.tls === 'opportunistic' && settings.user === '',
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
  };
}

/** The fields of nodemailer's errors. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  /** The reply. */
  readonly response?: string | undefined;
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}

/** The peer refused the message, not the connection or the login; so may nodemailer, then without a code. */
const isAboutMail = ({ code }: SmtpError): boolean => code === 'EENVELOPE' || code === 'EMESSAGE';

/**
 * A 5xx at the greeting, EHLO or login is a fault of the configuration: when it is corrected, the message is sent. A missing
 * reply decides nothing. If no reply was due, nodemailer itself cannot send the message.
 */
function isFinal(error: SmtpError): boolean {
  const code = error.responseCode ?? (error.response === undefined ? 500 : 0);
  return isAboutMail(error) && code >= 500 && code <= 599;
}

/** An object: nodemailer would parse a string as an address list. */
function envelopePath(path: Address): { name: string; address: string } {
  return { name: '', address: formatAddress(path) };
}

/** nodemailer changes the spelling of domains, and drops recipients that differ from another one only in case. */
function keyOfSpelled(text: string): string {
  const address = parseAddress(text);
  return address === null ? text : addressKey(address);
}

/** @param refusals one for each recipient that was not accepted */
function report(recipients: readonly Address[], refusals: readonly SmtpError[]): RelayReport {
  const finalByKey = new Map(refusals.map((each) => [keyOfSpelled(each.recipient ?? ''), isFinal(each)]));
  const having = (final: boolean): Address[] => recipients.filter((each) => finalByKey.get(addressKey(each)) === final);
  return {
    retry: having(false),
    failed: having(true),
    error: refusals[0] === undefined ? null : oneLine(refusals[0].message),
    replies: new Map(
      refusals.map((each) => [keyOfSpelled(each.recipient ?? ''), oneLine(each.response ?? each.message)]),
    ),
    unreachable: false,
  };
}

function reportFailure(recipients: readonly Address[], error: SmtpError): RelayReport {
  const errors = error.rejectedErrors ?? [];
  if (errors.length > 0) return report(recipients, errors);
  const final = isFinal(error);
  return {
    retry: final ? [] : recipients,
    failed: final ? recipients : [],
    error: oneLine(error.message),
    ...(error.response === undefined ? {} : { replies: repliesForAll(recipients, oneLine(error.response)) }),
    unreachable: !isAboutMail(error),
  };
}

const nothingDone: RelayReport = { retry: [], failed: [], error: null, unreachable: false };

/** @param barred recipients that were not sent to the MTA and never can be */
function withBarred(rest: RelayReport, barred: readonly Address[]): RelayReport {
  if (barred.length === 0) return rest;
  return {
    ...rest,
    failed: [...rest.failed, ...barred],
    error: rest.error ?? NO_UTF8_ADDRESSES,
    replies: new Map([...(rest.replies ?? []), ...repliesForAll(barred, NO_UTF8_ADDRESSES)]),
  };
}

const repliesForAll = (recipients: readonly Address[], reply: string): ReadonlyMap<string, string> =>
  new Map(recipients.map((each) => [addressKey(each), reply]));

/** Bounded, printable: it goes into the log and to `queue list`. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);
}
