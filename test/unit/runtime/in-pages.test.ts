/** A paged list, from its beginning to its end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inPages } from '../../../src/runtime/in-pages.js';

const pagesOf = (list: readonly number[]) => {
  const asked: number[] = [];
  const read = (last: number | null, limit: number): Promise<readonly number[]> => {
    asked.push(limit);
    return Promise.resolve(list.filter((each) => each > (last ?? -1)).slice(0, limit));
  };
  return { read, asked };
};

async function everyOne<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it('gives every item once, in order, however long the list is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(450), async (length) => {
      const list = Array.from({ length }, (_, index) => index);
      expect(await everyOne(inPages(pagesOf(list).read))).toEqual(list);
    }),
    { numRuns: 30 },
  );
});

it('reads no more pages than are asked for, and lets other work have its turn between two', async () => {
  const { read, asked } = pagesOf(Array.from({ length: 1000 }, (_, index) => index));
  const turns: string[] = [];
  setImmediate(() => turns.push('other work'));
  for await (const item of inPages(read)) {
    if (asked.length === 1 && turns.length === 0) turns.push('first page');
    if (asked.length === 2) {
      turns.push(`item ${item}`);
      break;
    }
  }
  expect(turns).toEqual(['first page', 'other work', 'item 100']);
  expect(asked).toHaveLength(2);
});

it('throws what reading a page throws', async () => {
  await expect(everyOne(inPages(() => Promise.reject(new Error('damaged'))))).rejects.toThrow('damaged');
});
