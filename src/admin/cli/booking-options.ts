/**
 * The options that say how an account answers meeting requests: of `booking set`, `account create` and `account update`.
 */
import type { Command } from 'commander';

export function withBookingOptions(command: Command): Command {
  return command
    .option('--capacity <n>', 'equipment: how many bookings may run at one moment')
    .option('--mr-accept <yes|no>', 'answer meeting requests')
    .option('--mr-decline-conflict <yes|no>', 'decline what overlaps other bookings')
    .option('--mr-decline-recurring <yes|no>', 'decline series')
    .option('--mr-process <yes|no>', 'enter requests as tentative, for a person to answer');
}
