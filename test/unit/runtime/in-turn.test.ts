import { expect, it } from 'vitest';
import { createTurns } from '../../../src/runtime/in-turn.js';
import type { StoreId } from '../../../src/directory/account.js';

const room = 1 as StoreId;
const projector = 2 as StoreId;

it('work on one store runs one after the other, in the order it came, also after a failure', async () => {
  const turns = createTurns();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
  const runs = [
    turns.inTurn([room], work('one', true)),
    turns.inTurn([room, projector], work('two')),
    turns.inTurn([projector], work('three')),
  ];
  await Promise.allSettled(runs);
  expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
});

it('work on different stores, or on none, does not wait', async () => {
  const turns = createTurns();
  const never = turns.inTurn([room], () => new Promise<void>(() => undefined));
  await turns.inTurn([projector], () => Promise.resolve());
  await turns.inTurn([], () => Promise.resolve());
  expect(never).toBeInstanceOf(Promise);
});
