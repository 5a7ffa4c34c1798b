/**
 * The HTTP listener for monitoring. Clients need no password, so everything is bounded: few connections, small requests,
 * short times. Each group of routes is a separate file beside this one.
 */
import { fastify, type FastifyInstance } from 'fastify';
import type { ListenAddress } from '../../runtime/listen-address.js';
import { removeDeadSocket } from '../../runtime/dead-socket.js';

export interface HttpListener {
  /** Where it listens; the chosen port if the configured one is 0. */
  readonly address: ListenAddress;
  /** Accepts no more requests; resolves when pending requests are answered. */
  close(): Promise<void>;
}

export type AddRoutes = (app: FastifyInstance) => void;

const MAX_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 16 * 1024;
/** No route here needs a body. */
const MAX_BODY_BYTES = 1024;
const REQUEST_WITHIN_MS = 10_000;
const IDLE_CONNECTION_MS = 30_000;

/** Rejects with the system's error if the address cannot be used. */
export async function startHttpListener(listen: ListenAddress, groups: readonly AddRoutes[]): Promise<HttpListener> {
  const app = fastify({
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    connectionTimeout: IDLE_CONNECTION_MS,
  });
  app.server.maxConnections = MAX_CONNECTIONS;
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
    if (listen.kind === 'unix') await removeDeadSocket(listen.path);
    await app.listen(listen.kind === 'unix' ? { path: listen.path } : { host: listen.host, port: listen.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  return { address: boundAddress(app, listen), close: () => app.close() };
}

function boundAddress(app: FastifyInstance, asked: ListenAddress): ListenAddress {
  const bound = app.server.address();
  return asked.kind === 'tcp' && bound !== null && typeof bound === 'object' ? { ...asked, port: bound.port } : asked;
}
