/**
 * Formats the outbox for people: a few short lines per message, cut at the width of a terminal.
 */
import type { outgoingAsJson } from '../json/outgoing-as-json.js';
import type { LocalTimes } from './local-times.js';
import { clipped, pairsOf, sizeOf } from './table.js';

type Outgoing = ReturnType<typeof outgoingAsJson>;

const TERMINAL_COLUMNS = 80;
/** Of a message's recipients; the others are only counted. */
const MAX_NAMED_RECIPIENTS = 2;

export function describeQueue(entries: readonly Outgoing[], times: LocalTimes): string {
  if (entries.length === 0) return 'the outbox is empty\n';
  const inState = (state: Outgoing['state']): number => entries.filter((entry) => entry.state === state).length;
  const held = inState('held');
  const totals = `${inState('waiting')} waiting, ${held === 0 ? '' : `${held} held, `}${inState('failed')} failed\n`;
  const messages = entries.map((entry) => linesOf(entry, times).map((line) => `${clipped(line, TERMINAL_COLUMNS)}\n`));
  return [...messages.map((lines) => lines.join('')), totals].join('\n');
}

/** Formats one message in full. */
export function describeEntry(entry: Outgoing, times: LocalTimes): string {
  return pairsOf([
    ['ID', entry.id],
    ['State', entry.state],
    ['Envelope sender', entry.reversePath ?? '<>'],
    ['Recipients', entry.recipients.join(', ')],
    ['Subject', entry.subject],
    ['Message-ID', entry.messageId],
    ['Size', sizeOf(entry.sizeBytes)],
    ['Created', times.at(entry.createdAt)],
    ['Attempts', String(entry.attempts)],
    ['Next attempt', nextOf(entry, times)],
    ['Last error', entry.lastError ?? 'none'],
  ]);
}

function linesOf(entry: Outgoing, times: LocalTimes): readonly string[] {
  const { id, state, reversePath, recipients, subject, attempts, lastError } = entry;
  const named = recipients.slice(0, MAX_NAMED_RECIPIENTS).join(', ');
  const more = recipients.length - MAX_NAMED_RECIPIENTS;
  return [
    `${id}  ${state}${state === 'waiting' ? `, next attempt ${nextOf(entry, times)}` : ''}`,
    `  ${reversePath ?? '<>'} to ${named}${more > 0 ? ` and ${more} more` : ''}`,
    `  ${subject}`,
    ...(attempts === 0 ? [] : [`  tried ${attempts === 1 ? 'once' : `${attempts} times`}: ${lastError ?? ''}`]),
  ];
}

function nextOf({ state, isBehind, nextAttemptAt }: Outgoing, times: LocalTimes): string {
  if (state !== 'waiting') return 'none';
  return isBehind ? 'after an earlier message' : times.at(nextAttemptAt);
}
