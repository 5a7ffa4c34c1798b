/**
 * Formats out-of-office settings, and explanations of why a sender gets a reply or not, for people.
 */
import type { oofExplain } from '../actions/oof-explain.js';
import type { OutOfOfficeJson } from '../json/out-of-office-as-json.js';
import type { LocalTimes } from './local-times.js';
import { counted, pairsOf, printable, tableOf, yesOrNo } from './table.js';

const audienceWords = { none: 'no one', known: 'only senders in the address book', all: 'everyone' } as const;

export function describeAbsence(setting: OutOfOfficeJson & { readonly user: string }, times: LocalTimes): string {
  const { text, html, outsideText } = setting;
  const own = text ?? (html === null ? null : '(HTML)');
  const head = pairsOf([
    ['Account', setting.user],
    ['Out of office', describeState(setting, times)],
    ['Replies now', repliesNow(setting)],
    ['Subject', setting.subject ?? "default for the account's language"],
    ['Replies outside', audienceWords[setting.audience]],
    ['Replies again', `after ${counted(setting.againAfterDays, 'day')}`],
  ]);
  const whose = setting.insideOnly || outsideText !== null ? 'local senders' : 'all senders';
  return [
    head,
    textOf(`Text for ${whose}`, own ?? (outsideText === null ? "(default for the account's language)" : null)),
    textOf('Text for outside senders', outsideText),
  ].join('');
}

function textOf(title: string, text: string | null): string {
  if (text === null) return '';
  const lines = text.trimEnd().split('\n');
  return `\n${title}:\n${lines.map((line) => `  ${printable(line)}`.trimEnd()).join('\n')}\n`;
}

function repliesNow({ state, inForce, isOver }: OutOfOfficeJson): string {
  if (inForce || state === 'off') return yesOrNo(inForce);
  return isOver ? 'no: the end has passed' : 'no: the start is still ahead';
}

/** `on until Thu 24 December 2026 18:00 CET` */
export function describeState({ state, from, until }: OutOfOfficeJson, times: LocalTimes): string {
  if (state === 'off') return state;
  const since = from === null ? '' : ` from ${times.at(from)}`;
  return `${state}${since}${until === null ? '' : ` until ${times.at(until)}`}`;
}

type Explanation = Awaited<ReturnType<typeof oofExplain.run>>;

const verdictWords = { passes: 'ok', refuses: 'NO REPLY', 'not-asked': 'not checked' } as const;

export function describeExplanation(explained: Explanation, times: LocalTimes): string {
  const { wouldAnswer, because, explanation, lastAnsweredAt, lastAnsweredInThisRound } = explained;
  const round = lastAnsweredInThisRound ? 'in this absence' : 'in an earlier absence';
  const head = pairsOf([
    ['Account', explained.user],
    ['Would reply now', yesOrNo(wouldAnswer)],
    ['Reason', `${explanation}${because === null ? '' : ` (${because})`}`],
    [
      'Sender',
      explained.sender === null ? 'none' : `${explained.sender}${explained.inside === true ? ', inside' : ''}`,
    ],
    ['Last reply', lastAnsweredAt === null ? 'never' : `${times.at(lastAnsweredAt)}, ${round}`],
    ['Replies in last hour', String(explained.answersInLastHour)],
  ]);
  const rows = explained.rules.map(({ rule, verdict, because: says }) => [
    rule,
    verdictWords[verdict],
    verdict === 'refuses' ? says : '',
  ]);
  return `${head}\n${tableOf(['rule', 'verdict', ''], rows, '')}`;
}
