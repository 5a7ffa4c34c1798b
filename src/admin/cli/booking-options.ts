/**
 * The options for how an account answers meeting requests, shared by `booking set`, `account create` and
 * `account update`.
 */
import type { Command } from 'commander';
import { bookingModes, strippableParts } from '../../booking/booking-policy.js';
import { presetNames } from '../input/policy-presets.js';
import { collect } from './add-command.js';

export function withBookingOptions(command: Command): Command {
  return withRuleOptions(
    command
      .option('--capacity <n>', 'equipment: number of bookings possible at the same time')
      .option('--mr-accept <yes|no>', 'whether meeting requests are answered')
      .option('--mr-decline-conflict <yes|no>', 'whether requests that conflict with other bookings are declined')
      .option('--mr-decline-recurring <yes|no>', 'whether recurring meetings are declined')
      .option('--mr-process <yes|no>', 'whether requests are entered as tentative for a person to answer')
      .option('--preset <name>', `rules of another system: ${presetNames.join(', ')}; other options take precedence`),
  );
}

function withRuleOptions(command: Command): Command {
  return command
    .option('--mode <mode>', `processing mode: ${bookingModes.join(', ')}`)
    .option('--auto-groups <names>', 'groups whose requests are decided automatically in every mode, or none')
    .option(
      '--max-conflicts <n|unlimited>',
      'number of conflicting dates tolerated in a series; only these dates are declined',
    )
    .option('--max-conflict-percent <n>', 'maximum share of conflicting dates in a series, in percent')
    .option('--window <days>', 'how far ahead bookings are accepted, such as 180d, or none')
    .option('--window-end <decline|truncate>', 'what happens to a series that extends beyond the window')
    .option('--min-duration <time>', 'minimum duration, such as 15m, or none')
    .option('--max-duration <time>', 'maximum duration, such as 8h, or none')
    .option(
      '--working-hours <hours>',
      'bookable hours, such as "Mon-Fri 08:00-18:00 Europe/Berlin", or none (repeatable; replaces the current list)',
      collect,
    )
    .option('--buffer <time>', 'free time between two bookings, such as 10m, or none')
    .option(
      '--name-conflict-holder <yes|no>',
      'whether organizers in local domains are told who holds a conflicting booking',
    )
    .option('--additional-text <text>', 'text added to every answer; empty: none')
    .option('--contact <text>', 'contact for questions about bookings, in the footer of messages; empty: none')
    .option('--strip <parts>', `parts of a booking that are not stored: ${strippableParts.join(',')}; or none`)
    .option('--bookers <people>', 'who may book: all, or a list such as account:NAME,group:NAME,domain:NAME')
    .option('--outside-bookers <yes|no>', 'with --bookers all: whether people outside the local domains may book')
    .option('--plain-mail <keep|reject|forward>', 'rooms and equipment: what happens to messages without a meeting')
    .option('--members <names>', 'rooms and equipment: members of a pool, of which a free one is booked; or none')
    .option(
      '--managers <names>',
      'accounts or addresses that get requests that cannot be decided automatically, or none',
    )
    .option('--approvers <names>', 'accounts or addresses that are asked to approve bookings, or none')
    .option(
      '--policy-breakers <people>',
      'whose requests against the rules go to the approvers, such as account:NAME,group:NAME; or none',
    );
}
