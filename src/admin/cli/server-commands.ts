/**
 * `frontdesk start`, `config`, `reload` and `doctor`: the server itself.
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

/** Starts all services in this process. @param readConfig called now and at each reload; throws ConfigError */
export type ServicesStarter = (readConfig: () => Config) => Promise<RunningServices>;

const serviceNames = ['delivery', 'outbox', 'admin'] as const;

export function addServerCommands(program: Command, context: CommandContext, startServices: ServicesStarter): void {
  addCommand(program, 'start', 'Runs the services until SIGTERM or SIGINT.', 'start', 'start --data /var/lib/frontdesk')
    .option(
      '--only <services>',
      `services to run, of ${serviceNames.join(',')}; needs a store engine that processes can share`,
    )
    .action(async ({ only }: { readonly only?: string }) => {
      if (only !== undefined) refuseSome(only.split(',').map((name) => name.trim()));
      const services = await startServices(() => context.readConfig());
      closeOnSignal(() => services.close(), services.log);
    });

  addCommand(program, 'config', 'Prints the effective configuration and the source of each value.', 'config').action(
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
  if (changed.length + needRestart.length === 0) return 'no changes\n';
  const now = changed.length === 0 ? '' : `in effect now: ${changed.join(', ')}\n`;
  return needRestart.length === 0 ? now : `${now}in effect after a restart: ${needRestart.join(', ')}\n`;
}

function refuseSome(wanted: readonly string[]): void {
  const unknown = wanted.find((name) => !(serviceNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new ActionError('bad-input', `only: ${unknown} is not a service`, `allowed: ${serviceNames.join(',')}`);
  if (serviceNames.every((name) => wanted.includes(name))) return;
  throw new ActionError(
    'bad-input',
    'only: with the SQLite engine, one process has the data folder and runs all services',
    'start without --only',
  );
}

/** A configuration or data folder that cannot be used is reported as a finding, too. */
async function examine(context: CommandContext): Promise<readonly Finding[]> {
  try {
    context.config();
  } catch (error) {
    const { message, hint } = explainError(error);
    return [{ check: 'configuration', state: 'bad', found: message, next: hint }];
  }
  const configuration: Finding = { check: 'configuration', state: 'good', found: 'all keys are valid', next: '' };
  try {
    return [configuration, ...(await context.perform(doctor, {}))];
  } catch (error) {
    const { message, hint } = explainError(error);
    return [configuration, { check: 'data folder', state: 'bad', found: message, next: hint }];
  }
}
