/**
 * The options that say how an account answers meeting requests: of `booking set`, `account create` and `account update`.
 */
import type { Command } from 'commander';
import { bookingModes, strippableParts } from '../../booking/booking-policy.js';
import { presetNames } from '../input/policy-presets.js';
import { collect } from './add-command.js';

export function withBookingOptions(command: Command): Command {
  return withRuleOptions(
    command
      .option('--capacity <n>', 'equipment: how many bookings may run at one moment')
      .option('--mr-accept <yes|no>', 'answer meeting requests')
      .option('--mr-decline-conflict <yes|no>', 'decline what overlaps other bookings')
      .option('--mr-decline-recurring <yes|no>', 'decline series')
      .option('--mr-process <yes|no>', 'enter requests as tentative, for a person to answer')
      .option('--preset <name>', `${presetNames.join(', ')}: rules as there; options beside it win`),
  );
}

function withRuleOptions(command: Command): Command {
  return command
    .option('--mode <mode>', bookingModes.join(', '))
    .option('--auto-groups <names>', 'groups whose requests are decided automatically whatever the mode, or none')
    .option('--max-conflicts <n|unlimited>', 'a series may have this many taken dates, which are declined')
    .option('--max-conflict-percent <n>', '... and at most this share of its dates')
    .option('--window <days>', 'how far ahead it may be booked, such as 180d, or none')
    .option('--window-end <decline|truncate>', 'what becomes of a series that goes on past the window')
    .option('--min-duration <time>', 'such as 15m, or none')
    .option('--max-duration <time>', 'such as 8h, or none')
    .option(
      '--working-hours <hours>',
      'such as "Mon-Fri 08:00-18:00 Europe/Berlin", or none; several times for several, which are then all',
      collect,
    )
    .option('--buffer <time>', 'free time between two bookings, such as 10m, or none')
    .option('--name-conflict-holder <yes|no>', 'tell people inside who has the taken times')
    .option('--additional-text <text>', 'added to every answer; empty: nothing')
    .option('--strip <parts>', `what is kept of no booking: ${strippableParts.join(',')}; or none`)
    .option('--bookers <people>', 'all, or those who alone may book: account:NAME,group:NAME,domain:NAME')
    .option('--outside-bookers <yes|no>', 'with --bookers all: whether people outside our domains may book')
    .option('--plain-mail <keep|reject|forward>', 'rooms and equipment: what becomes of mail without a meeting in it')
    .option('--members <names>', 'rooms and equipment: a pool; requests go to a free one of these accounts; or none')
    .option('--approvers <names>', 'accounts or addresses that are asked before it is booked, or none')
    .option(
      '--policy-breakers <people>',
      'none, or whose requests against the rules are asked about: account:NAME,...',
    );
}
