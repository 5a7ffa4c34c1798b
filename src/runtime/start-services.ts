/**
 * Starts the services of a process in order and stops them in reverse order.
 * Path: services/all.ts names them; each file of services/ starts one.
 */
import type { Log } from './log.js';
import type { RunningProcess } from './running-process.js';

/** A service that runs. */
export interface Service {
  readonly name: string;
  /** `host:port` or `unix:/path`; null: it does not listen. */
  readonly address: string | null;
  stop(): Promise<void>;
}

/**
 * How long transactions under way may take when the process is asked to end, and after them relays under way: both
 * together fit into MAX_CLOSE_MS of shutdown.ts, so that a process whose peers hang still closes in order.
 */
export const GRACE_MS = 12_000;

/** What the services run in. */
export interface ServiceHost {
  readonly log: Log;
  /** null: nobody watches the process. */
  readonly process: RunningProcess | null;
  /** Closes what was opened; services are stopped before. */
  close(): Promise<void>;
}

/**
 * Starts the services in order; when one cannot start, those before it are stopped again. `stop` ends them in reverse
 * order, so that nothing comes in any more when the outbox closes, and then closes the application.
 */
export async function startServices<App extends ServiceHost>(
  app: App,
  services: readonly ((app: App) => Service | Promise<Service>)[],
): Promise<{ stop(): Promise<void> }> {
  const running: Service[] = [];
  const stop = async (): Promise<void> => {
    app.process?.noteStage('stopping');
    for (const service of running.reverse()) {
      app.process?.noteService(service.name, false);
      await service.stop();
      app.log('service-stopped', { service: service.name });
    }
    await app.close();
  };
  try {
    for (const start of services) {
      const service = await start(app);
      running.push(service);
      app.process?.noteService(service.name, true);
      if (service.address !== null) app.log('service-listening', { service: service.name, address: service.address });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  app.log('process-started', { services: running.map(({ name }) => name) });
  app.process?.noteStage('running');
  return { stop };
}
