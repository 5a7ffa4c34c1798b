/**
 * Hands a mail to the MTA by SMTP: connections are pooled and bounded, every phase has a time-out, each recipient has
 * a result of its own.
 * Path: outbox.ts takes what is due, relays it here, records the outcome.
 * Standards: RFC 5321 §4.2 (reply codes), §4.5.3.2 (time-outs).
 */
import { createTransport } from 'nodemailer';
import { formatAddress, type Address } from '../mail/address.js';

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
}

/** RFC 5321 §4.5.3.2: five minutes for the greeting and commands, ten for the end of DATA. Our MTA is near. */
const NEAR_TIMEOUTS: RelayTimeouts = { connectMs: 30_000, greetingMs: 60_000, silenceMs: 300_000 };

/** What came of one attempt. Recipients in neither list were taken. */
export interface RelayReport {
  readonly retry: readonly Address[];
  readonly failed: readonly Address[];
  /** The peer's last refusal or the connection's error, one line; null when all were taken. */
  readonly error: string | null;
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
  close(): void;
}

export function createRelay(settings: RelaySettings): Relay {
  const timeouts = settings.timeouts ?? NEAR_TIMEOUTS;
  const transport = createTransport({
    pool: true,
    maxConnections: settings.maxConnections,
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
      const to = recipients.map(formatAddress);
      const from = reversePath === null ? '' : formatAddress(reversePath);
      try {
        const info = await transport.sendMail({ envelope: { from, to }, raw: Buffer.from(bytes) });
        return report(recipients, new Set(info.rejected.map(String)), info.rejectedErrors ?? []);
      } catch (error) {
        return reportFailure(recipients, error as SmtpError);
      }
    },
    close: () => {
      transport.close();
    },
  };
}

/** What nodemailer's errors carry. */
interface SmtpError extends Error {
  readonly responseCode?: number | undefined;
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}

const isFinal = (error: SmtpError): boolean => (error.responseCode ?? 0) >= 500;

function report(
  recipients: readonly Address[],
  rejected: ReadonlySet<string>,
  errors: readonly SmtpError[],
): RelayReport {
  const final = new Set(errors.filter(isFinal).map(({ recipient }) => recipient));
  const refused = recipients.filter((each) => rejected.has(formatAddress(each)));
  return {
    retry: refused.filter((each) => !final.has(formatAddress(each))),
    failed: refused.filter((each) => final.has(formatAddress(each))),
    error: errors[0] === undefined ? null : oneLine(errors[0].message),
    unreachable: false,
  };
}

function reportFailure(recipients: readonly Address[], error: SmtpError): RelayReport {
  const errors = error.rejectedErrors ?? [];
  if (errors.length > 0) return report(recipients, new Set(recipients.map(formatAddress)), errors);
  const final = isFinal(error);
  return {
    retry: final ? [] : recipients,
    failed: final ? recipients : [],
    error: oneLine(error.message),
    unreachable: error.responseCode === undefined,
  };
}

/** Bounded, printable: it goes into the log and to `queue list`. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);
}
