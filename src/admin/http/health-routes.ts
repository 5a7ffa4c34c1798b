/**
 * /healthz: the process lives. /readyz: mail can be taken now; 503 with the reasons, one a line, if not.
 */
import type { AddRoutes } from './server.js';

/** @param findObstacles what keeps mail from being taken; empty: nothing */
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
