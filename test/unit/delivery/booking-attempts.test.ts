import { expect, it } from 'vitest';
import { createBookingAttempts } from '../../../src/delivery/booking-attempts.js';
import type { StoreId } from '../../../src/directory/directory.js';
import { instant } from '../../../src/mail/instant.js';

const room = 1 as StoreId;
const now = instant(0);

function deskThatCounts() {
  const attempts = new Map<string, number>();
  return {
    countAttempt(_store: StoreId, id: string): Promise<number> {
      attempts.set(id, (attempts.get(id) ?? 0) + 1);
      return Promise.resolve(attempts.get(id) ?? 0);
    },
  };
}

it('a mail that this process deferred and gets again counts once', async () => {
  const attempts = createBookingAttempts(deskThatCounts());
  expect([await attempts.count(room, 'a', now), await attempts.count(room, 'a', now)]).toEqual([1, 1]);
});

it('a process that starts anew counts again', async () => {
  const desk = deskThatCounts();
  const starts = [1, 2, 3].map(() => createBookingAttempts(desk));
  const counts = [];
  for (const attempts of starts) counts.push(await attempts.count(room, 'a', now));
  expect(counts).toEqual([1, 2, 3]);
});
