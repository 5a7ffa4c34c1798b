/** A declined organizer is told what would do instead: over the inbound path, with the in-memory engine. */
import { describe, expect, it } from 'vitest';
import type { BookingPolicy } from '../../src/booking/booking-policy.js';
import type { BookingOptions } from '../../src/booking/booking-request.js';
import type { AccountFields } from '../../src/directory/directory.js';
import type { TrustSettings } from '../../src/settings/trust-settings.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

/** A Wednesday. */
const NOW = '2027-02-03T06:00:00Z';

interface Rooms {
  readonly booking?: Partial<BookingOptions>;
  readonly policy?: Partial<BookingPolicy>;
  readonly language?: string;
}

const MX = 'mx.example.org';
const proving: TrustSettings = { trust: 'author', trustedAuthserv: [MX], trustedRelays: [] };

/** Three rooms that decline conflicts; Blue is what the tests ask for. */
async function openRooms({ booking = {}, policy = {}, language = 'en' }: Rooms = {}): Promise<TestServer> {
  const server = openTestServer({ now: NOW, booking: { offerSlots: 'inside', ...booking }, trust: proving });
  const room = (name: string, more: Partial<AccountFields>): Promise<unknown> =>
    server.resource(name, policy, { fullName: `Room ${name}`, timeZone: 'UTC', language, ...more });
  await room('blue', {});
  await room('green', {});
  await room('red', { company: 'elsewhere' });
  return server;
}

interface Asked {
  readonly start?: string;
  readonly end?: string;
  readonly lines?: readonly string[];
  readonly from?: string;
  readonly room?: string;
}

const INSIDE = 'ann@example.org';
let serial = 0;

async function ask(server: TestServer, asked: Asked = {}): Promise<string> {
  const { start = '20270208T090000Z', end = '20270208T100000Z', lines = [], from = INSIDE, room = 'blue' } = asked;
  serial += 1;
  const ics = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:meeting-${serial}`,
    'DTSTAMP:20270201T000000Z',
    `DTSTART:${start}`,
    `DTEND:${end}`,
    `ORGANIZER:mailto:${from}`,
    `ATTENDEE:mailto:${room}@example.org`,
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  expect(await server.bringCalendar(ics.join('\r\n'), { from, to: room })).toEqual(['250 2.0.0']);
  return (await server.sent()).at(-1)?.text ?? '';
}

const offersNothing = (text: string): boolean => !/next free|also free/i.test(text);

describe('a decline for a conflict', () => {
  it('proposes the next free slots of the same length, from the asked start on', async () => {
    const server = await openRooms();
    await ask(server);
    await ask(server, { start: '20270208T103000Z', end: '20270208T113000Z' });
    expect(await ask(server)).toContain(
      [
        'Next free times:',
        'Monday, 8 February 2027, 11:30–12:30 (UTC)',
        'Monday, 8 February 2027, 12:30–13:30 (UTC)',
        'Monday, 8 February 2027, 13:30–14:30 (UTC)',
        'Also free at the requested time:',
        'Room green',
      ].join(' '),
    );
  });

  it('proposes what is then accepted', async () => {
    const server = await openRooms({ policy: { bufferMinutes: 30 } });
    await ask(server);
    const [, day = '', hour = '', minute = ''] =
      /free times: \w+, (\d+) February 2027, (\d+):(\d+)/.exec(await ask(server)) ?? [];
    const start = `202702${day.padStart(2, '0')}T${hour}${minute}00Z`;
    const text = await ask(server, { start, end: start.replace(/T(\d\d)/, (_, at) => `T${String(Number(at) + 1)}`) });
    expect(text).toContain('accepted');
  });

  it('names a resource only if it would accept', async () => {
    const server = await openRooms();
    await ask(server);
    await ask(server, { room: 'green', start: '20270208T093000Z' });
    const text = await ask(server);
    expect(text).toContain('Next free times');
    expect(text).not.toContain('Also free');
  });

  it('speaks German', async () => {
    const server = await openRooms({ language: 'de' });
    await ask(server);
    const text = await ask(server);
    expect(text).toContain('Nächste freie Zeiten: Montag, 8. Februar 2027, 10:00–11:00 (UTC)');
    expect(text).toContain('Zur gewünschten Zeit ebenfalls frei: Room green');
  });

  it('for whole days names other resources, no hours', async () => {
    const server = await openRooms();
    await ask(server);
    const days = { start: '20270208T000000', end: '20270210T000000' };
    const text = await ask(server, days);
    expect(text).not.toContain('Next free');
    expect(text).toContain('Also free at the requested time: Room green');
  });

  it.each<{ name: string; rooms?: Rooms; asked?: Asked; offers: boolean }>([
    { name: 'an organizer outside is offered nothing', asked: { from: 'eve@partner.example' }, offers: false },
    {
      name: 'booking.offerSlots = all: an organizer outside too',
      rooms: { booking: { offerSlots: 'all' } },
      asked: { from: 'eve@partner.example' },
      offers: true,
    },
    { name: 'booking.offerSlots = none: nobody', rooms: { booking: { offerSlots: 'none' } }, offers: false },
    { name: 'a very long series is offered nothing', asked: { lines: ['RRULE:FREQ=DAILY;COUNT=200'] }, offers: false },
  ])('$name', async ({ rooms, asked = {}, offers }) => {
    const server = await openRooms(rooms);
    await ask(server);
    const text = await ask(server, asked);
    expect(text).toContain('declined');
    expect(offersNothing(text)).toBe(!offers);
  });

  describe('of a series', () => {
    const weekly = { lines: ['RRULE:FREQ=WEEKLY;COUNT=4'] };
    /** Blue is taken at 9 in the first week, at 10 in the second, at 8 in the third. */
    async function takenHere(and: Rooms = {}): Promise<TestServer> {
      const server = await openRooms(and);
      await ask(server);
      await ask(server, { start: '20270215T100000Z', end: '20270215T110000Z' });
      await ask(server, { start: '20270222T080000Z', end: '20270222T090000Z' });
      return server;
    }

    it('proposes other hours of the same days at which all its dates are free, and other resources', async () => {
      expect(await ask(await takenHere(), weekly)).toContain(
        [
          'Free for the entire series, starting:',
          'Monday, 8 February 2027, 11:00–12:00 (UTC)',
          'Monday, 8 February 2027, 12:00–13:00 (UTC)',
          'Monday, 8 February 2027, 13:00–14:00 (UTC)',
          'Also free at the requested time:',
          'Room green',
        ].join(' '),
      );
    });

    it('proposes what is then accepted', async () => {
      const server = await takenHere({ policy: { bufferMinutes: 15 } });
      const [, hour = '', minute = ''] =
        /series, starting: .*? 2027, (\d+):(\d+)/.exec(await ask(server, weekly)) ?? [];
      const start = `20270208T${hour}${minute}00Z`;
      const end = `20270208T${String(Number(hour) + 1)}${minute}00Z`;
      expect(await ask(server, { ...weekly, start, end })).toContain('accepted');
    });

    it.each([
      {
        name: 'in working hours on every date',
        day: 1,
        untilMinute: 12 * 60,
        expected: /series, starting: .* 11:00–12:00 \(UTC\) Also/,
      },
      {
        name: 'nothing where no hour of these days does',
        day: 1,
        untilMinute: 11 * 60,
        expected: /^(?!.*series, starting).*Also free/s,
      },
    ])('proposes $name', async ({ day, untilMinute, expected }) => {
      const workingHours = [{ days: [day], fromMinute: 8 * 60, untilMinute, timeZone: null }];
      expect(await ask(await takenHere({ policy: { workingHours } }), weekly)).toMatch(expected);
    });

    it('speaks German', async () => {
      expect(await ask(await takenHere({ language: 'de' }), weekly)).toContain(
        'Für die ganze Serie frei, beginnend: Montag, 8. Februar',
      );
    });
  });

  it.each([
    ['proven: in Cc, so that the organizer inside is not told either', 'dmarc=pass', [INSIDE, 'eve@partner.example']],
    ['unproven: not in Cc', 'dmarc=none', [INSIDE]],
  ])('an assistant outside, %s', async (_, result, readers) => {
    const server = await openRooms();
    await ask(server);
    const line = `ORGANIZER;SENT-BY="mailto:eve@partner.example":mailto:${INSIDE}`;
    const ics = ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:sent-by', 'DTSTAMP:20270201T000000Z'].concat(
      ['DTSTART:20270208T090000Z', 'DTEND:20270208T100000Z', line, 'ATTENDEE:mailto:blue@example.org'],
      ['END:VEVENT', 'END:VCALENDAR', ''],
    );
    await server.bringCalendar(ics.join('\r\n'), {
      from: 'eve@partner.example',
      to: 'blue',
      firstFields: [`Authentication-Results: ${MX}; ${result} header.from=partner.example`],
    });
    const last = (await server.sent()).at(-1);
    expect(last?.text).toContain('declined');
    expect(last?.to).toEqual(readers);
    expect(offersNothing(last?.text ?? '')).toBe(readers.length > 1);
  });
});

it('a resource that accepts everything is not proposed while it is taken', async () => {
  const server = await openRooms();
  await server.resource('big', { mode: 'accept-always' }, { fullName: 'Room big', timeZone: 'UTC' });
  await ask(server, { room: 'big' });
  await ask(server);
  expect(await ask(server)).not.toContain('Room big');
  const free = await openRooms();
  await free.resource('big', { mode: 'accept-always' }, { fullName: 'Room big', timeZone: 'UTC' });
  await ask(free);
  expect(await ask(free)).toContain('Room big');
});
