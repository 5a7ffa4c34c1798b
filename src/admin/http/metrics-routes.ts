/**
 * /metrics: the metrics of this process, for Prometheus.
 */
import type { Metrics } from '../../runtime/metrics.js';
import type { AddRoutes } from './server.js';

/** Minimum time between two reads of the figures, which cost milliseconds for a request of 30 octets. */
const FRESH_MS = 250;

export function metricsRoutes(metrics: Pick<Metrics, 'render' | 'contentType'>): AddRoutes {
  const render = oncePerWhile(() => metrics.render());
  return (app) => {
    app.get('/metrics', async (_request, reply) => {
      const text = await render();
      return reply.type(metrics.contentType).send(text);
    });
  };
}

function oncePerWhile(render: () => Promise<string>): () => Promise<string> {
  let latest: Promise<string> | null = null;
  let isStaleAt = 0;
  return () => {
    if (latest === null || performance.now() >= isStaleAt) {
      isStaleAt = Infinity;
      latest = render().finally(() => (isStaleAt = performance.now() + FRESH_MS));
    }
    return latest;
  };
}
