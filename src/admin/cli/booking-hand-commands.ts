/**
 * `frontdesk booking waiting|accept|decline|cancel|create`: what a person decides about a resource.
 */
import type { Command } from 'commander';
import { actions, type ResultOf } from '../actions/all-actions.js';
import { addCommand, collect } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { localTimes, localTimesOf, type LocalTimes } from './local-times.js';
import { describeWaiting } from './describe-waiting.js';
import { counted } from './table.js';

export function addHandCommands(booking: Command, context: CommandContext): void {
  addWaiting(booking, context);
  addAccept(booking, context);
  addDecline(booking, context);
  addCancel(booking, context);
  addCreate(booking, context);
}

function addWaiting(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'waiting [resource]',
    actions['booking-waiting'].summary,
    'booking waiting',
    'booking waiting room1',
  ).action(async (resource: string | undefined) => {
    const rows = await context.perform('booking-waiting', { resource });
    const times = await timesOfEach(rows, context);
    context.show(rows, () => describeWaiting(rows, times));
  });
}

/** Each in the time zone of its resource. */
async function timesOfEach(
  rows: ResultOf<'booking-waiting'>,
  context: CommandContext,
): Promise<ReadonlyMap<string, LocalTimes>> {
  if (context.isForPrograms()) return new Map();
  const times = new Map<string, LocalTimes>();
  for (const name of new Set(rows.map(({ resource }) => resource))) times.set(name, await localTimesOf(name, context));
  return times;
}

const YES = 'the organizer is known to have written the message, although nothing proves it';
const COMMENT = 'text for the organizer, part of the answer';

function addAccept(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'accept <resource> <message>',
    `${actions['booking-accept'].summary} A message is named by the number that \`booking waiting\` shows, or by the UID of its meeting.`,
    'booking accept room1 17',
    'booking accept room1 17 --comment "Please leave the room by 17:00."',
  )
    .option('--comment <text>', COMMENT)
    .option('--skip-taken', 'of a series, accept the free dates and decline those that are taken')
    .option('--force', 'accept it although the time is taken')
    .option('--yes', YES)
    .action(async (resource: string, message: string, options: object) =>
      context.show(await context.perform('booking-accept', { resource, message, ...options }), describeDecided),
    );
}

function addDecline(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'decline <resource> <message>',
    `${actions['booking-decline'].summary} A message is named by the number that \`booking waiting\` shows, or by the UID of its meeting.`,
    'booking decline room1 17 --comment "The room is being painted."',
    'booking decline room1 17 --silent',
  )
    .option('--comment <text>', COMMENT)
    .option('--silent', 'send no answer; the message no longer waits')
    .option('--yes', YES)
    .action(async (resource: string, message: string, options: object) =>
      context.show(await context.perform('booking-decline', { resource, message, ...options }), describeDecided),
    );
}

function describeDecided({ explanation, told, already }: ResultOf<'booking-accept'>): string {
  const before = already ? 'Nothing to do, as it was decided before: ' : '';
  return `${before}${explanation}${already ? '' : ` ${toldLine(told)}`}\n`;
}

const toldLine = (told: readonly string[]): string =>
  told.length === 0 ? 'Nobody was notified.' : `Notified: ${told.join(', ')}.`;

function addCancel(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'cancel <resource> <uid>',
    `${actions['booking-cancel'].summary} \`booking agenda --json\` shows the UIDs.`,
    'booking cancel room1 5f0e@partner.example',
    'booking cancel room1 5f0e@partner.example --occurrence 2027-02-08 --comment "The heating has failed."',
  )
    .option('--occurrence <time>', 'a date of a series, as a day or a time (repeatable; default: all dates)', collect)
    .option('--organizer <address>', 'whose meeting it is, if several organizers have one with this UID')
    .option('--comment <text>', COMMENT)
    .action(async (resource: string, uid: string, options: object) => {
      const result = await context.perform('booking-cancel', { resource, uid, ...options });
      context.show(result, ({ occurrences, told }) => {
        return `${counted(occurrences.length, 'date')} cancelled. ${toldLine(told)}\n`;
      });
    });
}

function addCreate(booking: Command, context: CommandContext): void {
  addCommand(
    booking,
    'create <resource>',
    `${actions['booking-create'].summary} Nobody is notified.`,
    'booking create room1 --start "2027-02-08 08:00" --end "2027-02-08 12:00" --subject "Maintenance"',
  )
    .requiredOption('--start <time>', 'start, RFC 3339 or a local time of the resource such as "2027-02-08 08:00"')
    .requiredOption('--end <time>', 'end, in the same form')
    .requiredOption('--subject <text>', 'what the agenda shows')
    .option('--organizer <address>', 'for whom it is booked; told if it is cancelled (default: the resource itself)')
    .option('--force', 'book it although the time is taken')
    .action(async (resource: string, options: object) => {
      const result = await context.perform('booking-create', { resource, ...options });
      const times = context.isForPrograms() ? await localTimes('UTC') : await localTimesOf(resource, context);
      context.show(result, ({ uid, start, end }) => `Booked ${times.span(start, end)}, UID ${uid}\n`);
    });
}
