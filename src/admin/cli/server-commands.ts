/**
 * `frontdesk start`, `config` and `doctor`: the house itself.
 */
import type { Command } from 'commander';
import { closeOnSignal } from '../../runtime/shutdown.js';
import type { Config } from '../../settings/config.js';
import type { ReloadReport } from '../../runtime/running-process.js';
import type { Log } from '../../runtime/log.js';
import { ActionError } from '../action.js';
import { doctor } from '../actions/doctor.js';
import type { Finding } from '../doctor/finding.js';
import { reload } from '../actions/reload.js';
import { explainError } from '../explain-error.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf } from './table.js';

export interface RunningServices {
  readonly log: Log;
  /** Drains and closes everything. */
  close(): Promise<void>;
}

/** Starts every service in this process. @param readConfig reads it now and at each reload; throws ConfigError */
export type ServicesStarter = (readConfig: () => Config) => Promise<RunningServices>;

const serviceNames = ['delivery', 'outbox', 'admin'] as const;

export function addServerCommands(program: Command, context: CommandContext, startServices: ServicesStarter): void {
  addCommand(program, 'start', 'Runs the services until SIGTERM or SIGINT.', 'start', 'start --data /var/lib/frontdesk')
    .option('--only <services>', `some of ${serviceNames.join(',')}; needs an engine that processes may share`)
    .action(async ({ only }: { readonly only?: string }) => {
      if (only !== undefined) refuseSome(only.split(',').map((name) => name.trim()));
      const services = await startServices(() => context.readConfig());
      closeOnSignal(() => services.close(), services.log);
    });

  addCommand(program, 'config', 'Prints the effective configuration with where each value came from.', 'config').action(
    () => {
      const config = context.config();
      const entries = [{ key: 'data folder', text: config.dataFolder, source: '' }, ...config.entries];
      context.show(config.entries, () =>
        tableOf(
          ['key', 'value', 'from'],
          entries.map(({ key, text, source }) => [key, text, source]),
          '',
        ),
      );
    },
  );

  addCommand(program, 'reload', reload.summary, 'reload').action(async () => {
    const report = await context.perform(reload, {});
    context.show(report, describeReload);
  });

  addCommand(program, 'doctor', doctor.summary, 'doctor').action(async () => {
    const findings = await examine(context);
    context.show(findings, (rows) =>
      rows
        .map(
          ({ state, check, found, next }) =>
            `${state.padEnd(8)} ${check}: ${found}\n${next && `${''.padEnd(9)}-> ${next}\n`}`,
        )
        .join(''),
    );
    if (findings.some(({ state }) => state === 'bad')) context.exitCode = 1;
  });
}

function describeReload({ changed, needRestart }: ReloadReport): string {
  if (changed.length + needRestart.length === 0) return 'nothing has changed\n';
  const obeyed = changed.length === 0 ? '' : `obeyed from now on: ${changed.join(', ')}\n`;
  return needRestart.length === 0 ? obeyed : `${obeyed}obeyed after a restart: ${needRestart.join(', ')}\n`;
}

function refuseSome(wanted: readonly string[]): void {
  const unknown = wanted.find((name) => !(serviceNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new ActionError('bad-input', `only: there is no service ${unknown}`, `allowed: ${serviceNames.join(',')}`);
  if (serviceNames.every((name) => wanted.includes(name))) return;
  throw new ActionError(
    'bad-input',
    'only: with the SQLite engine one process has the data folder, so it runs all services',
    'start without --only',
  );
}

/** A configuration or data folder that cannot be used is a finding too. */
async function examine(context: CommandContext): Promise<readonly Finding[]> {
  try {
    context.config();
  } catch (error) {
    const { message, hint } = explainError(error);
    return [{ check: 'configuration', state: 'bad', found: message, next: hint }];
  }
  const configuration: Finding = { check: 'configuration', state: 'good', found: 'every key can be read', next: '' };
  try {
    return [configuration, ...(await context.perform(doctor, {}))];
  } catch (error) {
    const { message, hint } = explainError(error);
    return [configuration, { check: 'data folder', state: 'bad', found: message, next: hint }];
  }
}
