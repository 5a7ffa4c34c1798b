/**
 * Hands a mail to the MTA by SMTP: connections are pooled and bounded, every phase has a time-out, each recipient has
 * a result of its own.
 * Path: outbox.ts takes what is due, relays it here, records the outcome.
 * Standards: RFC 5321 §4.2 (reply codes), §4.5.3.2 (time-outs).
 */
import { createTransport } from 'nodemailer';
import { addressKey, formatAddress, parseAddress, type Address } from '../mail/address.js';

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

export interface RelayMail {
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
  readonly bytes: Uint8Array;
}

export interface Relay {
  /** Never throws. */
  send(mail: RelayMail): Promise<RelayReport>;
  /** Ends every connection; a mail under way fails for now. */
  close(): void;
}

export function createRelay(settings: RelaySettings): Relay {
  const timeouts = settings.timeouts ?? NEAR_TIMEOUTS;
  const transport = createTransport({
    pool: true,
    maxConnections: settings.maxConnections,
    maxRequeues: MAX_NEW_CONNECTIONS,
    host: settings.host,
    port: settings.port,
    name: settings.hostname,
    secure: settings.tls === 'implicit',
    ignoreTLS: settings.tls === 'none',
    requireTLS: settings.tls === 'required',
    // Opportunistic TLS guards against listeners only: RFC 7435.
    tls: { rejectUnauthorized: settings.tls !== 'opportunistic' },
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: settings.password } }),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ reversePath, recipients, bytes }) {
      const to = recipients.map(envelopePath);
      const from = reversePath === null ? '' : envelopePath(reversePath);
      try {
        const info = await transport.sendMail({
          envelope: { from, to },
          raw: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          signal: AbortSignal.timeout(timeouts.mailMs),
        });
        return report(recipients, info.rejectedErrors ?? []);
      } catch (error) {
        return reportFailure(recipients, error as SmtpError);
      }
    },
    close: () => {
      transport.close({ force: true });
    },
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

/** A 5xx to the greeting, to EHLO or to the login is the set-up's fault: once that is mended the mail goes out. */
const isFinal = (error: SmtpError): boolean => isAboutMail(error) && (error.responseCode ?? 500) >= 500;

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

const repliesForAll = (recipients: readonly Address[], reply: string): ReadonlyMap<string, string> =>
  new Map(recipients.map((each) => [addressKey(each), reply]));

/** Bounded, printable: it goes into the log and to `queue list`. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);
}
