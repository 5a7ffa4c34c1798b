/** The admin actions on the control socket, and HTTP for monitoring. */
import { obstacleFinder } from '../src/admin/checks/find-obstacles.js';
import { startControlServer } from '../src/admin/control/server.js';
import { healthRoutes } from '../src/admin/http/health-routes.js';
import { metricsRoutes } from '../src/admin/http/metrics-routes.js';
import { startHttpListener, type HttpListener } from '../src/admin/http/server.js';
import type { PlaceLimits } from '../src/runtime/connection-places.js';
import { ListenError } from '../src/runtime/listen.js';
import { formatListenAddress } from '../src/runtime/listen-address.js';
import type { Service } from '../src/runtime/start-services.js';
import type { Config } from '../src/settings/config.js';
import type { Application } from '../src/wiring.js';

export async function startAdmin(app: Application): Promise<Service> {
  const control = await startControlServer(app);
  const http = await startHttp(app);
  return {
    name: 'admin',
    address: ['control.sock', ...(http === null ? [] : [formatListenAddress(http.address)])].join(', '),
    async stop() {
      await http?.close();
      await control.close();
      await app.events.stop();
    },
  };
}

/** A listen address that cannot be used must not stop delivery. */
async function startHttp(app: Application): Promise<HttpListener | null> {
  const { config, outbox, process, log } = app;
  const { listen } = config.http;
  if (listen === null || process === null) return null;
  const limits = ({ http }: Config): PlaceLimits => ({
    maxConnections: http.maxConnections,
    maxPerAddress: http.maxConnectionsPerAddress,
  });
  try {
    const routes = [healthRoutes(obstacleFinder(outbox, process)), metricsRoutes(process.metrics)];
    const listener = await startHttpListener(listen, limits(config), routes);
    app.onReload((changed) => listener.limit(limits(changed)));
    return listener;
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    log('http-not-listening', { reason: error.message, next: error.hint });
    return null;
  }
}
