/**
 * `frontdesk booking`: how resources answer meeting requests, when they are booked, and why they decided as they did.
 */
import type { Command } from 'commander';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import { addHandCommands } from './booking-hand-commands.js';
import { describeDecision } from './describe-decision.js';
import { describePolicy } from './describe-policy.js';
import { withBookingOptions } from './booking-options.js';
import type { CommandContext } from './command-context.js';
import { localTimesOf } from './local-times.js';
import { readGivenFile } from './read-given-file.js';
import { tableOf } from './table.js';

export function addBookingCommands(booking: Command, context: CommandContext): void {
  addPolicy(booking, context);
  addAgenda(booking, context);
  addRetire(booking, context);
  addExplain(booking, context);
  addHandCommands(booking, context);
}

function addPolicy(booking: Command, context: CommandContext): void {
  withBookingOptions(
    addCommand(
      booking,
      'set <resource>',
      actions['booking-set'].summary,
      'booking set room1 --mr-decline-recurring yes',
      'booking set room1 --max-conflicts 2 --window 180d --working-hours "Mon-Fri 08:00-18:00 Europe/Berlin"',
      'booking set room1 --bookers group:staff,account:anna,domain:partner.example',
    ).option('--yes', 'with --members: leave bookings behind that the change affects'),
  ).action(async (resource: string, options: object) =>
    context.show(await context.perform('booking-set', { resource, ...options }), describePolicy),
  );

  addCommand(booking, 'show <resource>', actions['booking-show'].summary, 'booking show room1').action(
    async (resource: string) => context.show(await context.perform('booking-show', { resource }), describePolicy),
  );
}

function addAgenda(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'agenda <resource>',
    actions['booking-agenda'].summary,
    'booking agenda room1 --from 2026-12-01 --to 2026-12-24',
  )
    .option('--from <time>', 'start, as an RFC 3339 time or a date in UTC (default: now)')
    .option('--to <time>', 'end, in the same form (default: as far ahead as bookings are accepted)')
    .action(async (resource: string, options: object) => {
      const agenda = await context.perform('booking-agenda', { resource, ...options });
      const times = await localTimesOf(resource, context);
      context.show(agenda, (rows) => {
        const isPool = rows.some(({ member }) => member !== null);
        return tableOf(
          ['when', 'status', 'summary', 'organizer', ...(isPool ? ['member'] : [])],
          rows.map(({ start, end, status, summary, organizer, member }) => [
            ...[times.span(start, end), status, summary, organizer],
            ...(isPool ? [member ?? ''] : []),
          ]),
          'no bookings',
        );
      });
    });
}

function addRetire(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'retire <resource>',
    actions['booking-retire'].summary,
    'booking retire room1 --from 2027-03-01 --dry-run',
    'booking retire room1 --from never',
  )
    .requiredOption(
      '--from <time>',
      'first time without bookings, as an RFC 3339 time or a date in UTC; never: not retired',
    )
    .option('--dry-run', 'show what would be declined without changing or sending anything')
    .action(async (resource: string, options: object) => {
      const times = await localTimesOf(resource, context);
      context.show(await context.perform('booking-retire', { resource, ...options }), ({ meetings }) => {
        const isPool = meetings.some(({ member }) => member !== null);
        return tableOf(
          ['first', 'last', 'dates', 'summary', 'notified', ...(isPool ? ['member'] : [])],
          meetings.map((row) => [
            ...[times.at(row.first), times.at(row.last), String(row.occurrences), row.summary, row.told.join(', ')],
            ...(isPool ? [row.member ?? ''] : []),
          ]),
          'no bookings from that time on',
        );
      });
    });
}

interface ExplainOptions {
  readonly message?: string;
  readonly limit?: string;
}

function addExplain(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'explain <resource>',
    'Explains the last decisions, or what would be decided about a message.',
    'booking explain room1',
    'booking explain room1 --message request.eml',
  )
    .option('--message <file>', 'decide on this .eml or .ics file (-: standard input) without changing anything')
    .option('--dry-run', 'accepted with --message for clarity; nothing is ever changed')
    .option('--limit <n>', 'maximum number of decisions (default: 20)')
    .action(async (resource: string, { message, limit }: ExplainOptions) => {
      if (message === undefined) {
        const { earlier, ...last } = await context.perform('booking-explain', { resource, limit });
        const times = await localTimesOf(resource, context);
        context.show({ ...last, earlier }, () =>
          [last, ...earlier].map((each) => describeDecision(each, times)).join('\n'),
        );
        return;
      }
      const bytes = await readGivenFile(context, 'message', message);
      const explained = await context.perform('booking-explain-message', { resource }, bytes);
      const times = await localTimesOf(resource, context);
      context.show(explained, (record) => describeDecision(record, times));
    });
}
