/**
 * The command line: reads the arguments, does the command, says what went wrong and what to do next. Exit codes: 0, 1
 * (failed), 2 (bad usage); `deliver` has its own.
 */
import { allCommands } from './all-commands.js';
import { commandContext } from './command-context.js';
import { programOf, runProgram, streamsOf, type CommandLineParts } from './program.js';

/**
 * @param argv the arguments behind the program's name
 * @returns the exit code. After `start` the services go on running when it resolves.
 */
export async function runCommandLine(argv: readonly string[], parts: CommandLineParts): Promise<number> {
  const streams = streamsOf(parts);
  const program = programOf('frontdesk', parts.version, streams);
  const context = commandContext(program, parts, streams);
  for (const { name, summary, load } of allCommands) {
    const command = program.command(name).description(summary);
    // One that no word of the call names can only be listed.
    if (argv.includes(name)) (await load())(command, context);
  }
  return runProgram(program, argv, context, streams);
}
