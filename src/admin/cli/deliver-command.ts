/**
 * `frontdesk deliver`: pipe delivery. Exits with what MTAs read (sysexits.h); the launcher turns every other code, a
 * crash and a missing module included, into EX_TEMPFAIL.
 */
import type { Command } from 'commander';
import { isPositive } from '../../mail/reply.js';
import { deliver, type PipedResult } from '../actions/deliver.js';
import { addCommand, collect } from './add-command.js';
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

export function addDeliverCommand(program: Command, context: CommandContext): void {
  addCommand(
    program,
    'deliver',
    deliver.summary,
    'deliver --to anna@example.org --from bob@example.net < message.eml',
    "deliver --to ${recipient} --from ${sender}      in Postfix's master.cf, pipe(8)",
  )
    .requiredOption('--to <address>', 'a recipient; several times for several', collect)
    .option('--from <address>', 'the reverse-path; empty: the null one (default: Return-Path, or else the author)')
    .option('--restore', 'put a message back: no duplicate or loop test, no answers')
    .action(async (options: DeliverOptions) => {
      const bytes = await context.readInput(context.config().lmtp.maxMessageBytes);
      const results = await context.perform(deliver, options, bytes);
      // The first word printed is the status that the exit code stands for.
      const worstFirst = results.toSorted((one, other) => exitCodeOf(other) - exitCodeOf(one));
      context.exitCode = Math.max(...results.map(exitCodeOf));
      context.show(results, () =>
        worstFirst.map(({ status, to, text }) => printable(`${status} <${to}> ${text}`) + '\n').join(''),
      );
    });
}

/** One code for all recipients: whoever can be served later is worth another try, and the duplicate rule spares the rest. */
function exitCodeOf(result: PipedResult): number {
  if (isPositive(result)) return EX_OK;
  if (result.code < 500) return EX_TEMPFAIL;
  return result.status === '5.1.1' ? EX_NOUSER : EX_CANTCREAT;
}
