/**
 * Formats the messages that wait for a person: a few short lines per message, as a reason is a whole sentence.
 */
import { handCommand } from '../../booking/report/hand-commands.js';
import type { ResultOf } from '../actions/all-actions.js';
import type { LocalTimes } from './local-times.js';
import { clipped, wrapped } from './table.js';

type Waiting = ResultOf<'booking-waiting'>;

const TERMINAL_COLUMNS = 80;

/** @param times of each resource, by name; without them the times are in UTC */
export function describeWaiting(rows: Waiting, times: ReadonlyMap<string, LocalTimes>): string {
  const [first] = rows;
  if (first === undefined) return 'no message waits\n';
  const messages = rows.map((row) =>
    linesOf(row, times)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const [accept, decline] = (['accept', 'decline'] as const).map((verb) =>
    handCommand(verb, first.resource, String(first.number)),
  );
  return [...messages, `Decide with: ${accept ?? ''} or ${decline ?? ''}\n`].join('\n');
}

function linesOf(row: Waiting[number], times: ReadonlyMap<string, LocalTimes>): readonly string[] {
  const { resource, number, start, from, subject, explanation } = row;
  const when = start === null ? [] : [`  ${times.get(resource)?.at(start) ?? start}`];
  return [
    clipped(`${resource} ${number}  ${subject}`, TERMINAL_COLUMNS),
    clipped(`  from ${from[0] ?? 'nobody'}`, TERMINAL_COLUMNS),
    ...when,
    ...wrapped(explanation, TERMINAL_COLUMNS - 2).map((line) => `  ${line}`),
  ];
}
