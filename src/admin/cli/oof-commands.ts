/**
 * `frontdesk oof`: what is answered while somebody is away, and why somebody was answered or not.
 */
import type { Command } from 'commander';
import { ActionError } from '../action.js';
import { oofExplain } from '../actions/oof-explain.js';
import { oofSet } from '../actions/oof-set.js';
import { oofShow } from '../actions/oof-show.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { describeAbsence, describeExplanation } from './describe-absence.js';
import { localTimesOf } from './local-times.js';
import { readGivenFile, readGivenText } from './read-given-file.js';

interface SetOptions extends Readonly<Record<string, unknown>> {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly scheduled?: boolean;
  readonly text?: string;
  readonly textFile?: string;
  readonly htmlFile?: string;
  readonly outsideText?: string;
  readonly outsideTextFile?: string;
}

export function addOofCommands(program: Command, context: CommandContext): void {
  const oof = program.command('oof').description('What is answered while somebody is away.');
  addSetCommand(oof, context);

  addCommand(oof, 'show <user>', oofShow.summary, 'oof show john', 'oof show john --json').action(
    async (user: string) => {
      const shown = await context.perform(oofShow, { user });
      const times = await localTimesOf(user, context);
      context.show(shown, (setting) => describeAbsence(setting, times));
    },
  );

  addCommand(
    oof,
    'explain <user>',
    oofExplain.summary,
    'oof explain john --message mail.eml',
    'message show john 7 --raw | frontdesk oof explain john --message -',
  )
    .requiredOption('--message <file>', 'the mail, with its header (-: standard input)')
    .option('--from <address>', 'its reverse-path; empty: the null one (default: Return-Path, or else the author)')
    .action(async (user: string, { message, from }: { readonly message: string; readonly from?: string }) => {
      const bytes = await readGivenFile(context, 'message', message);
      const explained = await context.perform(oofExplain, { user, from }, bytes);
      const times = await localTimesOf(user, context);
      context.show(explained, (explanation) => describeExplanation(explanation, times));
    });
}

function addSetCommand(oof: Command, context: CommandContext): void {
  addCommand(
    oof,
    'set <user>',
    oofSet.summary,
    'oof set john --on --subject "On holiday" --text-file oof.txt --from 2026-12-24 --until "2027-01-04 08:00"',
    'oof set info --on --text "{name} is closed until {until}." --until 2027-01-04 --audience known',
    'oof set john --off',
  )
    .option('--on', 'from now on and without end, unless --from and --until say otherwise')
    .option('--off', 'nobody is answered; the texts stay')
    .option('--scheduled', 'from --from on, until --until; one of them may be left out')
    .option('--from <time>', "the first moment: RFC 3339, or on the account's clock; empty: at once")
    .option('--until <time>', 'the first moment after it: a day means its beginning; empty: open')
    .option('--subject <text>', "the original one follows in brackets; empty: the words of the account's language")
    .option('--text <text>', 'may have {subject} {sender} {until} {name}; serves outside too, while it is the only one')
    .option('--text-file <file>', 'the same, from a file (-: standard input)')
    .option('--html-file <file>', 'the text in HTML; without --text its words serve as plain text')
    .option('--outside-text <text>', 'what senders outside our domains get instead')
    .option('--outside-text-file <file>', 'the same, from a file')
    .option('--audience <none|known|all>', 'which senders outside are answered; none keeps the text inside')
    .option('--again-after-days <n>', 'a sender is answered again after so many days (default: 1)')
    .action(async (user: string, options: SetOptions) => {
      const { on, off, scheduled, text, textFile, htmlFile, outsideText, outsideTextFile, ...others } = options;
      const input = {
        user,
        ...others,
        state: stateOf({ on, off, scheduled }),
        text: await oneText('text', text, textFile, context),
        html: htmlFile === undefined ? undefined : await readGivenText(context, 'html-file', htmlFile),
        outsideText: await oneText('outside-text', outsideText, outsideTextFile, context),
      };
      const set = await context.perform(oofSet, input);
      const times = await localTimesOf(user, context);
      context.show(set, (setting) => describeAbsence(setting, times));
    });
}

function stateOf(said: Readonly<Record<'on' | 'off' | 'scheduled', boolean | undefined>>): string | undefined {
  const states = Object.entries(said).flatMap(([state, isSaid]) => (isSaid === true ? [state] : []));
  if (states.length <= 1) return states[0];
  throw new ActionError('bad-input', `--${states.join(' and --')}: one of them only`, 'say --on, --off or --scheduled');
}

async function oneText(
  name: string,
  text: string | undefined,
  file: string | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (text !== undefined && file !== undefined)
    throw new ActionError('bad-input', `${name}: given twice`, `say --${name} or --${name}-file`);
  return file === undefined ? text : readGivenText(context, `${name}-file`, file);
}
