/**
 * The engine against counting: a hundred thousand random requests in twenty thousand random calendars, decided by the
 * engine and by walking days and counting minutes. Both must say the same, and book the same minutes.
 */
import { expect, test } from 'vitest';
import { instant } from '../../src/mail/instant.js';
import { minuteCount, spansOf, walkSeries, type MinuteCount, type Span } from '../support/count-minutes.js';
import { DAY_MINUTES, MINUTE_MS, minuteClock, type MinuteClock } from '../support/minute-clock.js';
import { oracleZones, randomRequest, writeRequest, type RandomRequest } from '../support/random-request.js';
import { seededRandom, type SeededRandom } from '../support/seeded-random.js';
import { openRoom, type RoomModel } from '../unit/booking/desk-model.js';

const CALENDARS = 20_000;
const REQUESTS_EACH = 5;
/** Twenty days before the clocks change in either hemisphere, in spring and in autumn. */
const bases = [Date.UTC(2027, 2, 8), Date.UTC(2027, 8, 20)];
const HORIZON_DAYS = 45;
const UPDATE_PERCENT = 20;
/** A minute and a half on a quiet machine. */
const WITHIN_MS = 600_000;

interface Scene {
  readonly baseMs: number;
  readonly clocks: ReadonlyMap<string, MinuteClock>;
}

interface Play {
  readonly scene: Scene;
  readonly room: RoomModel;
  readonly count: MinuteCount;
  readonly resourceZone: string;
  readonly booked: Map<string, readonly Span[]>;
}

test(
  `${CALENDARS} calendars, ${CALENDARS * REQUESTS_EACH} requests: no difference`,
  () => {
    const random = seededRandom('oracle');
    const scenes = bases.map((baseMs): Scene => ({
      baseMs,
      clocks: new Map([...oracleZones, 'UTC'].map((zone) => [zone, minuteClock(zone, baseMs)])),
    }));
    const tally = new Map<string, number>();
    for (let calendar = 0; calendar < CALENDARS; calendar += 1) {
      const play = openPlay(random, scenes);
      for (let request = 1; request <= REQUESTS_EACH; request += 1) {
        const isUpdate = request > 1 && random.between(1, 100) <= UPDATE_PERCENT;
        const uid = `m${isUpdate ? random.between(1, request - 1) : request}`;
        const decision = playRequest(play, randomRequest(random, uid), request);
        tally.set(decision, (tally.get(decision) ?? 0) + 1);
      }
    }
    // A generator that finds no conflicts, or nothing else, would prove nothing.
    expect(tally.get('accept')).toBeGreaterThan((CALENDARS * REQUESTS_EACH) / 10);
    expect(tally.get('decline')).toBeGreaterThan((CALENDARS * REQUESTS_EACH) / 10);
  },
  WITHIN_MS,
);

function openPlay(random: SeededRandom, scenes: readonly Scene[]): Play {
  const scene = scenes[random.between(0, scenes.length - 1)];
  const resourceZone = oracleZones[random.between(0, oracleZones.length - 1)];
  if (scene === undefined || resourceZone === undefined) throw new Error('nothing to choose from');
  // Half of them with one unit, where most conflicts are.
  const capacity = Math.max(1, random.between(-3, 5));
  const room = openRoom({
    kind: 'equipment',
    timeZone: resourceZone,
    policy: { capacity },
    options: { horizonDays: HORIZON_DAYS, declinedUpdate: 'release' },
    now: instant(scene.baseMs - 2 * DAY_MINUTES * MINUTE_MS),
  });
  return { scene, room, resourceZone, count: minuteCount(capacity), booked: new Map() };
}

/** Plays one request on both sides and compares. @returns the decision */
function playRequest(play: Play, request: RandomRequest, sequence: number): string {
  const { scene, room, count, booked, resourceZone } = play;
  const zone = request.kind === 'zoned' || request.kind === 'utc' ? request.zone : resourceZone;
  const clock = scene.clocks.get(zone);
  if (clock === undefined) throw new Error(`no clock for ${zone}`);
  if (putsEndBeforeStart(request, clock)) return 'left out';
  const places = walkSeries(request, clock, scene.baseMs);
  const spans = spansOf(request, places, clock, (HORIZON_DAYS - 2) * DAY_MINUTES);
  count.release(booked.get(request.uid) ?? []);
  const expected = spans.length === 0 ? 'ignore' : count.fits(spans) ? 'accept' : 'decline';
  const taken = expected === 'accept' ? spans : [];
  booked.set(request.uid, taken);
  count.book(taken);

  const ics = writeRequest(request, sequence, scene.baseMs, { places, instantOf: (local) => clock.instantOf(local) });
  // Nobody is to be told: the wording of answers is tested elsewhere, and takes most of the time.
  const { record } = room.send(ics, { reversePath: null });
  const minutes = (at: number): number => (at - scene.baseMs) / MINUTE_MS;
  const own = room.calendar.busy.filter(({ uid }) => uid === request.uid);
  const indexed = own.map(({ start, end }) => `${minutes(start)}-${minutes(end)}`).toSorted();
  const counted = taken.map(({ start, end }) => `${start}-${end}`).toSorted();
  if (record.decision !== expected || indexed.join() !== counted.join())
    expect({ decision: record.decision, because: record.because, indexed }, `${resourceZone}\n${ics}`).toEqual({
      decision: expected,
      indexed: counted,
    });
  return expected;
}

/** The clocks go forward between start and end so that the end is the earlier instant: that is left to a person. */
function putsEndBeforeStart(request: RandomRequest, clock: MinuteClock): boolean {
  if (request.lengthAs !== 'dtend' || request.kind === 'all-day') return false;
  const times = [request, ...request.overrides, ...(request.later === null ? [] : [request.later])];
  return times.some(({ start, length }) => clock.instantOf(start + length) < clock.instantOf(start));
}
