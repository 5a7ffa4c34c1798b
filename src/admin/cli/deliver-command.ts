/**
 * `frontdesk deliver`: pipe delivery. The exit codes are those of sysexits.h, which MTAs read; the launcher turns every
 * other code, including a crash or a missing module, into EX_TEMPFAIL.
 */
import type { Command } from 'commander';
import { isPositive } from '../../mail/reply.js';
import type { PipedResult } from '../actions/deliver.js';
import { collect, withExamples } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { printable } from './table.js';

const EX_OK = 0;
const EX_NOUSER = 67;
const EX_CANTCREAT = 73;
const EX_TEMPFAIL = 75;

interface DeliverOptions {
  readonly to: readonly string[];
  readonly from?: string;
  readonly restore?: boolean;
}

export function defineDeliver(deliver: Command, context: CommandContext): void {
  withExamples(
    deliver,
    'deliver --to anna@example.org --from bob@example.net < message.eml',
    "deliver --to ${recipient} --from ${sender}      in Postfix's master.cf, pipe(8)",
  )
    .requiredOption('--to <address>', 'recipient (repeatable)', collect)
    .option('--from <address>', 'envelope sender; empty: the null reverse-path (default: Return-Path, else the author)')
    .option('--restore', 'put back a message: no duplicate or loop check, no answers')
    .action(async (options: DeliverOptions) => {
      const bytes = await context.readInput((await context.config()).lmtp.maxMessageBytes);
      const results = await context.perform('deliver', options, bytes);
      // The worst result is printed first: the output begins with the status that the exit code stands for.
      const worstFirst = results.toSorted((one, other) => exitCodeOf(other) - exitCodeOf(one));
      context.exitCode = Math.max(...results.map(exitCodeOf));
      context.show(results, () =>
        worstFirst.map(({ status, to, text }) => printable(`${status} <${to}> ${text}`) + '\n').join(''),
      );
    });
}

/** One code for all recipients. If any can be served later, the MTA retries; the duplicate rule protects the others. */
function exitCodeOf(result: PipedResult): number {
  if (isPositive(result)) return EX_OK;
  if (result.code < 500) return EX_TEMPFAIL;
  return result.status === '5.1.1' ? EX_NOUSER : EX_CANTCREAT;
}
