/**
 * What the programs of the command line have in common: their global options, where they print, and how they end.
 */
import { Command, CommanderError } from 'commander';
import { explainError } from '../explain-error.js';
import { collect } from './add-command.js';
import type { CommandContext, CommandLineStreams } from './command-context.js';
import type { ServicesStarter } from './server-commands.js';
import type { ContextOpener } from './perform-action.js';

export interface CommandLineParts {
  readonly version: string;
  readonly openContext: ContextOpener;
  readonly startServices: ServicesStarter;
  /** Default: those of the process. */
  readonly streams?: CommandLineStreams;
}

const FAILED = 1;
const BAD_USAGE = 2;

export function streamsOf({ streams }: Pick<CommandLineParts, 'streams'>): CommandLineStreams {
  const { stdin, stdout, stderr } = process;
  return streams ?? { stdin, stdout, stderr, environment: undefined };
}

export function programOf(name: string, version: string, streams: CommandLineStreams): Command {
  return new Command(name)
    .description('The mail-side front desk of an organisation.')
    .version(version)
    .option('--data <dir>', 'the data folder (FRONTDESK_DATA; default ./data)')
    .option('--config <file>', 'the configuration file (FRONTDESK_CONFIG)')
    .option('--set <key=value>', 'a configuration key for this call; several times for several', collect)
    .option('--json', 'print JSON, for programs')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
    })
    .showHelpAfterError('next: add --help to see how it is written')
    .exitOverride();
}

/** Says on standard error what went wrong and what to do next. @returns the exit code: 0, 1 (failed), 2 (bad usage) */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  context: CommandContext,
  streams: CommandLineStreams,
): Promise<number> {
  try {
    await program.parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
    const { kind, message, hint } = explainError(error);
    streams.stderr.write(`error: ${message}\n${hint === '' ? '' : `next: ${hint}\n`}`);
    return kind === 'bad-input' ? BAD_USAGE : FAILED;
  }
}
