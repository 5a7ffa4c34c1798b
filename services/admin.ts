/** The admin actions on the control socket, and HTTP for monitoring. */
import { obstacleFinder } from '../src/admin/checks/find-obstacles.js';
import { startControlServer } from '../src/admin/control/server.js';
import { healthRoutes } from '../src/admin/http/health-routes.js';
import { metricsRoutes } from '../src/admin/http/metrics-routes.js';
import { startHttpListener, type HttpListener } from '../src/admin/http/server.js';
import { formatListenAddress } from '../src/runtime/listen-address.js';
import type { Service } from '../src/runtime/start-services.js';
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

/** An address that cannot be had is no reason to leave mail standing. */
async function startHttp({ config, desk, process, log }: Application): Promise<HttpListener | null> {
  const { listen } = config.http;
  if (listen === null || process === null) return null;
  try {
    return await startHttpListener(listen, [
      healthRoutes(obstacleFinder(desk, process)),
      metricsRoutes(process.metrics),
    ]);
  } catch (cause) {
    log('http-not-listening', { address: formatListenAddress(listen), cause });
    return null;
  }
}
