/**
 * Changes the out-of-office setting of a user, shared account or resource.
 */
import { z } from 'zod';
import type { Account } from '../../directory/directory.js';
import type { Instant } from '../../mail/instant.js';
import { unknownVariables, variableNames } from '../../out-of-office/answer-text.js';
import { changeSetting } from '../../out-of-office/change-setting.js';
import {
  audiences,
  MAX_AGAIN_AFTER_DAYS,
  MAX_HTML_CHARACTERS,
  MAX_SUBJECT_CHARACTERS,
  MAX_TEXT_CHARACTERS,
  outOfOfficeStates,
  type OutOfOffice,
} from '../../out-of-office/out-of-office.js';
import { choice, count, text } from '../../settings/config-values.js';
import { action, ActionError } from '../action.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';
import { readLocalTime } from '../input/local-time-input.js';
import { outOfOfficeAsJson } from '../json/out-of-office-as-json.js';

/** Text with LF line ends and without control characters other than tabs; null: empty, which removes the text. */
const lines = (maxCharacters: number) =>
  z
    .string('allowed: text')
    .max(maxCharacters, `allowed: text of at most ${maxCharacters} characters`)
    .transform((given) => {
      const clean = given.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
      return clean.trim() === '' ? null : clean;
    });

export const oofSet = action({
  name: 'oof-set',
  changes: true,
  input: z.strictObject({
    user: searchName(),
    state: choice(outOfOfficeStates).optional(),
    /** In the account's time zone unless a zone or an offset is given; empty: no bound. */
    from: z.string().max(100).optional(),
    until: z.string().max(100).optional(),
    subject: text()
      .refine(
        (given) => given.length <= MAX_SUBJECT_CHARACTERS,
        `allowed: at most ${MAX_SUBJECT_CHARACTERS} characters`,
      )
      .optional(),
    text: lines(MAX_TEXT_CHARACTERS).optional(),
    html: lines(MAX_HTML_CHARACTERS).optional(),
    outsideText: lines(MAX_TEXT_CHARACTERS).optional(),
    audience: choice(audiences).optional(),
    againAfterDays: count(1, MAX_AGAIN_AFTER_DAYS).optional(),
  }),
  async run(context, { user, from, until, subject, ...said }) {
    const account = await findAccount(context, user);
    storeOf(account);
    const now = context.clock();
    const setting = changeSetting(
      account.outOfOffice,
      {
        ...said,
        from: timeOf('from', from, account),
        until: timeOf('until', until, account),
        subject: subject === '' ? null : subject,
      },
      now,
    );
    refuseImpossible(setting);
    if (until !== undefined) refusePast(setting, now);
    refuseUnknownVariables(subject, said.text, said.html, said.outsideText);
    const { name } = await context.directory.updateAccount(account.id, { outOfOffice: setting });
    return { user: name, ...outOfOfficeAsJson(setting, now) };
  },
});

function timeOf(name: string, given: string | undefined, { timeZone }: Account): Instant | null | undefined {
  if (given === undefined) return undefined;
  if (given.trim() === '') return null;
  return readLocalTime(name, given, timeZone);
}

/** An end that is over would turn the setting on without effect. */
function refusePast({ state, until }: OutOfOffice, now: Instant): void {
  if (state !== 'off' && until !== null && until <= now)
    throw new ActionError('bad-input', 'until: is in the past', 'give a later --until, or use --off');
}

/** A misspelled variable would reach every sender as it is. */
function refuseUnknownVariables(...templates: readonly (string | null | undefined)[]): void {
  const unknown = [...new Set(templates.flatMap((template) => unknownVariables(template ?? '')))];
  if (unknown.length === 0) return;
  const known = variableNames.map((name) => `{${name}}`).join(', ');
  throw new ActionError('bad-input', `unknown variable: ${unknown.join(', ')}`, `use only ${known}`);
}

function refuseImpossible({ state, from, until }: OutOfOffice): void {
  if (from !== null && until !== null && from >= until)
    throw new ActionError('bad-input', 'until: must be later than from', 'give a later --until');
  if (state === 'scheduled' && from === null && until === null)
    throw new ActionError(
      'bad-input',
      'scheduled: a start or an end is required',
      'add --from, --until or both, or use --on',
    );
}
