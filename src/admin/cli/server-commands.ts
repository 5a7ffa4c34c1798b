/**
 * `frontdesk start`, `config`, `reload` and `doctor`: the server itself.
 */
import type { Command } from 'commander';
import { closeOnSignal } from '../../runtime/shutdown.js';
import type { ReloadReport } from '../../runtime/running-process.js';
import { ActionError } from '../action.js';
import type { Finding } from '../doctor/finding.js';
import { explainError } from '../explain-error.js';
import { withExamples } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf } from './table.js';

const serviceNames = ['delivery', 'outbox', 'admin'] as const;

export function defineStart(start: Command, context: CommandContext): void {
  withExamples(start, 'start', 'start --data /var/lib/frontdesk')
    .option(
      '--only <services>',
      `services to run, of ${serviceNames.join(',')}; needs a store engine that processes can share`,
    )
    .action(async ({ only }: { readonly only?: string }) => {
      if (only !== undefined) refuseSome(only.split(',').map((name) => name.trim()));
      const services = await context.startServices(await context.configReader());
      closeOnSignal(() => services.close(), services.log);
    });
}

export function defineConfig(config: Command, context: CommandContext): void {
  withExamples(config, 'config').action(async () => {
    const { dataFolder, entries: read } = await context.config();
    const entries = [{ key: 'data folder', text: dataFolder, source: '' }, ...read];
    context.show(read, () =>
      tableOf(
        ['key', 'value', 'from'],
        entries.map(({ key, text, source }) => [key, text, source]),
        '',
      ),
    );
  });
}

export function defineReload(reload: Command, context: CommandContext): void {
  withExamples(reload, 'reload').action(async () => {
    const report = await context.perform('reload', {});
    context.show(report, textOf);
  });
}

export function defineDoctor(doctor: Command, context: CommandContext): void {
  withExamples(doctor, 'doctor').action(async () => {
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

function textOf({ changed, needRestart }: ReloadReport): string {
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
    await context.config();
  } catch (error) {
    const { message, hint } = explainError(error);
    return [{ check: 'configuration', state: 'bad', found: message, next: hint }];
  }
  const configuration: Finding = { check: 'configuration', state: 'good', found: 'all keys are valid', next: '' };
  try {
    return [configuration, ...(await context.perform('doctor', {}))];
  } catch (error) {
    const { message, hint } = explainError(error);
    return [configuration, { check: 'data folder', state: 'bad', found: message, next: hint }];
  }
}
