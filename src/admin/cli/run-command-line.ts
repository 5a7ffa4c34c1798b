/**
 * The command line: reads the arguments, runs the command, and prints errors with what to do next. Exit codes: 0, 1
 * (failed), 2 (bad usage); `deliver` has its own.
 */
import { allCommands } from './all-commands.js';
import { commandContext } from './command-context.js';
import { programOf, runProgram, streamsOf, type CommandLineParts } from './program.js';

/**
 * @param argv the arguments after the program's name
 * @returns the exit code. After `start` the services keep running.
 */
export async function runCommandLine(argv: readonly string[], parts: CommandLineParts): Promise<number> {
  const streams = streamsOf(parts);
  const program = programOf('frontdesk', parts.version, streams);
  const context = commandContext(program, parts, streams);
  for (const { name, summary, load } of allCommands) {
    const command = program.command(name).description(summary);
    // Commands that the arguments do not name are only listed.
    if (argv.includes(name)) (await load())(command, context);
  }
  return runProgram(program, argv, context, streams);
}
