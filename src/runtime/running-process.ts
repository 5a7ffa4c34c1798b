/**
 * A process that runs services: its metrics, its stage, and the reload of its configuration.
 * A command that opens the data folder for one action has none.
 */
import type { Metrics } from './metrics.js';
import type { RefusedClient, RefusedClients } from './refused-clients.js';
import type { ServiceManager } from './service-manager.js';

export interface ReloadReport {
  /** Keys whose new values are in effect now. */
  readonly changed: readonly string[];
  /** Changed keys whose new values are in effect after a restart. */
  readonly needRestart: readonly string[];
}

export type Stage = 'starting' | 'running' | 'stopping';

export interface RunningProcess {
  readonly metrics: Metrics;
  readonly stage: Stage;
  /** Names of the running services. */
  readonly services: ReadonlySet<string>;
  refusedClients(): readonly RefusedClient[];
  /** Throws ConfigError, and then nothing has changed. */
  reload(): ReloadReport;
  noteService(name: string, runs: boolean): void;
  noteStage(stage: Stage): void;
}

/** Describes a process before its services start. @param reloadNow throws ConfigError */
export function describeProcess(
  metrics: Metrics,
  manager: ServiceManager,
  refused: RefusedClients,
  reloadNow: () => ReloadReport,
): RunningProcess {
  const services = new Set<string>();
  let stage: Stage = 'starting';
  return {
    metrics,
    services,
    get stage() {
      return stage;
    },
    refusedClients: () => refused.list(),
    reload: reloadNow,
    noteService(name, runs) {
      if (runs) services.add(name);
      else services.delete(name);
    },
    noteStage(next) {
      stage = next;
      if (next === 'running') manager.ready(`${services.size} services are running`);
      if (next === 'stopping') manager.stopping();
    },
  };
}
