/**
 * Where people hand over their mail: SMTP submission, with STARTTLS on `listen`, with TLS from the first byte on
 * `listenTls`. This file starts and stops it; smtp-service.ts speaks SMTP, accept-clients.ts has the sockets.
 * Path: a client -> listener -> submit.ts.
 * Standards: RFC 6409 (submission), RFC 8314 §3 (implicit TLS).
 */
import { createInFlightRoom } from '../lmtp/in-flight-room.js';
import { prepareSpillFolder } from '../lmtp/spill-file.js';
import type { Certificate } from '../runtime/certificate.js';
import type { Clock } from '../runtime/clock.js';
import type { ListenAddress } from '../runtime/listen-address.js';
import { createConnectionPlaces } from '../runtime/connection-places.js';
import type { Log } from '../runtime/log.js';
import { acceptClients, type ClientAcceptor } from './accept-clients.js';
import type { OutboundPath } from './outbound-path.js';
import { createSmtpService, type SmtpService } from './smtp-service.js';

/** What a reload may change, for what comes from then on. */
export interface SubmissionLimits {
  readonly hostname: string;
  readonly maxMessageBytes: number;
  /** Memory that the messages which come in hold together; past it they go to disk. */
  readonly maxInFlightBytes: number;
  readonly maxRecipients: number;
  readonly maxConnections: number;
  /** Of these, from one address. */
  readonly maxConnectionsPerAddress: number;
  readonly idleSeconds: number;
  /** A client has so long for one message, from its connection or the message before. */
  readonly messageSeconds: number;
}

export interface SubmissionOptions extends SubmissionLimits {
  /** Plain text until STARTTLS; null: not listened on. */
  readonly listen: ListenAddress | null;
  /** TLS from the first byte; null, or no certificate: not listened on. */
  readonly listenTls: ListenAddress | null;
  /** null: no TLS, and so no password from another machine. */
  readonly certificate: Certificate | null;
  /** For messages that do not stay in memory; made if need be, used by nobody else. */
  readonly spillFolder: string;
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

/** Rejects with ListenError when an address cannot be had. */
export async function startSubmission(options: SubmissionOptions, path: OutboundPath): Promise<SubmissionListener> {
  const { certificate, listen, listenTls, log, spillFolder } = options;
  await prepareSpillFolder(spillFolder);
  const memory = createInFlightRoom(options.maxInFlightBytes);
  const places = createConnectionPlaces(placesOf(options));
  const running: { readonly service: SmtpService; readonly acceptor: ClientAcceptor }[] = [];
  const start = async (address: ListenAddress, key: string, tls: Certificate | null): Promise<void> => {
    const service = createSmtpService({ ...options, isSecure: tls !== null, room: { memory, spillFolder } }, path);
    const acceptor = await acceptClients({ listen: address, key, tls, places, log, serve: service.serve });
    running.push({ service, acceptor });
  };
  const close = async (graceMs: number): Promise<void> => {
    for (const { service } of running) service.stop();
    await Promise.all(running.map(({ acceptor }) => acceptor.close(graceMs)));
  };
  try {
    if (listen !== null) await start(listen, 'submission.listen', null);
    if (listenTls !== null && certificate !== null) await start(listenTls, 'submission.listenTls', certificate);
  } catch (error) {
    await close(0);
    throw error;
  }
  return {
    addresses: running.map(({ acceptor }) => acceptor.address),
    useCertificate(changed) {
      for (const { service, acceptor } of running) {
        service.useCertificate(changed);
        acceptor.useCertificate(changed);
      }
    },
    limit(limits) {
      memory.resize(limits.maxInFlightBytes);
      places.limit(placesOf(limits));
      for (const { service } of running) service.limit(limits);
    },
    close,
  };
}

const placesOf = ({ maxConnections, maxConnectionsPerAddress }: SubmissionLimits) => ({
  maxConnections,
  maxPerAddress: maxConnectionsPerAddress,
});
