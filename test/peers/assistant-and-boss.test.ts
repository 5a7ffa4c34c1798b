/**
 * An assistant plans her boss's meetings through a real Postfix: mail program -> submission -> Postfix -> LMTP -> the
 * room, and the room's answer the same way back to the boss and to her.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import { startServerBehindPostfix, type ServerBehindPostfix } from '../support/server-behind-postfix.js';
import { dayAhead } from '../support/invitation.js';
import { meetingMail, type MeetingMail, type PartEncoding } from '../support/meeting-mail.js';
import { readAnswer, type Answer } from '../support/read-answer.js';
import { agendaOf } from '../support/read-server.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const JOHN = 'john@corp.example';
const OAK = 'oak@corp.example';
const SET_UP_WITHIN_MS = 120_000;

let server: ServerBehindPostfix;

/** All messages of a folder. */
async function mailsIn(account: string, folder: string): Promise<readonly Buffer[]> {
  const { dataFolder } = server.frontdesk;
  const listed = await callAction(dataFolder, 'message-list', { account, folder });
  const read = listed.map(({ uid }) => callAction(dataFolder, 'message-bytes', { account, folder, uid }));
  return (await Promise.all(read)).map((bytes) => Buffer.from(bytes));
}

function answerIn(account: string, messageId: string): Promise<Answer> {
  return waitFor(`the answer to ${messageId} at ${account}`, async () =>
    (await mailsIn(account, 'Inbox')).map(readAnswer).find(({ inReplyTo }) => inReplyTo === `<${messageId}>`),
  );
}

async function sentCopy(account: string, messageId: string): Promise<Answer | undefined> {
  return (await mailsIn(account, 'Sent')).map(readAnswer).find((mail) => mail.messageId === `<${messageId}>`);
}

const meeting = (uid: string, more: Partial<MeetingMail>): MeetingMail => ({
  uid,
  organizer: JOHN,
  attendee: OAK,
  start: dayAhead(7, 9),
  minutes: 60,
  summary: 'Frühjahrsplanung',
  encoding: 'base64',
  ...more,
  messageId: `${more.messageId ?? uid}@corp.example`,
});

const send = (user: string, mail: MeetingMail, to = OAK): Promise<string> =>
  server.submit(user, { from: `${user}@corp.example`, to: [to], raw: meetingMail(mail) });

/** Start and summary of what a room holds for a UID. */
const bookedAt = async (room: string, uid: string): Promise<readonly string[]> =>
  (await agendaOf(server.frontdesk, room)).filter((row) => row.uid === uid).map(({ start }) => start);

const zulu = (date: Date): string => date.toISOString().replace('.000Z', 'Z');

describe('an assistant writes invitations for her boss', () => {
  beforeAll(async () => {
    server = await startServerBehindPostfix({ FRONTDESK_BOOKING_OWN_CONFLICT_GRACE_SECONDS: '0' });
  }, SET_UP_WITHIN_MS);
  afterAll(() => server.stop());

  test.each<[string, string, PartEncoding, number]>([
    ['mary', 'mary-base64', 'base64', 7],
    ['mary', 'mary-quoted', 'quoted-printable', 8],
    ['mary', 'mary-8bit', '8bit', 9],
    ['paul', 'paul-base64', 'base64', 10],
    ['paul', 'paul-quoted', 'quoted-printable', 11],
  ])('%s, as %s: the room accepts, boss and assistant are told', async (user, uid, encoding, day) => {
    const fields = ['Bcc: eve@partner.example'];
    const mail = meeting(uid, { encoding, fields, start: dayAhead(day, 9) });
    expect(await send(user, mail)).toMatch(/^250 2\.0\.0 Queued as/);

    const answers = await Promise.all(['john', user].map((account) => answerIn(account, mail.messageId)));
    for (const answer of answers) {
      expect(answer.partstat).toBe('ACCEPTED');
      expect(answer.field('to')).toContain(JOHN);
      expect(answer.field('cc')).toContain(`${user}@corp.example`);
      expect(answer.calendarLines.find((line) => line.startsWith('ORGANIZER'))).toContain(`mailto:${JOHN}`);
    }
    expect(await bookedAt('oak', uid)).toEqual([zulu(mail.start)]);

    const [actors, owners] = await Promise.all([sentCopy(user, mail.messageId), sentCopy('john', mail.messageId)]);
    expect(actors?.field('bcc')).toBe('eve@partner.example');
    expect(owners?.field('bcc')).toBe('');
    for (const copy of [actors, owners]) {
      expect(copy?.field('from')).toBe(`John Boss <${JOHN}>`);
      expect(copy?.field('sender')).toContain(`<${user}@corp.example>`);
      const organizer = copy?.calendarLines.find((line) => line.startsWith('ORGANIZER'));
      expect(organizer).toContain(`SENT-BY="mailto:${user}@corp.example"`);
    }
  });

  test('what Postfix brought to the room is what was stamped, both copies of the object alike', async () => {
    const mail = meeting('seen-1', { encoding: 'quoted-printable', start: dayAhead(12, 9) });
    await send('mary', mail);
    await answerIn('mary', mail.messageId);
    const arrived = (await mailsIn('oak', 'Handled')).map(String).find((text) => text.includes(mail.messageId)) ?? '';
    const sent = (await mailsIn('mary', 'Sent')).map(String).find((text) => text.includes(mail.messageId)) ?? '';
    const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n'));
    expect(bodyOf(arrived)).toBe(bodyOf(sent));
    // The `=` of a parameter is written as =3D there.
    expect(arrived.replaceAll('=\r\n', '').match(/SENT-BY=3D"mailto:mary@corp\.example"/g)).toHaveLength(2);
    expect(arrived).not.toMatch(/^Bcc:/im);
  });

  test('an update by the other assistant moves the meeting, a cancel ends it', async () => {
    const uid = 'moved-1';
    const first = meeting(uid, { start: dayAhead(13, 9), messageId: 'moved-1-first' });
    await send('mary', first);
    expect((await answerIn('john', first.messageId)).partstat).toBe('ACCEPTED');

    const update = meeting(uid, { start: dayAhead(13, 14), sequence: 1, messageId: 'moved-1-update' });
    await send('paul', update);
    const answer = await answerIn('paul', update.messageId);
    expect(answer.partstat).toBe('ACCEPTED');
    expect(answer.field('cc')).toBe('paul@corp.example');
    expect(await bookedAt('oak', uid)).toEqual([zulu(update.start)]);

    const { start } = update;
    const cancel = meeting(uid, { start, sequence: 2, method: 'CANCEL', messageId: 'moved-1-cancel' });
    expect(await send('mary', cancel)).toContain('250');
    await waitFor('the room to be free', async () => (await bookedAt('oak', uid)).length === 0);
  });

  test('a room that is taken declines to both', async () => {
    const mail = meeting('clash-1', { start: dayAhead(7, 9) });
    await send('mary', mail);
    expect((await answerIn('john', mail.messageId)).partstat).toBe('DECLINED');
    expect((await answerIn('mary', mail.messageId)).partstat).toBe('DECLINED');
  });

  test('an attendee outside gets the message with the boss as its author', async () => {
    const mail = meeting('outside-1', { attendee: 'ann@partner.example' });
    await send('mary', mail, 'ann@partner.example');
    const { from, bytes } = await server.outside.waitFor((each) => each.bytes.includes('outside-1@corp.example'));
    expect(from).toBe('mary@corp.example');
    const seen = readAnswer(bytes);
    expect(seen.field('from')).toBe(`John Boss <${JOHN}>`);
    expect(seen.field('sender')).toContain('<mary@corp.example>');
    expect(seen.calendarLines.find((line) => line.startsWith('ORGANIZER'))).toBe(
      'ORGANIZER;CN=John Boss;SENT-BY="mailto:mary@corp.example":mailto:john@corp.example',
    );
  });
});

describe('booking.trust = authenticated', () => {
  beforeAll(async () => {
    server = await startServerBehindPostfix({ FRONTDESK_BOOKING_TRUST: 'authenticated' });
  }, SET_UP_WITHIN_MS);
  afterAll(() => server.stop());

  /** What the room last decided about a UID. */
  const decisionAbout = (uid: string) =>
    waitFor(`a decision about ${uid}`, async () => {
      const { earlier, ...last } = await callAction(server.frontdesk.dataFolder, 'booking-explain', {
        resource: 'oak',
      });
      return [last, ...earlier].find((each) => 'uid' in each && each.uid === uid);
    });

  test('what our submission has taken is believed', async () => {
    const mail = meeting('proven-1', {});
    await send('mary', mail);
    expect((await answerIn('john', mail.messageId)).partstat).toBe('ACCEPTED');
  });

  test.each<[string, (proven: string) => string]>([
    ['no proof', (text) => text.replace(/^X-Frontdesk-Submitted:.*\r\n/m, '')],
    [
      'a made-up one',
      (text) => text.replace(/^X-Frontdesk-Submitted:.*$/m, `X-Frontdesk-Submitted: v1 ${'A'.repeat(43)}`),
    ],
    ['the proof of another message', (text) => text],
  ])('from outside with %s: left to a person', async (what, forge) => {
    const [proven = ''] = (await mailsIn('mary', 'Sent')).map(String);
    expect(proven).toMatch(/^X-Frontdesk-Submitted: v1 /m);
    const uid = `forged ${what}`.replaceAll(' ', '-');
    const proof = /^X-Frontdesk-Submitted:.*$/m.exec(proven)?.[0] ?? '';
    const mail = meeting(uid, { start: dayAhead(9, 9), fields: [proof], encoding: '8bit' });
    const bytes = Buffer.from(forge(meetingMail(mail)));
    await sendThroughMta(server.postfix.smtpPort, [{ from: JOHN, to: OAK, messageId: mail.messageId, bytes }]);
    expect(await decisionAbout(uid)).toMatchObject({ decision: 'leave-to-person' });
    expect(await bookedAt('oak', uid)).toEqual([]);
  });
});
