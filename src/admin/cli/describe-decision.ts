/**
 * Formats a booking decision: the outcome, the reason and the dates.
 */
import type { LocalTimes } from './local-times.js';
import { printable } from './table.js';

interface DescribedDecision {
  readonly decision: string | null;
  readonly because: string | null;
  readonly explanation: string;
  readonly occurrences: readonly {
    readonly start: string;
    readonly end: string;
    readonly free: boolean;
    readonly because?: string;
    readonly heldBy?: readonly { readonly subject: string; readonly organizer: string }[];
  }[];
  readonly subject?: string | null;
  readonly organizer?: string | null;
  readonly decidedAt?: string;
  readonly messageId?: string | null;
}

export function describeDecision(record: DescribedDecision, times: LocalTimes): string {
  const because = record.because === null ? '' : ` (${record.because})`;
  const when = record.decidedAt === undefined ? '' : `${times.at(record.decidedAt)}  `;
  const about = typeof record.messageId === 'string' ? `  ${record.messageId}` : '';
  const occurrences = record.occurrences.map(({ start, end, free, because: declined, heldBy = [] }) => {
    const holders = heldBy.map(({ subject, organizer }) => `${organizer}: ${subject}`).join(', ');
    const state = `${free ? 'free' : 'busy'}${declined === undefined ? '' : ` (${declined})`}`;
    return `  ${times.span(start, end)}  ${state}${holders === '' ? '' : `, ${printable(holders)}`}\n`;
  });
  const meeting = [record.subject, record.organizer].filter((each) => each != null && each !== '').join(', ');
  const named = meeting === '' ? '' : `  ${printable(meeting)}\n`;
  return `${printable(`${when}${record.decision ?? 'no decision'}${because}${about}`)}\n${named}  ${printable(record.explanation)}\n${occurrences.join('')}`;
}
