import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInFlightRoom, type Holder } from '../../../../src/delivery/lmtp/in-flight-room.js';

const holder = (): Holder => ({ heldBytes: 0 });

describe('room for messages under way', () => {
  it('past the bound a message waits until there is room', async () => {
    const room = createInFlightRoom(100);
    const [one, other] = [holder(), holder()];
    expect(room.take(one, 60)).toBeUndefined();
    const waiting = room.take(other, 60);
    expect(waiting).toBeDefined();
    room.release(one);
    await waiting;
    expect(room.usedBytes).toBe(60);
  });

  it('a message larger than the bound passes alone', async () => {
    const room = createInFlightRoom(100);
    const [large, other] = [holder(), holder()];
    expect(room.take(large, 80)).toBeUndefined();
    expect(room.take(large, 80)).toBeUndefined();
    const waiting = room.take(other, 1);
    expect(waiting).toBeDefined();
    room.release(large);
    await waiting;
  });

  it('two half messages do not block each other: the older one goes on', async () => {
    const room = createInFlightRoom(100);
    const [older, younger] = [holder(), holder()];
    expect(room.take(older, 50)).toBeUndefined();
    expect(room.take(younger, 50)).toBeUndefined();
    const waiting = room.take(younger, 30);
    expect(waiting).toBeDefined();
    expect(room.take(older, 30)).toBeUndefined();
    room.release(older);
    await waiting;
    expect(younger.heldBytes).toBe(80);
  });

  it('whoever gives up while waiting is woken and holds nothing', async () => {
    const room = createInFlightRoom(100);
    const [one, other] = [holder(), holder()];
    expect(room.take(one, 100)).toBeUndefined();
    const waiting = room.take(other, 10);
    room.release(other);
    await waiting;
    room.release(one);
    expect([other.heldBytes, room.usedBytes]).toEqual([0, 0]);
  });

  it('whatever happens, somebody can go on, and all is given back at the end', () => {
    const step = fc.record({ who: fc.nat(4), bytes: fc.integer({ min: 1, max: 80 }), release: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const room = createInFlightRoom(100);
        const holders = Array.from({ length: 5 }, holder);
        const waiting = new Set<Holder>();
        for (const { who, bytes, release } of steps) {
          const each = holders[who] ?? holder();
          if (release) room.release(each);
          if (release) waiting.delete(each);
          else if (!waiting.has(each) && room.take(each, bytes) !== undefined) waiting.add(each);
          const used = holders.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
          expect(room.usedBytes).toBe(used);
          // Somebody waits only behind somebody who holds memory.
          if (waiting.size > 0) expect(used).toBeGreaterThan(0);
        }
        for (const each of holders) room.release(each);
        expect(room.usedBytes).toBe(0);
      }),
    );
  });
});
