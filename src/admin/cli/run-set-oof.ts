/**
 * `frontdesk-set-oof`: the letters of kopano-set-oof, for scripts and habits. What it does, `frontdesk oof set` does.
 */
import { ActionError } from '../action.js';
import { oofSet } from '../actions/oof-set.js';
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
  frontdesk-set-oof -u john -m 1 -t "I'm on holiday till the 30th of June" -n /tmp/oof.txt
  frontdesk-set-oof -u john -m 1 --from 2026-12-24 --until "2027-01-04 08:00"
  frontdesk-set-oof -u john -m 0
`;

/** @returns the exit code */
export async function runSetOof(
  argv: readonly string[],
  parts: Pick<CommandLineParts, 'version' | 'openContext' | 'streams'>,
): Promise<number> {
  const streams = streamsOf(parts);
  const program = programOf('frontdesk-set-oof', parts.version, streams);
  const context = commandContext(program, parts.openContext, streams);
  program
    .description('Turns the out-of-office answers of an account on or off; of users, shared accounts and resources.')
    .requiredOption('-u, --user <name>', 'the account')
    .option('-m, --mode <1|0>', '1: on, 0: off; the subject and the text stay')
    .option('-t, --subject <text>', 'the subject of the answers')
    .option('-n, --message <file>', 'a file with their text (-: standard input)')
    .option('--from <time>', 'the first moment, on the clock of the account')
    .option('--until <time>', 'the first moment after it, on the clock of the account')
    .addHelpText('after', examples)
    .action(async ({ user, mode, subject, message, from, until }: SetOofOptions) => {
      const text = message === undefined ? undefined : await readGivenText(context, 'message', message);
      const set = await context.perform(oofSet, { user, state: stateOf(mode), subject, text, from, until });
      const times = await localTimesOf(user, context);
      context.show(set, (setting) => `out of office of ${setting.user}: ${describeState(setting, times)}\n`);
    });
  return runProgram(program, argv.length === 0 ? ['--help'] : argv, context, streams);
}

function stateOf(mode: string | undefined): 'on' | 'off' | undefined {
  if (mode === undefined) return undefined;
  const state = stateOfMode[mode];
  if (state !== undefined) return state;
  throw new ActionError('bad-input', `mode: ${JSON.stringify(mode)} is not possible`, 'say -m 1 (on) or -m 0 (off)');
}
