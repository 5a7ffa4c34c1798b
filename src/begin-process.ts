/**
 * Begins a process that runs services: its log, metrics and configuration, before anything listens.
 * Path: services/command-line.ts -> beginProcess -> wiring.ts opens the engines -> services/*.ts start.
 */
import { ConfigError } from './runtime/config-error.js';
import { systemClock } from './runtime/clock.js';
import { createLog, type Log } from './runtime/log.js';
import { createMetrics } from './runtime/metrics.js';
import { rememberRefusedClients } from './runtime/refused-clients.js';
import { describeProcess, type ReloadReport, type RunningProcess } from './runtime/running-process.js';
import { connectServiceManager, type ManagerAddress, type ServiceManager } from './runtime/service-manager.js';
import type { Config } from './settings/config.js';
import { liveConfig, type LiveConfig } from './settings/live-config.js';

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
 * Begins the life of this process: nothing listens yet, and SIGHUP, which would end it, is already handled. Throws
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
