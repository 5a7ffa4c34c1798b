/**
 * `frontdesk submit` sends a message for an account; `frontdesk audit` shows who sent what as whom.
 */
import type { Command } from 'commander';
import { isPositive } from '../../mail/reply.js';
import { actions } from '../actions/all-actions.js';
import { addCommand, collect, withExamples } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { localTimesHere } from './local-times.js';
import { clipped, printable, tableOf } from './table.js';

/** Width of the recipients in a list; `--json` has all of them. */
const TO_COLUMNS = 30;

interface SubmitOptions {
  readonly as: string;
  readonly to?: readonly string[];
}

interface AuditOptions {
  readonly account?: string;
  readonly since?: string;
  readonly limit?: string;
}

export function defineSubmit(submit: Command, context: CommandContext): void {
  withExamples(
    submit,
    'submit --as mary < message.eml',
    "submit --as 'mary#john' --to ann@example.net < message.eml      mary writes for john",
  )
    .requiredOption('--as <account>', 'sending account; actor#target to send for another account')
    .option('--to <address>', 'recipient (repeatable; default: the addresses in To, Cc and Bcc)', collect)
    .action(async (options: SubmitOptions) => {
      const bytes = await context.readInput((await context.config()).submission.maxMessageBytes);
      const result = await context.perform('submit', options, bytes);
      context.exitCode = isPositive(result) ? 0 : 1;
      const notice = result.noticeFiled ? `; a notice is in the Inbox of ${options.as.split('#')[0] ?? ''}` : '';
      context.show(result, ({ code, status, text }) => printable(`${code} ${status} ${text}${notice}`) + '\n');
    });
}

export function addAuditCommands(audit: Command, context: CommandContext): void {
  addCommand(
    audit,
    'list',
    actions['audit-list'].summary,
    'audit list',
    'audit list --account john --since 2026-11-01 --json',
  )
    .option('--account <name>', 'only messages sent by or for this account')
    .option('--since <time>', 'earliest time, such as 2026-11-22T09:00:00Z, or a date in UTC')
    .option('--limit <number>', 'maximum number of records (default: 100)')
    .action(async (options: AuditOptions) => {
      const times = await localTimesHere();
      context.show(await context.perform('audit-list', options), (records) =>
        tableOf(
          ['sent', 'by', 'right', 'for', 'from', 'to', 'queue id'],
          records.map((record) => [
            times.brief(record.sentAt),
            record.actor,
            record.right,
            record.owner ?? '',
            record.author,
            clipped(record.recipients.join(', '), TO_COLUMNS),
            record.queueIds.join(', '),
          ]),
          'no messages sent',
        ),
      );
    });
}
