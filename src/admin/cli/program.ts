/**
 * What the command-line programs have in common: global options, output and exit codes.
 */
import type { Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { explainError } from '../explain-error.js';
import { collect } from './add-command.js';
import type { CommandContext, CommandLineStreams, CommandParts } from './command-context.js';

export interface CommandLineParts extends CommandParts {
  readonly version: string;
  /** Default: those of the process. */
  readonly streams?: CommandLineStreams;
}

const FAILED = 1;
const BAD_USAGE = 2;

/** Of a description beside a long usage: the default, 40, leaves it unwrapped, and wider than a terminal of 80 columns. */
const MIN_TEXT_COLUMNS = 20;

export function streamsOf({ streams }: Pick<CommandLineParts, 'streams'>): CommandLineStreams {
  const { stdin, stdout, stderr } = process;
  return streams ?? { stdin, stdout, stderr, environment: undefined };
}

export function programOf(name: string, version: string, streams: CommandLineStreams): Command {
  return new Command(name)
    .description('Mail delivery, room booking, out-of-office replies and delegated sending for an organisation.')
    .version(version)
    .option('--data <dir>', 'data folder (FRONTDESK_DATA; default: /var/lib/frontdesk if it has data, else ./data)')
    .option(
      '--config <file>',
      'configuration file (FRONTDESK_CONFIG; default for /var/lib/frontdesk: /etc/frontdesk.toml)',
    )
    .option('--set <key=value>', 'configuration key for this call (repeatable)', collect)
    .option('--json', 'print JSON for programs')
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: MIN_TEXT_COLUMNS })
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
      getOutHelpWidth: () => columnsOf(streams.stdout),
      getErrHelpWidth: () => columnsOf(streams.stderr),
    })
    .showHelpAfterError('next: add --help to see the usage')
    .exitOverride();
}

/** Prints on standard error what is wrong and what to do next. @returns the exit code: 0, 1 (failed), 2 (bad usage) */
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

const DEFAULT_COLUMNS = 80;

/** The width of the terminal, or the default for a file or a pipe. */
function columnsOf(stream: Writable): number {
  return 'columns' in stream && typeof stream.columns === 'number' ? stream.columns : DEFAULT_COLUMNS;
}
