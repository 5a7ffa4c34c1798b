/** The figures of a run as a table: ours, the peer's, their ratio, and the ratio that is the goal. */

export interface CaseResult {
  readonly name: string;
  readonly what: string;
  readonly goal: number;
  /** Deliveries a second, the median of the rounds; null: not measured. */
  readonly ours: number | null;
  readonly peer: number | null;
}

/** What was measured of what was asked for. */
export type BenchResults = Partial<LoadResults> & { readonly booking?: readonly BookingResult[] } & {
  readonly submission?: SubmissionResult;
  readonly commands?: readonly CommandResult[];
};

/** Messages submitted in a second. */
interface SubmissionResult {
  readonly what: string;
  readonly goal: number;
  readonly ours: number | null;
  readonly peer: number | null;
}

/** A command, from the start of its process to its end; beside Node that does nothing. */
interface CommandResult {
  readonly what: string;
  readonly goalMs: number;
  readonly ms: number;
  readonly nodeMs: number;
}

/** A decision alone, or a request until its reply. */
export interface BookingResult {
  readonly name: string;
  readonly what: string;
  readonly goalMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of requests over LMTP. */
  readonly perSecond?: number;
  readonly doubleBookings?: number;
  /** Of several, the slowest. */
  readonly worst?: string;
}

export interface LoadResults {
  readonly cases: readonly CaseResult[];
  readonly syncsPerDelivery: { readonly ours: number | null; readonly peer: number | null };
  readonly process: ProcessResult;
}

/** `frontdesk start` with many accounts. */
export interface ProcessResult {
  readonly accounts: number;
  /** From the command to the LMTP greeting. */
  readonly startMs: number;
  /** Resident, at rest and the most during one round of the cases. */
  readonly idleBytes: number;
  readonly loadBytes: number;
}

const MIB = 1024 ** 2;
const COLUMN = 11;
const MIN_FIRST_COLUMN = 26;
const MS_PER_SECOND = 1000;

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

export function printResults({ cases, syncsPerDelivery, process: ours }: LoadResults): void {
  const width = Math.max(MIN_FIRST_COLUMN, ...cases.map(({ what }) => what.length)) + 2;
  const row = (first: string, ...cells: readonly string[]): string =>
    `${first.padEnd(width)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}\n`;
  const figure = (value: number | null, digits = 0): string => value?.toFixed(digits) ?? '-';
  const lines = [
    row('deliveries a second', 'frontdesk', 'Dovecot', 'ratio', 'goal'),
    ...cases.map(({ what, ours, peer, goal }) =>
      row(what, figure(ours), figure(peer), ratio(ours, peer), `>= ${goal}`),
    ),
    row('fsyncs a delivery', figure(syncsPerDelivery.ours, 2), figure(syncsPerDelivery.peer, 2), '', '<= 1'),
    row(`start, ${ours.accounts} accounts, s`, figure(ours.startMs / MS_PER_SECOND, 2), '', '', '< 2'),
    row('memory at rest, MB', figure(ours.idleBytes / MIB), '', '', '< 150'),
    row('memory under load, MB', figure(ours.loadBytes / MIB), '', '', '< 300'),
  ];
  process.stdout.write(lines.join(''));
}

export function printBooking(results: readonly BookingResult[]): void {
  const width = Math.max(MIN_FIRST_COLUMN, ...results.map(({ what }) => what.length)) + 2;
  const row = (first: string, ...cells: readonly string[]): string =>
    `${first.padEnd(width)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}\n`;
  const lines = results.map(({ what, p50Ms, p99Ms, goalMs, perSecond, doubleBookings }) => {
    const rate = perSecond === undefined ? [] : [`${perSecond.toFixed(0)}/s`, `${doubleBookings ?? 0} double`];
    return row(what, p50Ms.toFixed(2), p99Ms.toFixed(2), `< ${goalMs}`, ...rate);
  });
  const worst = results.flatMap((each) => (each.worst === undefined ? [] : [`${each.name}: ${each.worst}\n`]));
  process.stdout.write([row('booking, ms', 'p50', 'p99', 'p99 goal'), ...lines, ...worst].join(''));
}

export function printSubmission({ what, ours, peer, goal }: SubmissionResult): void {
  const figures = [ours?.toFixed(0) ?? '-', peer?.toFixed(0) ?? '-', ratio(ours, peer), `>= ${goal}`];
  const cells = (texts: readonly string[]): string => texts.map((text) => text.padStart(COLUMN)).join('');
  const width = Math.max(MIN_FIRST_COLUMN, what.length) + 2;
  process.stdout.write(
    `${'handed in a second'.padEnd(width)}${cells(['frontdesk', 'Postfix', 'ratio', 'goal'])}\n` +
      `${what.padEnd(width)}${cells(figures)}\n` +
      'frontdesk: submission, a login on each connection, relay off; Postfix: permit_mynetworks, no login, deferred\n',
  );
}

export function printCommands(results: readonly CommandResult[]): void {
  const width = Math.max(MIN_FIRST_COLUMN, ...results.map(({ what }) => what.length)) + 2;
  const row = (first: string, ...cells: readonly string[]): string =>
    `${first.padEnd(width)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}\n`;
  const lines = results.map(({ what, ms, nodeMs, goalMs }) =>
    row(what, ms.toFixed(0), nodeMs.toFixed(0), `< ${goalMs}`),
  );
  process.stdout.write([row('command line, ms', 'frontdesk', 'node -e 0', 'goal'), ...lines].join(''));
}

function ratio(ours: number | null, peer: number | null): string {
  return ours === null || peer === null ? '-' : (ours / peer).toFixed(1);
}
