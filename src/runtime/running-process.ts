/**
 * A process that runs services, as its parts see it: its figures, its stage, and the way to reload its configuration.
 * A command line that opens the data folder for one action has none.
 */
import type { Metrics } from './metrics.js';
import type { RefusedClient, RefusedClients } from './refused-clients.js';
import type { ServiceManager } from './service-manager.js';

export interface ReloadReport {
  /** Keys whose new values are obeyed from now on. */
  readonly changed: readonly string[];
  /** Keys that were changed too, and are obeyed after a restart. */
  readonly needRestart: readonly string[];
}

export type Stage = 'starting' | 'running' | 'stopping';

export interface RunningProcess {
  readonly metrics: Metrics;
  readonly stage: Stage;
  /** Names of the services that run. */
  readonly services: ReadonlySet<string>;
  refusedClients(): readonly RefusedClient[];
  /** Throws ConfigError, and then everything is as it was. */
  reload(): ReloadReport;
  noteService(name: string, runs: boolean): void;
  noteStage(stage: Stage): void;
}

/** Nothing has started yet. @param reloadNow throws ConfigError */
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
      if (next === 'running') manager.ready(`${services.size} services run`);
      if (next === 'stopping') manager.stopping();
    },
  };
}
