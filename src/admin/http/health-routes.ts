/**
 * /healthz: the process is alive. /readyz: messages can be accepted; otherwise 503 with the reasons, one per line.
 */
import type { AddRoutes } from './server.js';

/** @param findObstacles what prevents messages from being accepted; empty: nothing */
export function healthRoutes(findObstacles: () => Promise<readonly string[]>): AddRoutes {
  return (app) => {
    app.get('/healthz', (_request, reply) => reply.type('text/plain').send('alive\n'));
    app.get('/readyz', async (_request, reply) => {
      const obstacles = await findObstacles();
      const text = obstacles.length === 0 ? 'ready\n' : obstacles.map((obstacle) => `${obstacle}\n`).join('');
      return reply
        .code(obstacles.length === 0 ? 200 : 503)
        .type('text/plain')
        .send(text);
    });
  };
}
