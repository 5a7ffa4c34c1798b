/**
 * The HTTP listener for monitoring. Clients need no password, so everything is bounded: few connections, small requests,
 * short times. Each group of routes is a separate file beside this one.
 */
import { fastify, type FastifyInstance } from 'fastify';
import type { ListenAddress } from '../../runtime/listen-address.js';
import { createConnectionPlaces, type PlaceLimits } from '../../runtime/connection-places.js';
import { listenOn } from '../../runtime/listen.js';
import { seatConnections } from './seat-connections.js';

export interface HttpListener {
  /** Where it listens; the chosen port if the configured one is 0. */
  readonly address: ListenAddress;
  /** Applies to new connections. */
  limit(limits: PlaceLimits): void;
  /** Accepts no more requests; resolves when pending requests are answered. */
  close(): Promise<void>;
}

export type AddRoutes = (app: FastifyInstance) => void;

const MAX_HEADER_BYTES = 16 * 1024;
/** No route here needs a body. */
const MAX_BODY_BYTES = 1024;
const REQUEST_WITHIN_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;
/** One packet may contain many requests, which cost time even if the connection is closed meanwhile. */
const MAX_REQUESTS_PER_CONNECTION = 50;
/** How often Node checks for slow requests; its default is three times the limit of a request. */
const LOOK_FOR_SLOW_MS = 1000;

/** Rejects with ListenError if the address cannot be used. */
export async function startHttpListener(
  listen: ListenAddress,
  limits: PlaceLimits,
  groups: readonly AddRoutes[],
): Promise<HttpListener> {
  const app = fastify({
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: LOOK_FOR_SLOW_MS,
    },
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    connectionTimeout: IDLE_CONNECTION_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_CONNECTION,
  });
  const places = createConnectionPlaces(limits);
  seatConnections(app.server, places, REQUEST_WITHIN_MS);
  app.addHook('onSend', (_request, reply, payload, done) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    done(null, payload);
  });
  // Answers contain neither the path nor the error.
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('not found\n'));
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) =>
    reply
      .code(error.statusCode ?? 500)
      .type('text/plain')
      .send('error\n'),
  );
  for (const addRoutes of groups) addRoutes(app);
  try {
    await app.ready();
    const address = await listenOn(app.server, listen, 'http.listen');
    return { address, limit: (changed) => places.limit(changed), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}
