/**
 * Starts the services of a process in order and stops them in reverse order. services/all.ts lists them; each file of
 * services/ starts one.
 */
import type { Log } from './log.js';
import type { RunningProcess } from './running-process.js';

/** A running service. */
export interface Service {
  readonly name: string;
  /** `host:port` or `unix:/path`; null: it does not listen. */
  readonly address: string | null;
  stop(): Promise<void>;
}

/**
 * How long pending transactions may take when the process is asked to stop, and after them pending relay attempts. Both
 * together fit into MAX_CLOSE_MS of shutdown.ts, so that the process still closes in order if peers hang.
 */
export const GRACE_MS = 12_000;

/** What the services run in: the application. */
export interface ServiceHost {
  readonly log: Log;
  /** null: no running process, as in a command. */
  readonly process: RunningProcess | null;
  /** Closes the data folder; the services have been stopped before. */
  close(): Promise<void>;
}

/**
 * Starts the services in order; if one cannot start, the earlier ones are stopped again. `stop` stops them in reverse
 * order, so that nothing is received any more when the outbox closes, and then closes the application.
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
