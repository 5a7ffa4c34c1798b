/**
 * How long it takes to decide a weekly series of two years against a calendar of so many events, a twentieth of them
 * series: prepare, read the desk as SQLite has it, decide. The calendars are equally dense; a larger one goes further
 * back, as a resource's does.
 */
import { decideBooking } from '../../src/booking/decide-booking.js';
import type { BusyInterval, CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import { prepareBooking } from '../../src/booking/prepare-booking.js';
import type { StoreId } from '../../src/directory/account.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import { seededRandom, type SeededRandom } from '../support/seeded-random.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';
import { itip, questionFor } from '../unit/booking/desk-model.js';

export interface DecisionCase {
  readonly name: string;
  readonly what: string;
  readonly events: number;
  readonly goalMs: number;
}

export const decisionCases: readonly DecisionCase[] = [1_000, 10_000, 100_000].map((events) => ({
  name: `decide-${events}`,
  what: `weekly series of two years against ${events} events`,
  events,
  goalMs: 5,
}));

export interface DecisionResult extends DecisionCase {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NOW = instant(Date.UTC(2027, 0, 1));
const EVENTS_A_DAY = 5;
/** One event in so many is a weekly series of two years. */
const SERIES_EACH = 20;
const WEEKS = 104;
const MAX_DAYS_AHEAD = 700;
/** Events a commit. */
const BATCH = 500;
const WARM_UPS = 100;
const DECISIONS = 1000;

export async function measureDecisions(each: DecisionCase): Promise<DecisionResult> {
  const folder = await throwAwayFolder('bench');
  const store = await openSqliteStore({ dataFolder: folder.path, expectedDataId: null, duplicateWindowMs: DAY_MS });
  try {
    const { id: storeId } = await store.mailStore.createStore(NOW);
    const random = seededRandom(each.name);
    await fill(store.desk, storeId, each.events, random);
    const milliseconds: number[] = [];
    for (let decision = 0; decision < WARM_UPS + DECISIONS; decision += 1) {
      const question = questionFor(weeklyRequest(decision, random), { now: NOW });
      const begin = performance.now();
      const prepared = prepareBooking(question);
      const read = { storeId, deliveryId: String(decision), now: NOW, calendar: prepared.calendarQuestion };
      const { calendar } = await store.desk.read(read);
      if (calendar === null) throw new Error('the desk gave no calendar');
      decideBooking(prepared, calendar);
      if (decision >= WARM_UPS) milliseconds.push(performance.now() - begin);
    }
    return { ...each, p50Ms: percentile(milliseconds, 50), p99Ms: percentile(milliseconds, 99) };
  } finally {
    await store.close();
    await folder.remove();
  }
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

function weeklyRequest(number: number, random: SeededRandom): string {
  const day = new Date(NOW + random.between(1, 14) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  const time = `${day}T${String(random.between(8, 17)).padStart(2, '0')}`;
  return itip('REQUEST', [
    `UID:asked-${number}`,
    `DTSTART;TZID=Europe/Berlin:${time}0000`,
    `DTEND;TZID=Europe/Berlin:${time}5900`,
    `RRULE:FREQ=WEEKLY;COUNT=${WEEKS}`,
  ]);
}

async function fill(desk: DeliveryDesk, storeId: StoreId, events: number, random: SeededRandom): Promise<void> {
  const days = Math.ceil(events / EVENTS_A_DAY);
  const lastDay = Math.min(days, MAX_DAYS_AHEAD);
  for (let from = 0; from < events; from += BATCH) {
    const put = Array.from({ length: Math.min(BATCH, events - from) }, (_, offset) => {
      const start = instant(NOW + (lastDay - random.between(0, days)) * DAY_MS + random.between(7, 18) * HOUR_MS);
      return eventAt(from + offset, start);
    });
    const { calendar } = await desk.read({ storeId, deliveryId: '', now: NOW, calendar: { uids: [], busyIn: [] } });
    const change: CalendarChange = { remove: [], put, tombstones: [] };
    const basedOn = calendar?.version ?? 0;
    const said = await desk.revise({ storeId, basedOn, change, decision: null, outgoing: [], plannedAt: NOW });
    if (said === 'stale') throw new Error('somebody else writes the calendar of the benchmark');
  }
}

function eventAt(number: number, start: Instant): CalendarChange['put'][number] {
  const key = { uid: `event-${number}`, organizer: 'ann@example.org' };
  const times = number % SERIES_EACH === 0 ? WEEKS : 1;
  const busy = Array.from({ length: times }, (_, week): BusyInterval => {
    const at = instant(start + week * 7 * DAY_MS);
    const recurrenceId = times === 1 ? null : at;
    return { ...key, start: at, end: instant(at + HOUR_MS / 2), recurrenceId, partstat: 'accepted', summary: 'Busy' };
  });
  const entry: CalendarEntry = {
    ...key,
    revision: { sequence: 0, stampedAt: NOW },
    partstat: 'accepted',
    occurrences: [],
    ical: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
    summary: 'Busy',
    indexedUntil: null,
  };
  return { entry, busy };
}
