/**
 * What `booking set` and `account create` take of a booking policy, and how `booking show` prints it.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'blue', '--kind', 'room', '--email', 'blue@example.org']);
});
afterEach(() => line.remove());

const office = { days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1080, timeZone: 'Europe/Berlin' };

describe('booking set', () => {
  test.each<[options: string[], policy: object]>([
    [['--mode', 'manual'], { mode: 'manual' }],
    [['--auto-groups', 'Everyone'], { autoGroups: ['Everyone'] }],
    [['--auto-groups', 'none'], { autoGroups: [] }],
    [['--max-conflicts', '3'], { maxConflicts: 3 }],
    [['--max-conflicts', 'unlimited', '--max-conflict-percent', '50'], { maxConflicts: null, maxConflictPercent: 50 }],
    [['--window', '180d', '--window-end', 'truncate'], { windowDays: 180, windowEnd: 'truncate' }],
    [['--window', 'none'], { windowDays: null }],
    [['--min-duration', '15m', '--max-duration', '8h'], { minDurationMinutes: 15, maxDurationMinutes: 480 }],
    [['--min-duration', 'none', '--max-duration', '2d'], { minDurationMinutes: null, maxDurationMinutes: 2880 }],
    [['--working-hours', 'Mon-Fri 08:00-18:00 Europe/Berlin'], { workingHours: [office] }],
    [
      ['--working-hours', 'mon-fri 08:00-18:00 Europe/Berlin', '--working-hours', 'Sat,Sun-Mon 00:00-24:00'],
      { workingHours: [office, { days: [0, 1, 6], fromMinute: 0, untilMinute: 1440, timeZone: null }] },
    ],
    [['--working-hours', 'none'], { workingHours: null }],
    [['--buffer', '10m'], { bufferMinutes: 10 }],
    [['--buffer', 'none'], { bufferMinutes: 0 }],
    [['--name-conflict-holder', 'yes'], { nameConflictHolder: true }],
    [['--additional-text', 'Keys are at the desk.'], { additionalText: 'Keys are at the desk.' }],
    [['--strip', 'description,subject'], { strip: ['subject', 'description'] }],
    [['--strip', 'none'], { strip: [] }],
    [
      ['--preset', 'exchange'],
      {
        windowDays: 180,
        maxDurationMinutes: 1440,
        outsideBookers: false,
        strip: ['subject', 'description', 'attachments', 'private'],
      },
    ],
    [['--preset', 'exchange', '--window', '30d'], { windowDays: 30, maxDurationMinutes: 1440 }],
    [['--preset', 'google'], { maxConflicts: null, maxConflictPercent: 100, windowDays: null }],
  ])('%s', async (options, policy) => {
    expect(await line.json(['booking', 'set', 'blue', ...options])).toMatchObject(policy);
    expect(await line.json(['booking', 'show', 'blue'])).toMatchObject(policy);
  });

  test('the preset kopano is the defaults; what is no rule stays', async () => {
    const before = await line.json(['booking', 'show', 'blue']);
    await line.json(['booking', 'set', 'blue', '--preset', 'exchange', '--additional-text', 'Hello']);
    expect(await line.json(['booking', 'set', 'blue', '--preset', 'kopano'])).toEqual({
      ...(before as object),
      additionalText: 'Hello',
    });
  });

  test.each<[options: string[], complaint: string]>([
    [['--mode', 'often'], 'mode: "often" is not valid; allowed: auto, accept-always, decline-always'],
    [['--auto-groups', 'nobodys'], 'there is no group nobodys'],
    [['--max-conflicts', 'many'], 'max-conflicts: "many" is not valid; allowed: a whole number from 0 to 100000'],
    [['--max-conflict-percent', '101'], 'max-conflict-percent: "101" is not valid; allowed: a whole number from 0'],
    [
      ['--window', '0d'],
      'window: "0d" is not valid; allowed: a number of days from 1d to 3660d, such as 180d, or none',
    ],
    [['--window-end', 'cut'], 'window-end: "cut" is not valid; allowed: decline, truncate'],
    [['--max-duration', '8'], 'max-duration: "8" is not valid; allowed: a duration such as 30m, 8h or 2d, or none'],
    [['--min-duration', '2h', '--max-duration', '1h'], 'min-duration: longer than max-duration'],
    [['--working-hours', 'Mon-Fri 8-18'], 'working-hours: "Mon-Fri 8-18" is not valid; allowed: days, times and'],
    [['--working-hours', 'Mon 18:00-08:00'], 'working-hours: "Mon 18:00-08:00" is not valid; allowed'],
    [['--working-hours', 'Mon 08:00-18:00 Mars/Base'], 'working-hours: "Mon 08:00-18:00 Mars/Base" is not valid'],
    [['--working-hours', 'none', '--working-hours', 'Mon 08:00-18:00'], 'none cannot be combined with hours'],
    [['--buffer', '2d'], 'buffer: "2d" is not valid; allowed: a duration of at most 1d, such as 10m or 1h, or none'],
    [
      ['--strip', 'location'],
      'strip: "location" is not valid; allowed: a comma-separated list of subject, description, attachments',
    ],
    [['--preset', 'notes'], 'preset: "notes" is not valid; allowed: kopano, exchange, google'],
  ])('refused: %s', async (options, complaint) => {
    const { code, stderr } = await line.run(['booking', 'set', 'blue', ...options]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(complaint);
  });
});

test('account create accepts the options too', async () => {
  const created = await line.json([
    ...['account', 'create', 'green', '--kind', 'room', '--email', 'green@example.org'],
    ...['--preset', 'google', '--buffer', '5m'],
  ]);
  expect(created).toMatchObject({ booking: { mrAccept: true, maxConflicts: null, bufferMinutes: 5 } });
});

test('booking show prints all of it for people', async () => {
  await line.run([
    ...['booking', 'set', 'blue', '--mode', 'decline-if-busy', '--auto-groups', 'Everyone', '--max-conflicts', '2'],
    ...['--window', '180d', '--min-duration', '90m', '--max-duration', '1d', '--buffer', '10m', '--strip', 'subject'],
    ...['--working-hours', 'Sun,Mon-Wed,Fri 08:00-18:30 Europe/Berlin', '--additional-text', 'Hello'],
  ]);
  const { stdout } = await line.run(['booking', 'show', 'blue']);
  const rows = stdout.split('\n').map((row) => row.replace(/: +/, ': '));
  expect(rows).toEqual(
    expect.arrayContaining([
      'Mode: decline-if-busy',
      'Auto groups: Everyone',
      'Conflicting dates: up to 2 dates and 100 % of a series are declined individually',
      'Booking window: 180d; a series that extends beyond it is declined',
      'Duration: at least 90m, at most 1d',
      'Working hours: Mon-Wed,Fri,Sun 08:00-18:30 Europe/Berlin',
      'Buffer: 10m',
      'Names the holder: no',
      'Additional text: Hello',
      'Strips: subject',
    ]),
  );
});
