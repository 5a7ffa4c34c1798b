/** Against whom the messages count that go out because of one that came in. */
import { expect, it } from 'vitest';
import { parseItip, defaultItipLimits } from '../../../../src/calendar/parse-itip.js';
import type { PreparedBooking } from '../../../../src/booking/prepare-booking.js';
import { floodRoom } from '../../../../src/delivery/planning/flood-limits.js';
import type { StoreId } from '../../../../src/directory/account.js';
import { address, at, itip } from '../../booking/desk-model.js';

const limits = { maxAnswersPerOrganizerHour: 5, maxMessagesPerResourceHour: 100 };
const ANN = 'ann@example.org';

function booking(authors: readonly string[], proven: readonly string[], reversePath: string | null): PreparedBooking {
  const content = itip('REQUEST', ['DTSTART:20270201T090000Z', 'DTEND:20270201T100000Z', `ORGANIZER:mailto:${ANN}`]);
  const parsed = parseItip([{ content, method: null }], defaultItipLimits);
  if (parsed.kind !== 'itip') throw new Error(`refused: ${parsed.because}`);
  const mail = {
    reversePath: reversePath === null ? null : address(reversePath),
    authors: authors.map(address),
    provenAuthors: proven.map(address),
  };
  return { state: { kind: 'open', request: { itip: parsed.message, mail, booker: {} } } } as unknown as PreparedBooking;
}

async function room(prepared: PreparedBooking, counted: Record<string, number> = {}) {
  const desk = { messagesCounted: (keys: readonly string[]) => Promise.resolve(keys.map((key) => counted[key] ?? 0)) };
  const asked = { limits, earlier: 0, now: at('2027-01-01T00:00:00Z') };
  return floodRoom(prepared, 7 as StoreId, asked, desk);
}

it('forgeries in a name have a budget apart from what is proven', async () => {
  const proven = await room(booking([ANN], [ANN], ANN));
  const claimed = await room(booking([ANN], [], ANN));
  expect(proven.keys.filter((key) => claimed.keys.includes(key))).toEqual(['resource 7']);
  const used = Object.fromEntries(claimed.keys.filter((key) => !key.startsWith('resource')).map((key) => [key, 5]));
  expect((await room(booking([ANN], [], ANN), used)).left).toBe(0);
  expect((await room(booking([ANN], [ANN], ANN), used)).left).toBe(5);
});

it('the reverse-path is a sender too, whoever the header names', async () => {
  const [one, other] = await Promise.all([room(booking([ANN], [], 'eve@a.example')), room(booking([ANN], [], null))]);
  const own = one.keys.filter((key) => !other.keys.includes(key));
  expect(own).toHaveLength(1);
  expect((await room(booking([ANN], [], 'eve@a.example'), { [own[0] ?? '']: 5 })).left).toBe(0);
  expect((await room(booking([ANN], [], null), { [own[0] ?? '']: 5 })).left).toBe(5);
});
