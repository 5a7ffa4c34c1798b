/**
 * What a process finds that others left when they crashed: a message that was only under way is handled to its end, and
 * one that crashed the process again and again is filed without being read.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCorp, type Corp } from '../support/corp.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { messagesIn } from '../support/read-server.js';
import { waitFor } from '../support/wait-for.js';

const ORGANIZER = 'olga@partner.example';

let corp: Corp;
beforeAll(async () => {
  corp = await startCorp();
  await corp.account('room', 'room');
  await corp.account('anna', 'user');
  await corp.frontdesk.cli(['oof', 'set', 'anna', '--on', '--subject', 'Away', '--text', 'Back on Monday.']);
}, 120_000);
afterAll(() => corp.stop());

const fileOf = (name: string): string => join(corp.frontdesk.dataFolder, name);
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const request = (uid: string, hour: number): Buffer =>
  invitation({
    uid,
    messageId: uid,
    organizer: ORGANIZER,
    attendee: 'room@corp.example',
    start: dayAhead(7, hour),
    minutes: 60,
  });

/** Kills the process, leaves the files as one that crashed would, and starts the next. */
async function crash(files: Readonly<Record<string, string>>): Promise<void> {
  await corp.frontdesk.kill();
  for (const [name, text] of Object.entries(files)) await writeFile(fileOf(name), text);
  await corp.frontdesk.start();
}

test('a request that two processes were killed on is decided when it comes again', async () => {
  const bytes = request('killed@partner.example', 9);
  const mark = digestOf(bytes).padEnd(65);
  await crash({ 'crash.mark': mark });
  await crash({ 'crash.mark': `${mark.trimEnd()}!` });
  expect(await corp.deliver(bytes, 'room@corp.example', ORGANIZER)).toEqual(['250 2.0.0']);
  expect((await corp.answerTo('killed@partner.example')).partstat).toBe('ACCEPTED');
  // Handled to its end, it is no suspect any more.
  expect(await readFile(fileOf('crash.suspects'), 'utf8')).toBe('');
});

test('a message that crashed the process twice alone is filed without booking or a vacation response', async () => {
  const meeting = request('crashing@partner.example', 11);
  const mail = plainMail({ from: ORGANIZER, to: 'anna@corp.example', messageId: 'crashing-mail@partner.example' });
  await crash({ 'crash.suspects': [meeting, mail].map((bytes) => `${digestOf(bytes)} 2\n`).join('') });
  expect(await corp.deliver(meeting, 'room@corp.example', ORGANIZER)).toEqual(['250 2.0.0']);
  expect(await corp.deliver(mail, 'anna@corp.example', ORGANIZER)).toEqual(['250 2.0.0']);
  // What comes after them is decided and answered.
  await corp.deliver(request('next@partner.example', 11), 'room@corp.example', ORGANIZER);
  expect((await corp.answerTo('next@partner.example')).partstat).toBe('ACCEPTED');
  const next = plainMail({
    from: 'other@partner.example',
    to: 'anna@corp.example',
    messageId: 'next-mail@partner.example',
  });
  await corp.deliver(next, 'anna@corp.example', 'other@partner.example');
  await waitFor('the vacation response to the next', () =>
    corp.caught().some(({ recipients }) => recipients.includes('other@partner.example')),
  );
  expect(corp.answersTo('crashing@partner.example')).toEqual([]);
  expect(corp.answersTo('crashing-mail@partner.example')).toEqual([]);
  const filed = (await messagesIn(corp.frontdesk, 'anna')).map(({ messageId }) => messageId);
  expect(filed).toContain('<crashing-mail@partner.example>');
  expect((await messagesIn(corp.frontdesk, 'room')).map(({ messageId }) => messageId)).toContain(
    '<crashing@partner.example>',
  );
  expect(corp.frontdesk.log()).toContain('booking-skipped');
});
