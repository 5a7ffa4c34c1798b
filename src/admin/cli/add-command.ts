/**
 * How every command is made: with a summary and an example in its help.
 */
import type { Command } from 'commander';

/** @param usage `add <name>`, as commander reads it */
export function addCommand(parent: Command, usage: string, summary: string, ...examples: string[]): Command {
  const lines = examples.map((example) => `  frontdesk ${example}\n`).join('');
  return parent.command(usage).description(summary).addHelpText('after', `\nExample:\n${lines}`);
}

/** For an option that may be given several times. */
export const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];
