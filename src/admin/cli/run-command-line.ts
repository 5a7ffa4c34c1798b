/**
 * The command line: reads the arguments, runs the command, and prints errors with what to do next. Exit codes: 0, 1
 * (failed), 2 (bad usage); `deliver` has its own.
 */
import { addAccountCommands } from './account-commands.js';
import { addBookingCommands } from './booking-commands.js';
import { addCompanyCommands } from './company-commands.js';
import { commandContext } from './command-context.js';
import { addDeliverCommand } from './deliver-command.js';
import { addDeputyCommands, addSendasCommands } from './deputy-commands.js';
import { addDomainCommands } from './domain-commands.js';
import { addGroupCommands } from './group-commands.js';
import { addServerCommands } from './server-commands.js';
import { addMessageCommands } from './message-commands.js';
import { addOofCommands } from './oof-commands.js';
import { programOf, runProgram, streamsOf, type CommandLineParts } from './program.js';
import { addQuotaCommands } from './quota-commands.js';
import { addPermissionCommands } from './permission-commands.js';
import { addQueueCommands } from './queue-commands.js';
import { addStoreCommands } from './store-commands.js';
import { addSubmissionCommands } from './submission-commands.js';

/**
 * @param argv the arguments after the program's name
 * @returns the exit code. After `start` the services keep running.
 */
export async function runCommandLine(argv: readonly string[], parts: CommandLineParts): Promise<number> {
  const streams = streamsOf(parts);
  const program = programOf('frontdesk', parts.version, streams);
  const context = commandContext(program, parts.openContext, streams);
  addServerCommands(program, context, parts.startServices);
  addDomainCommands(program, context);
  addAccountCommands(program, context);
  addCompanyCommands(program, context);
  addGroupCommands(program, context);
  addSendasCommands(program, context);
  addDeputyCommands(program, context);
  addPermissionCommands(program, context);
  addBookingCommands(program, context);
  addOofCommands(program, context);
  addMessageCommands(program, context);
  addStoreCommands(program, context);
  addQuotaCommands(program, context);
  addQueueCommands(program, context);
  addDeliverCommand(program, context);
  addSubmissionCommands(program, context);
  return runProgram(program, argv, context, streams);
}
