/**
 * Hands a mail to the MTA by SMTP: connections are pooled and bounded, every phase has a time-out, each recipient has
 * a result of its own.
 * Path: outbox.ts takes what is due, relays it here, records the outcome.
 * Standards: RFC 5321 §4.2 (reply codes), §4.5.3.2 (time-outs); RFC 6152 (BODY), RFC 1870 (SIZE), RFC 3461 §5.2.1 (DSN).
 */
import { isAscii } from 'node:buffer';
import { createTransport } from 'nodemailer';
import { addressKey, formatAddress, parseAddress, type Address } from '../mail/address.js';
import type { DsnRequest } from '../store/desk.js';
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
  /** What we call ourselves at EHLO. */
  readonly hostname: string;
  readonly timeouts?: RelayTimeouts;
}

export interface RelayTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Silence in any later phase. */
  readonly silenceMs: number;
  /** A whole attempt, waiting for a free connection included: a peer that trickles is never silent. */
  readonly mailMs: number;
}

/** RFC 5321 §4.5.3.2: five minutes for the greeting and commands, ten for the end of DATA. Our MTA is near. */
const NEAR_TIMEOUTS: RelayTimeouts = {
  connectMs: 30_000,
  greetingMs: 60_000,
  silenceMs: 300_000,
  mailMs: 1_200_000,
};

/** A pooled connection that the MTA had closed is replaced by a new one at once; the outbox makes all other retries. */
const MAX_NEW_CONNECTIONS = 1;

/** What came of one attempt. Recipients in neither list were taken. */
export interface RelayReport {
  readonly retry: readonly Address[];
  readonly failed: readonly Address[];
  /** The peer's last refusal or the connection's error, one line; null when all were taken. */
  readonly error: string | null;
  /** What the peer said about each that was not taken, by `addressKey`, one line; where it is missing `error` holds. */
  readonly replies?: ReadonlyMap<string, string>;
  /** No connection came about, or it broke: nothing of this mail's making. */
  readonly unreachable: boolean;
}

export interface RelayMessage {
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly bytes: Uint8Array;
  /** Absent or null: nothing was asked for. */
  readonly dsn?: DsnRequest | null;
}

export interface Relay {
  /** Never throws. */
  send(mail: RelayMessage): Promise<RelayReport>;
  /** Ends every connection; a mail under way fails for now. */
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
    // What a login was set up for is not tried without: an MTA that does not offer one now would refuse it for good.
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
    // Opportunistic TLS guards against listeners only: RFC 7435.
    tls: { rejectUnauthorized: settings.tls !== 'opportunistic' },
    // Nor does a STARTTLS that the MTA refuses now keep mail back, unless a password would go out in the clear.
    opportunisticTLS: settings.tls === 'opportunistic' && settings.user === '',
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
  };
}

/** What nodemailer's errors carry. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  /** The reply itself. */
  readonly response?: string | undefined;
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}

/** The mail, not the connection or the login, is what the peer (or nodemailer, then without a code) does not want. */
const isAboutMail = ({ code }: SmtpError): boolean => code === 'EENVELOPE' || code === 'EMESSAGE';

/**
 * A 5xx to the greeting, to EHLO or to the login is the set-up's fault: once that is mended the mail goes out. What is no
 * reply at all decides nothing; where there was none to wait for, nodemailer itself cannot send the mail.
 */
function isFinal(error: SmtpError): boolean {
  const code = error.responseCode ?? (error.response === undefined ? 500 : 0);
  return isAboutMail(error) && code >= 500 && code <= 599;
}

/** Given as a value: a string would be read as a header's list of addresses. */
function envelopePath(path: Address): { name: string; address: string } {
  return { name: '', address: formatAddress(path) };
}

/** nodemailer spells a domain its own way and drops a recipient that differs from another in case alone. */
function keyOfSpelled(text: string): string {
  const address = parseAddress(text);
  return address === null ? text : addressKey(address);
}

/** @param refusals one for each recipient that was not taken */
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

/** @param barred recipients that were not said to the MTA, and never can be */
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
