/**
 * Adds a command with a summary and examples in its help.
 */
import type { Command } from 'commander';

/** @param usage `add <name>`, as commander reads it */
export function addCommand(parent: Command, usage: string, summary: string, ...examples: string[]): Command {
  return withExamples(parent.command(usage).description(summary), ...examples);
}

export function withExamples(command: Command, ...examples: string[]): Command {
  const lines = examples.map((example) => `  frontdesk ${example}\n`).join('');
  return command.addHelpText('after', `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${lines}`);
}

/** Collects the values of a repeatable option. */
export const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];
