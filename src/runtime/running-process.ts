/**
 * A process that runs services, as its parts see it: its figures, its stage, and the way to have its configuration read
 * again. A command line that opens the house for one action has none.
 */
import { ConfigError, type Config } from '../settings/config.js';
import { systemClock } from './clock.js';
import { liveConfig, type LiveConfig, type ReloadReport } from '../settings/live-config.js';
import { createLog, type Log } from './log.js';
import { createMetrics, type Metrics } from './metrics.js';
import { rememberRefusedClients, type RefusedClient, type RefusedClients } from './refused-clients.js';
import { connectServiceManager, type ManagerAddress, type ServiceManager } from './service-manager.js';

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

export interface ProcessParts {
  readonly version: string;
  /** Reads the configuration, now and at each reload. Throws ConfigError. */
  readonly readConfig: () => Config;
  /** null: no service manager asked to be told. */
  readonly managerAddress: ManagerAddress | null;
}

export interface BegunProcess {
  readonly process: RunningProcess;
  readonly config: LiveConfig;
  readonly log: Log;
}

/**
 * Begins the life of this process: nothing listens yet, and SIGHUP, which would end it, is obeyed already. Throws
 * ConfigError.
 */
export function beginProcess({ version, readConfig, managerAddress }: ProcessParts): BegunProcess {
  const config = readConfig();
  const written = createLog({ level: config.log.level });
  const metrics = createMetrics(version);
  const refused = rememberRefusedClients(systemClock);
  const log: Log = (event, fields) => {
    metrics.count(event, fields);
    refused.note(event, fields);
    written(event, fields);
  };
  const manager = connectServiceManager(managerAddress, log);
  const live = liveConfig(config, readConfig);
  live.onChange(({ log: { level } }) => written.setLevel(level));
  let allowed = config.lmtp.allow;
  live.onChange(({ lmtp }) => {
    if (String(allowed) !== String(lmtp.allow)) refused.forget();
    allowed = lmtp.allow;
  });
  process.on('SIGHUP', () => {
    try {
      reload(live, manager, log);
    } catch {
      // It is in the log, and the old configuration stays.
    }
  });
  return { config: live, log, process: describeProcess(metrics, manager, refused, () => reload(live, manager, log)) };
}

function describeProcess(
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

function reload(live: LiveConfig, manager: ServiceManager, log: Log): ReloadReport {
  manager.reloading();
  try {
    const report = live.reload();
    log('configuration-reloaded', { ...report });
    manager.ready('configuration reloaded');
    return report;
  } catch (error) {
    if (error instanceof ConfigError) log('reload-refused', { problems: error.problems });
    else log('reload-refused', { cause: error });
    manager.ready('a reload was refused: see the log');
    throw error;
  }
}
