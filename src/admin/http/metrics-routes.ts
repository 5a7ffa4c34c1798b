/**
 * /metrics: the metrics of this process, for Prometheus.
 */
import type { Metrics } from '../../runtime/metrics.js';
import type { AddRoutes } from './server.js';

export function metricsRoutes(metrics: Pick<Metrics, 'render' | 'contentType'>): AddRoutes {
  return (app) => {
    app.get('/metrics', async (_request, reply) => {
      const text = await metrics.render();
      return reply.type(metrics.contentType).send(text);
    });
  };
}
