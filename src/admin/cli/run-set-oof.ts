/**
 * `frontdesk-set-oof`: takes the option letters of kopano-set-oof, for existing scripts, and performs `frontdesk oof set`.
 */
import { ActionError } from '../action.js';
import { commandContext } from './command-context.js';
import { describeState } from './describe-absence.js';
import { localTimesOf } from './local-times.js';
import { programOf, runProgram, streamsOf, type CommandLineParts } from './program.js';
import { readGivenText } from './read-given-file.js';

const stateOfMode: Readonly<Record<string, 'on' | 'off'>> = { '1': 'on', '0': 'off' };

interface SetOofOptions {
  readonly user: string;
  readonly mode?: string;
  readonly subject?: string;
  readonly message?: string;
  readonly from?: string;
  readonly until?: string;
}

const examples = `
Examples:
  frontdesk-set-oof -u john -m 1 -t "On holiday until 30 June" -n /tmp/oof.txt
  frontdesk-set-oof -u john -m 1 --from 2026-12-24 --until "2027-01-04 08:00"
  frontdesk-set-oof -u john -m 0
`;

/** @returns the exit code */
export async function runSetOof(argv: readonly string[], parts: CommandLineParts): Promise<number> {
  const streams = streamsOf(parts);
  const program = programOf('frontdesk-set-oof', parts.version, streams);
  const context = commandContext(program, parts, streams);
  program
    .description('Turns the out-of-office replies of a user, shared account or resource on or off.')
    .requiredOption('-u, --user <name>', 'account')
    .option('-m, --mode <1|0>', '1: on, 0: off; the subject and the text are kept')
    .option('-t, --subject <text>', 'subject of the replies')
    .option('-n, --message <file>', 'file with the text of the replies (-: standard input)')
    .option('--from <time>', "start, in the account's time zone")
    .option('--until <time>', "end, in the account's time zone; a date means 00:00 on that day")
    .addHelpText('after', examples)
    .action(async ({ user, mode, subject, message, from, until }: SetOofOptions) => {
      const text = message === undefined ? undefined : await readGivenText(context, 'message', message);
      const set = await context.perform('oof-set', { user, state: stateOf(mode), subject, text, from, until });
      const times = await localTimesOf(user, context);
      context.show(set, (setting) => `out of office of ${setting.user}: ${describeState(setting, times)}\n`);
    });
  return runProgram(program, argv.length === 0 ? ['--help'] : argv, context, streams);
}

function stateOf(mode: string | undefined): 'on' | 'off' | undefined {
  if (mode === undefined) return undefined;
  const state = stateOfMode[mode];
  if (state !== undefined) return state;
  throw new ActionError('bad-input', `mode: ${JSON.stringify(mode)} is not valid`, 'use -m 1 (on) or -m 0 (off)');
}
