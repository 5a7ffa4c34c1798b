/** A waiting request outlives the process, over the whole product: it is decided by the next one, once. */
import { onTestFinished, test, expect } from 'vitest';
import { startCorp, type Corp } from '../support/corp.js';
import { dayAhead, invitation, type Invitation } from '../support/invitation.js';
import { agendaOf } from '../support/read-server.js';
import { waitFor } from '../support/wait-for.js';

const ORGANIZER = 'olga@partner.example';
const START = dayAhead(7, 9);
const ROOM = 'room@corp.example';

async function startRoom(graceSeconds: number): Promise<Corp> {
  const corp = await startCorp({ FRONTDESK_BOOKING_OWN_CONFLICT_GRACE_SECONDS: String(graceSeconds) });
  onTestFinished(() => corp.stop());
  await corp.account('room', 'room');
  return corp;
}

async function send(corp: Corp, meeting: Partial<Invitation> & { readonly uid: string }): Promise<string> {
  const messageId = `${meeting.uid}.${meeting.method ?? 'REQUEST'}@partner.example`;
  const asked = { organizer: ORGANIZER, attendee: ROOM, start: START, minutes: 60, messageId, ...meeting };
  expect(await corp.deliver(invitation(asked), ROOM, asked.organizer)).toEqual(['250 2.0.0']);
  return messageId;
}

async function statuses(corp: Corp): Promise<string[]> {
  const agenda = await agendaOf(corp.frontdesk, 'room');
  return agenda.map(({ uid, status }) => `${uid} ${status}`).toSorted();
}

async function kill(corp: Corp): Promise<void> {
  await corp.frontdesk.kill();
  await corp.frontdesk.start();
}

test('killed while a request waits: it holds its time, and the change that frees it decides it', async () => {
  const corp = await startRoom(3600);
  await corp.answerTo(await send(corp, { uid: 'old' }));
  const fresh = await send(corp, { uid: 'new' });
  await kill(corp);
  expect(await statuses(corp)).toEqual(['new waiting', 'old accepted']);
  const explained = await corp.frontdesk.cli(['booking', 'explain', 'room', '--json']);
  expect(JSON.stringify(explained.json())).toContain('"decision":"waiting","because":"own-conflict"');
  expect((await corp.frontdesk.cli(['booking', 'explain', 'room'])).stdout.toString()).toContain('waiting');
  const other = await send(corp, { uid: 'other', organizer: 'rival@partner.example' });
  expect((await corp.answerTo(other)).partstat).toBe('DECLINED');
  expect(corp.answersTo(fresh)).toEqual([]);
  await send(corp, { uid: 'old', method: 'CANCEL', sequence: 1 });
  expect((await corp.answerTo(fresh)).partstat).toBe('ACCEPTED');
  await kill(corp);
  expect(await statuses(corp)).toEqual(['new accepted']);
  expect(corp.answersTo(fresh)).toHaveLength(1);
});

test('killed while a request waits: the next process declines it when its time is over, and still accepts it later', async () => {
  const corp = await startRoom(2);
  await corp.answerTo(await send(corp, { uid: 'old' }));
  const fresh = await send(corp, { uid: 'new' });
  await kill(corp);
  expect((await waitFor('the decline', () => corp.answersTo(fresh)[0], { withinMs: 60_000 })).partstat).toBe(
    'DECLINED',
  );
  expect(await statuses(corp)).toEqual(['old accepted']);
  await kill(corp);
  await send(corp, { uid: 'old', method: 'CANCEL', sequence: 1 });
  const both = await waitFor('the acceptance', () => {
    const answers = corp.answersTo(fresh).map(({ partstat }) => partstat);
    return answers.length > 1 ? answers : undefined;
  });
  expect(both).toEqual(['DECLINED', 'ACCEPTED']);
  expect(await statuses(corp)).toEqual(['new accepted']);
});
