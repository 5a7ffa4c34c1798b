/**
 * Reads a paged list of a port from its beginning to its end. Other work has a turn between two pages, so that a long list
 * does not hold the event loop.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items in memory at the same time; a large installation has tens of thousands. */
const PAGE = 100;

/**
 * @param read the page after the last item of the page before; null: the first page. An empty page is the end.
 */
export async function* inPages<Item>(
  read: (last: Item | null, limit: number) => Promise<readonly Item[]>,
): AsyncGenerator<Item, void, undefined> {
  let page = await read(null, PAGE);
  while (page.length > 0) {
    yield* page;
    if (page.length < PAGE) return;
    await nextTurn();
    page = await read(page.at(-1) ?? null, PAGE);
  }
}
