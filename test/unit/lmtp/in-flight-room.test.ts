import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInFlightRoom, newHolder, type Holder } from '../../../src/lmtp/in-flight-room.js';

describe('room for messages under way', () => {
  it('past the bound a message waits until there is room', async () => {
    const room = createInFlightRoom(100);
    const [one, other] = [newHolder(), newHolder()];
    expect(room.take(one, 60)).toBeUndefined();
    const waiting = room.take(other, 60);
    expect(waiting).toBeDefined();
    room.release(one);
    await waiting;
    expect(room.usedBytes).toBe(60);
  });

  it('a message larger than the bound passes alone', async () => {
    const room = createInFlightRoom(100);
    const [large, other] = [newHolder(), newHolder()];
    expect(room.take(large, 160)).toBeUndefined();
    const waiting = room.take(other, 1);
    expect(waiting).toBeDefined();
    room.release(large);
    await waiting;
  });

  it('a message that grows is refused more, and does not wait', () => {
    const room = createInFlightRoom(100);
    const [one, other] = [newHolder(), newHolder()];
    expect([room.tryTake(one, 50), room.tryTake(other, 50)]).toEqual([true, true]);
    expect(room.tryTake(one, 1)).toBe(false);
    expect(room.usedBytes).toBe(100);
  });

  it('the clients heard longest ago give way, as many as are needed', async () => {
    const room = createInFlightRoom(100);
    const asked: string[] = [];
    const named = (name: string): Holder => {
      const holder = newHolder();
      holder.giveWay = () => asked.push(name);
      return holder;
    };
    const [first, second, third] = [named('first'), named('second'), named('third')];
    for (const holder of [first, second, third]) {
      expect(room.take(holder, 30)).toBeUndefined();
      room.hear(holder);
    }
    room.hear(first);
    const waiting = [room.take(newHolder(), 30), room.take(newHolder(), 30)];
    expect(asked).toEqual(['second', 'third']);
    room.giveBack(second, 30);
    room.giveBack(third, 30);
    for (const each of waiting) await each;
    expect(room.usedBytes).toBe(90);
  });

  it('one that could not give way is asked when it can', () => {
    const room = createInFlightRoom(100);
    const [busy, other] = [newHolder(), newHolder()];
    expect(room.take(busy, 100)).toBeUndefined();
    expect(room.take(other, 10)).toBeDefined();
    let asked = 0;
    busy.giveWay = () => (asked += 1);
    room.reconsider();
    room.reconsider();
    expect(asked).toBe(1);
  });

  it('one that gives up while waiting is woken and holds nothing', async () => {
    const room = createInFlightRoom(100);
    const [one, other] = [newHolder(), newHolder()];
    expect(room.take(one, 100)).toBeUndefined();
    const waiting = room.take(other, 10);
    room.release(other);
    await waiting;
    room.release(one);
    expect([other.heldBytes, room.usedBytes]).toEqual([0, 0]);
  });

  it('silent clients never block others, and everything is released at the end', async () => {
    const step = fc.record({ who: fc.nat(4), bytes: fc.integer({ min: 1, max: 80 }), leaves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const room = createInFlightRoom(100);
        const holders = Array.from({ length: 5 }, newHolder);
        for (const { who, bytes, leaves } of steps) {
          const each = holders[who] ?? newHolder();
          each.giveWay = null;
          if (leaves) room.release(each);
          else if (each.heldBytes > 0) room.tryTake(each, bytes);
          else await room.take(each, bytes);
          // From here on its client says nothing.
          each.giveWay = () => queueMicrotask(() => room.giveBack(each, each.heldBytes));
          room.reconsider();
          expect(room.usedBytes).toBe(holders.reduce((sum, { heldBytes }) => sum + heldBytes, 0));
          expect(room.usedBytes).toBeLessThanOrEqual(100);
        }
        for (const each of holders) room.release(each);
        expect(room.usedBytes).toBe(0);
      }),
    );
  });
});
