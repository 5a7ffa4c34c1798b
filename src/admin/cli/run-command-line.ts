/**
 * The command line: reads the arguments, does the command, says what went wrong and what to do next. Exit codes: 0, 1
 * (failed), 2 (bad usage); `deliver` has its own.
 */
import { Command, CommanderError } from 'commander';
import { explainError } from '../explain-error.js';
import { addAccountCommands } from './account-commands.js';
import { collect } from './add-command.js';
import { addBookingCommands } from './booking-commands.js';
import { addCompanyCommands } from './company-commands.js';
import { commandContext, type CommandLineStreams } from './command-context.js';
import { addDeliverCommand } from './deliver-command.js';
import { addDomainCommands } from './domain-commands.js';
import { addGroupCommands } from './group-commands.js';
import { addHouseCommands, type ServicesStarter } from './house-commands.js';
import { addMessageCommands } from './message-commands.js';
import type { HouseOpener } from './perform-action.js';
import { addQueueCommands } from './queue-commands.js';
import { addStoreCommands } from './store-commands.js';

export interface CommandLineParts {
  readonly version: string;
  readonly openHouse: HouseOpener;
  readonly startServices: ServicesStarter;
  /** Default: those of the process. */
  readonly streams?: CommandLineStreams;
}

const FAILED = 1;
const BAD_USAGE = 2;

/**
 * @param argv the arguments behind the program's name
 * @returns the exit code. After `start` the services go on running when it resolves.
 */
export async function runCommandLine(argv: readonly string[], parts: CommandLineParts): Promise<number> {
  const streams = parts.streams ?? { ...processStreams(), environment: undefined };
  const program = programOf(parts.version, streams);
  const context = commandContext(program, parts.openHouse, streams);
  addHouseCommands(program, context, parts.startServices);
  addDomainCommands(program, context);
  addAccountCommands(program, context);
  addCompanyCommands(program, context);
  addGroupCommands(program, context);
  addBookingCommands(program, context);
  addMessageCommands(program, context);
  addStoreCommands(program, context);
  addQueueCommands(program, context);
  addDeliverCommand(program, context);
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

const processStreams = () => ({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr });

function programOf(version: string, streams: CommandLineStreams): Command {
  return new Command('frontdesk')
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
