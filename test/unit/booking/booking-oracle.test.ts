/**
 * The engine against an oracle that knows nothing of iCalendar: it counts units in every slot of ten minutes.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itip, openRoom, type RoomModel } from './desk-model.js';

const SLOT_MS = 600_000;
const SLOTS_A_DAY = 144;
const FIRST_DAY = Date.UTC(2027, 1, 8);

interface Series {
  readonly start: number;
  readonly length: number;
  readonly count: number;
}

type Step =
  | ({ readonly kind: 'request'; readonly uid: number; readonly moved: readonly [number, number] | null } & Series)
  | {
      readonly kind: 'move';
      readonly uid: number;
      readonly index: number;
      readonly to: number;
      readonly length: number;
    }
  | { readonly kind: 'cancel'; readonly uid: number }
  | { readonly kind: 'cancel-one' | 'cancel-future'; readonly uid: number; readonly index: number };

const slot = fc.integer({ min: 0, max: 2 * SLOTS_A_DAY }).map((at) => at - (at % 3));
const length = fc.integer({ min: 1, max: 30 });
const uid = fc.integer({ min: 0, max: 5 });
const index = fc.integer({ min: 0, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      uid,
      start: slot,
      length,
      count: fc.integer({ min: 1, max: 4 }),
      moved: fc.option(fc.tuple(index, slot)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), uid, index, to: slot, length }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), uid }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('cancel-one' as const, 'cancel-future' as const), uid, index }),
  },
);

/** Booked occurrences of each meeting: [first slot, length], by their number in the series. */
interface Meeting {
  readonly series: Series;
  readonly booked: Map<number, readonly [number, number]>;
}

function fits(
  capacity: number,
  held: readonly (readonly [number, number])[],
  asked: readonly (readonly [number, number])[],
): boolean {
  const used = new Map<number, number>();
  for (const [start, slots] of [...held, ...asked]) {
    for (let at = start; at < start + slots; at += 1) used.set(at, (used.get(at) ?? 0) + 1);
  }
  return asked.every(([start, slots]) => {
    for (let at = start; at < start + slots; at += 1) if ((used.get(at) ?? 0) > capacity) return false;
    return true;
  });
}

const utc = (at: number): string => new Date(FIRST_DAY + at * SLOT_MS).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** The engine's side: every message is newer than the one before. */
function mailer(room: RoomModel): (method: string, uid: number, ...events: string[][]) => string {
  let sequence = 0;
  return (method, meeting, ...events) => {
    sequence += 1;
    const stamp = new Date(Date.UTC(2026, 11, 1) + sequence * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const head = [`UID:m${meeting}`, `SEQUENCE:${sequence}`, `DTSTAMP:${stamp}`];
    return room.send(itip(method, ...events.map((event) => [...head, ...event]))).record.decision;
  };
}

const times = (start: number, slots: number): string[] => [`DTSTART:${utc(start)}`, `DTEND:${utc(start + slots)}`];

/** Plays one step on both sides. @returns what the oracle and the engine say, null where the step means nothing */
function play(
  step: Step,
  meetings: Map<number, Meeting>,
  capacity: number,
  mail: ReturnType<typeof mailer>,
): readonly [boolean, string] | null {
  const known = meetings.get(step.uid) ?? null;
  const held = (except: (uid: number, index: number) => boolean): (readonly [number, number])[] =>
    [...meetings].flatMap(([uid, { booked }]) =>
      [...booked].filter(([at]) => !except(uid, at)).map(([, span]) => span),
    );
  if (step.kind === 'request') {
    const { uid, start, length, count } = step;
    const moved = step.moved !== null && count > step.moved[0] ? step.moved : null;
    const asked = Array.from({ length: count }, (_, at): readonly [number, number] =>
      moved?.[0] === at ? [moved[1], length] : [start + at * SLOTS_A_DAY, length],
    );
    const accepted = fits(
      capacity,
      held((other) => other === uid),
      asked,
    );
    meetings.set(uid, { series: step, booked: new Map(accepted ? asked.entries() : []) });
    const override =
      moved === null ? [] : [[`RECURRENCE-ID:${utc(start + moved[0] * SLOTS_A_DAY)}`, ...times(moved[1], length)]];
    return [accepted, mail('REQUEST', uid, [...times(start, length), `RRULE:FREQ=DAILY;COUNT=${count}`], ...override)];
  }
  if (known === null) return null;
  if (step.kind === 'cancel') {
    meetings.delete(step.uid);
    mail('CANCEL', step.uid, []);
    return null;
  }
  if (step.index >= known.series.count) return null;
  const recurrenceId = utc(known.series.start + step.index * SLOTS_A_DAY);
  if (step.kind === 'move') {
    const span = [step.to, step.length] as const;
    const accepted = fits(
      capacity,
      held((uid, at) => uid === step.uid && at === step.index),
      [span],
    );
    if (accepted) known.booked.set(step.index, span);
    else known.booked.delete(step.index);
    return [accepted, mail('REQUEST', step.uid, [`RECURRENCE-ID:${recurrenceId}`, ...times(...span)])];
  }
  const isFuture = step.kind === 'cancel-future' && step.index > 0;
  for (const at of [...known.booked.keys()])
    if (isFuture ? at >= step.index : at === step.index) known.booked.delete(at);
  mail('CANCEL', step.uid, [`RECURRENCE-ID${isFuture ? ';RANGE=THISANDFUTURE' : ''}:${recurrenceId}`]);
  return null;
}

it('requests, updates and cancellations are decided as counting says, and never exceed the capacity', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.integer({ min: 1, max: 5 }), (steps, capacity) => {
      const room = openRoom({ kind: 'equipment', policy: { capacity } });
      const meetings = new Map<number, Meeting>();
      const mail = mailer(room);
      for (const step of steps) {
        const said = play(step, meetings, capacity, mail);
        if (said !== null) expect(said[1]).toBe(said[0] ? 'accept' : 'decline');
        const booked = [...meetings.values()].flatMap(({ booked }) => [...booked.values()]);
        expect(fits(capacity, [], booked)).toBe(true);
        const spans = room.calendar.busy.map(
          ({ start, end }) => `${(start - FIRST_DAY) / SLOT_MS}+${(end - start) / SLOT_MS}`,
        );
        expect(spans.toSorted()).toEqual(booked.map(([start, slots]) => `${start}+${slots}`).toSorted());
      }
    }),
    { numRuns: 500 },
  );
});
