/**
 * Messages with many or large calendar objects beside innocent ones: what is costly waits for its turn, what is not does
 * not wait for it.
 */
import { expect, it } from 'vitest';
import { openTestServer } from '../support/test-server.js';
import { itip } from '../unit/booking/desk-model.js';

const ANN = 'ann@partner.example';
const ROOM = 'blue@example.org';

const meeting = (uid: string, day: string, ...more: readonly string[]): string =>
  itip('REQUEST', [
    `UID:${uid}`,
    `ORGANIZER:mailto:${ANN}`,
    `ATTENDEE;RSVP=TRUE:mailto:${ROOM}`,
    `DTSTART:${day}T140000Z`,
    `DTEND:${day}T150000Z`,
    ...more,
  ]);

/** As large as an object may be, of lines that cost most. */
const costly = (uid: string): string =>
  meeting(uid, '20270202', ...Array<string>(30_000).fill('COMMENT;LANGUAGE=de:a\\,b\\;c'));

const withObjects = (objects: readonly string[]): Buffer =>
  Buffer.from(
    [
      `From: <${ANN}>`,
      `To: <${ROOM}>`,
      'Message-ID: <many@partner.example>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...objects.map((object) => `--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n${object}`),
      '--b--',
      '',
    ].join('\r\n'),
  );

it('twenty objects of the largest size in one message are left to a person, like anything too large', async () => {
  const server = openTestServer();
  await server.resource('blue');
  const message = withObjects(Array.from({ length: 20 }, (_, index) => costly(`costly-${index}`)));
  expect(await server.bring(message, 'blue')).toEqual(['250 2.0.0']);
  expect(await server.lastDecision('blue')).toBe('leave-to-person too-large');
  expect(await server.agenda('blue')).toEqual([]);
});

it('an invitation is answered although costly ones came before it', async () => {
  const server = openTestServer();
  await server.resource('blue');
  await server.resource('red');
  const settled: string[] = [];
  const bring = async (name: string, ics: string, to: string): Promise<void> => {
    await server.bringCalendar(ics, { from: ANN, to });
    settled.push(name);
  };
  const crowd = Array.from({ length: 4 }, (_, index) => bring(`costly ${index}`, costly(`costly-${index}`), 'red'));
  await Promise.all([...crowd, bring('innocent', meeting('innocent', '20270201'), 'blue')]);
  expect(settled.indexOf('innocent')).toBeLessThan(2);
  expect(await server.agenda('blue')).toHaveLength(1);
});
