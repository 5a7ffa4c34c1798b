/**
 * Draws the agenda of a resource as text: days as rows, hours as columns, a letter for each meeting, and a legend of the
 * letters. Meetings at the same time (a capacity above one) have separate rows.
 */
import type { AgendaRow } from './ask-frontdesk.js';

const TIME_ZONE = 'Europe/Berlin';
const FIRST_HOUR = 7;
const LAST_HOUR = 19;
const CELLS_AN_HOUR = 4;
const MINUTES_A_CELL = 60 / CELLS_AN_HOUR;
const DAY_COLUMNS = 12;

interface Meeting {
  readonly letter: string;
  readonly day: string;
  /** Cells since FIRST_HOUR. */
  readonly from: number;
  readonly to: number;
}

export function drawAgenda(rows: readonly AgendaRow[]): string[] {
  const letters = new Map<string, string>();
  for (const { uid } of rows) {
    if (!letters.has(uid)) letters.set(uid, String.fromCharCode('A'.charCodeAt(0) + letters.size));
  }
  const meetings = rows.map((row) => place(row, letters.get(row.uid) ?? '?'));
  const days = [...new Set(meetings.map(({ day }) => day))];
  return [
    hourLine(),
    ...days.flatMap((day) => drawDay(meetings.filter((each) => each.day === day))),
    '',
    ...legend(rows, letters),
  ];
}

function hourLine(): string {
  const hours = Array.from({ length: LAST_HOUR - FIRST_HOUR }, (_, index) => String(FIRST_HOUR + index));
  return `${' '.repeat(DAY_COLUMNS)}${hours.map((hour) => hour.padEnd(CELLS_AN_HOUR)).join('')}`.trimEnd();
}

function drawDay(meetings: readonly Meeting[]): string[] {
  const lanes: string[][] = [];
  for (const { letter, from, to } of meetings) {
    let lane = lanes.find((cells) => cells.slice(from, to).every((cell) => !/[A-Z]/.test(cell)));
    if (lane === undefined) lanes.push((lane = emptyLane()));
    lane.fill(letter, from, to);
  }
  return lanes.map(
    (cells, index) => `${(index === 0 ? (meetings[0]?.day ?? '') : '').padEnd(DAY_COLUMNS)}${cells.join('')}`,
  );
}

function emptyLane(): string[] {
  return Array.from({ length: (LAST_HOUR - FIRST_HOUR) * CELLS_AN_HOUR }, (_, index) =>
    index % CELLS_AN_HOUR === 0 ? '|' : '.',
  );
}

function place({ start, end }: AgendaRow, letter: string): Meeting {
  const from = cellOf(start);
  return { letter, day: dayOf(start), from, to: Math.max(from + 1, cellOf(end)) };
}

function dayOf(time: string): string {
  return shown(time, { weekday: 'short', day: '2-digit', month: 'short' }).replace(',', '');
}

function cellOf(time: string): number {
  const [hour = 0, minute = 0] = clockOf(time).split(':').map(Number);
  const cell = Math.round(((hour - FIRST_HOUR) * 60 + minute) / MINUTES_A_CELL);
  return Math.min(Math.max(0, cell), (LAST_HOUR - FIRST_HOUR) * CELLS_AN_HOUR);
}

function clockOf(time: string): string {
  return shown(time, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function shown(time: string, options: Intl.DateTimeFormatOptions): string {
  return new Date(time).toLocaleString('en-GB', { ...options, timeZone: TIME_ZONE });
}

function legend(rows: readonly AgendaRow[], letters: ReadonlyMap<string, string>): string[] {
  return [...letters].map(([uid, letter]) => {
    const occurrences = rows.filter((row) => row.uid === uid);
    const [first] = occurrences;
    if (first === undefined) return letter;
    const times = occurrences.length === 1 ? '' : `, ${occurrences.length} times`;
    const hours = `${clockOf(first.start)}-${clockOf(first.end)}`;
    return `${letter}  ${first.summary}, ${hours}${times}, ${first.organizer}`;
  });
}
