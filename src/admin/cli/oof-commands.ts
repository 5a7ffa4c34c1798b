/**
 * `frontdesk oof`: out-of-office settings, and why a sender gets a reply or not.
 */
import type { Command } from 'commander';
import { ActionError } from '../action.js';
import { actions } from '../actions/all-actions.js';
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

export function addOofCommands(oof: Command, context: CommandContext): void {
  addSetCommand(oof, context);

  addCommand(oof, 'show <user>', actions['oof-show'].summary, 'oof show john', 'oof show john --json').action(
    async (user: string) => {
      const shown = await context.perform('oof-show', { user });
      const times = await localTimesOf(user, context);
      context.show(shown, (setting) => describeAbsence(setting, times));
    },
  );

  addCommand(
    oof,
    'explain <user>',
    actions['oof-explain'].summary,
    'oof explain john --message message.eml',
    'message show john 7 --raw | frontdesk oof explain john --message -',
  )
    .requiredOption('--message <file>', 'file with the message, including its header section (-: standard input)')
    .option('--from <address>', 'envelope sender; empty: the null reverse-path (default: Return-Path, else the author)')
    .action(async (user: string, { message, from }: { readonly message: string; readonly from?: string }) => {
      const bytes = await readGivenFile(context, 'message', message);
      const explained = await context.perform('oof-explain', { user, from }, bytes);
      const times = await localTimesOf(user, context);
      context.show(explained, (explanation) => describeExplanation(explanation, times));
    });
}

function addSetCommand(oof: Command, context: CommandContext): void {
  addCommand(
    oof,
    'set <user>',
    actions['oof-set'].summary,
    'oof set john --on --subject "On holiday" --text-file oof.txt --from 2026-12-24 --until "2027-01-04 08:00"',
    'oof set info --on --text "{name} is closed until {until}." --until 2027-01-04 --audience known',
    'oof set john --off',
  )
    .option('--on', 'turn replies on, without end unless --from and --until limit them')
    .option('--off', 'turn replies off; the texts are kept')
    .option('--scheduled', 'turn replies on between --from and --until; one of them may be omitted')
    .option('--from <time>', "start, as an RFC 3339 time or in the account's time zone; empty: immediately")
    .option('--until <time>', 'end, in the same form; a date means 00:00 on that day; empty: no end')
    .option(
      '--subject <text>',
      "subject, followed by the original one in square brackets; empty: default for the account's language",
    )
    .option(
      '--text <text>',
      'text; may contain {subject} {sender} {until} {name}; also used outside if there is no --outside-text',
    )
    .option('--text-file <file>', 'file with the text (-: standard input)')
    .option('--html-file <file>', 'file with the text in HTML; without --text, the plain text is derived from it')
    .option('--outside-text <text>', 'text for senders outside the local domains')
    .option('--outside-text-file <file>', 'file with that text (-: standard input)')
    .option('--audience <none|known|all>', 'which senders outside the local domains get a reply')
    .option('--again-after-days <n>', 'days until the same sender gets another reply (default: 1)')
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
      const set = await context.perform('oof-set', input);
      const times = await localTimesOf(user, context);
      context.show(set, (setting) => describeAbsence(setting, times));
    });
}

function stateOf(said: Readonly<Record<'on' | 'off' | 'scheduled', boolean | undefined>>): string | undefined {
  const states = Object.entries(said).flatMap(([state, isSaid]) => (isSaid === true ? [state] : []));
  if (states.length <= 1) return states[0];
  throw new ActionError(
    'bad-input',
    `--${states.join(' and --')}: only one of these is allowed`,
    'use --on, --off or --scheduled',
  );
}

async function oneText(
  name: string,
  text: string | undefined,
  file: string | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (text !== undefined && file !== undefined)
    throw new ActionError('bad-input', `${name}: given twice`, `use --${name} or --${name}-file`);
  return file === undefined ? text : readGivenText(context, `${name}-file`, file);
}
