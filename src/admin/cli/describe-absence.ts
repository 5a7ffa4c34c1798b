/**
 * Out-of-office settings, and why somebody was answered or not, as people read them.
 */
import type { oofExplain } from '../actions/oof-explain.js';
import type { OutOfOfficeJson } from '../json/out-of-office-as-json.js';
import type { LocalTimes } from './local-times.js';
import { pairsOf, printable, tableOf, yesOrNo } from './table.js';

const audienceWords = { none: 'nobody', known: 'those in the address book', all: 'everybody' } as const;

export function describeAbsence(setting: OutOfOfficeJson & { readonly user: string }, times: LocalTimes): string {
  const { text, html, outsideText } = setting;
  const own = text ?? (html === null ? null : '(HTML)');
  const head = pairsOf([
    ['Account', setting.user],
    ['Out of office', describeState(setting, times)],
    ['Answers now', answersNow(setting)],
    ['Subject', setting.subject ?? "the words of the account's language"],
    ['Outside', audienceWords[setting.audience]],
    ['Answers again', setting.againAfterDays === 1 ? 'after a day' : `after ${setting.againAfterDays} days`],
  ]);
  const whose = setting.insideOnly || outsideText !== null ? 'inside' : 'all';
  return [
    head,
    textOf(`Text for ${whose}`, own ?? (outsideText === null ? "(the words of the account's language)" : null)),
    textOf('Text for outside', outsideText),
  ].join('');
}

function textOf(title: string, text: string | null): string {
  if (text === null) return '';
  const lines = text.trimEnd().split('\n');
  return `\n${title}:\n${lines.map((line) => `  ${printable(line)}`.trimEnd()).join('\n')}\n`;
}

function answersNow({ state, inForce, isOver }: OutOfOfficeJson): string {
  if (inForce || state === 'off') return yesOrNo(inForce);
  return isOver ? 'no: its end has passed' : 'no: it has not begun';
}

/** `on until Thu 24 December 2026 18:00 CET` */
export function describeState({ state, from, until }: OutOfOfficeJson, times: LocalTimes): string {
  if (state === 'off') return state;
  const since = from === null ? '' : ` from ${times.at(from)}`;
  return `${state}${since}${until === null ? '' : ` until ${times.at(until)}`}`;
}

type Explanation = Awaited<ReturnType<typeof oofExplain.run>>;

const verdictWords = { passes: 'ok', refuses: 'NO ANSWER', 'not-asked': 'not asked' } as const;

export function describeExplanation(explained: Explanation, times: LocalTimes): string {
  const { wouldAnswer, because, explanation, lastAnsweredAt, lastAnsweredInThisRound } = explained;
  const round = lastAnsweredInThisRound ? 'in this round' : 'in an earlier round';
  const head = pairsOf([
    ['Account', explained.user],
    ['Would answer now', yesOrNo(wouldAnswer)],
    ['Because', `${explanation}${because === null ? '' : ` (${because})`}`],
    [
      'Sender',
      explained.sender === null ? 'none' : `${explained.sender}${explained.inside === true ? ', inside' : ''}`,
    ],
    ['Last answered', lastAnsweredAt === null ? 'never' : `${times.at(lastAnsweredAt)}, ${round}`],
    ['Answers this hour', String(explained.answersInLastHour)],
  ]);
  const rows = explained.rules.map(({ rule, verdict, because: says }) => [
    rule,
    verdictWords[verdict],
    verdict === 'refuses' ? says : '',
  ]);
  return `${head}\n${tableOf(['rule', 'verdict', ''], rows, '')}`;
}
