/**
 * Nothing is decided twice: behind a real Postfix, frontdesk is killed in the middle of a thousand messages, a quarter
 * of them requests for rooms. At the end each message is in its store once, each request is decided once, and its
 * organizer has one answer.
 */
import { expect, onTestFinished, test } from 'vitest';
import { startCatchingServer, type CaughtMail } from '../support/catching-server.js';
import { agendaOf, messagesIn, outboxOf } from '../support/read-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { freePort } from '../support/free-port.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { startPostfix } from '../support/postfix.js';
import { readAnswer } from '../support/read-answer.js';
import { seededRandom } from '../support/seeded-random.js';
import { sendThroughMta, type MailToSend } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const MESSAGES = 1000;
const REQUEST_EACH = 4;
const ROOMS = 5;
const USERS = 5;
/** Messages that the outbox may have under way at the kill: each may be repeated, with the same bytes. */
const MAX_REPEATS = 10;
const DRAINED_WITHIN_MS = 90_000;
const MINUTES = 60;

interface Request {
  readonly uid: string;
  readonly room: string;
  readonly messageId: string;
}

test(`killed in the middle of ${MESSAGES} messages: each request is decided and answered once`, async () => {
  const random = seededRandom('kill-booking');
  const outside = await startCatchingServer();
  onTestFinished(() => outside.close());
  const smtpPort = await freePort();
  const frontdesk = await prepareFrontdesk({ relayPort: smtpPort, env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  const { lmtpPort } = frontdesk;
  const postfix = await startPostfix({ lmtpPort, outsidePort: outside.port, smtpPort, verifyRecipients: false });
  onTestFinished(() => postfix.stop());
  const { rooms, users } = await createAccounts(frontdesk);

  const requests: Request[] = [];
  const messages = Array.from({ length: MESSAGES }, (_, index): MailToSend => {
    if (index % REQUEST_EACH !== 0) return plainMailTo(users[index % users.length] ?? '', index);
    const request = {
      uid: `meeting-${index}`,
      room: rooms[random.between(0, ROOMS - 1)] ?? '',
      messageId: `m-${index}@out`,
    };
    requests.push(request);
    // Half-hour steps over two days: a good part of the requests overlaps another.
    const start = new Date(dayAhead(7, 0).getTime() + random.between(0, 95) * 30 * 60_000);
    return requestMail(request, start);
  });

  const sending = sendThroughMta(smtpPort, messages);
  // Twice, in two halves: what is under way at both is decided all the same.
  for (const from of [MESSAGES / 10, MESSAGES / 2]) {
    const until = random.between(from, from + MESSAGES / 4);
    await waitFor(`${until} messages delivered`, async () => deliveredBy(await postfix.log()) >= until, {
      withinMs: DRAINED_WITHIN_MS,
    });
    expect(deliveredBy(await postfix.log()), 'delivered before the kill').toBeLessThan(MESSAGES);
    await frontdesk.kill();
    await frontdesk.start();
  }
  await sending;
  await waitFor(
    'Postfix and the outbox to be empty',
    async () => {
      await postfix.flush();
      return (await postfix.queue()).length === 0 && (await outboxOf(frontdesk)).length === 0;
    },
    { withinMs: DRAINED_WITHIN_MS, everyMs: 500 },
  );

  await expectEachOnce(frontdesk, users, rooms, messages);
  const accepted = expectOneAnswerEach(requests, outside.messages);
  for (const room of rooms)
    await expectAgenda(
      frontdesk,
      room,
      accepted.filter((each) => each.room === room),
    );
});

async function createAccounts(frontdesk: Frontdesk): Promise<{ rooms: string[]; users: string[] }> {
  const rooms = Array.from({ length: ROOMS }, (_, index) => `room${index}`);
  const users = Array.from({ length: USERS }, (_, index) => `user${index}`);
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  const create = (name: string, kind: string) =>
    frontdesk.cli(['account', 'create', name, '--kind', kind, '--email', `${name}@corp.example`]);
  for (const name of rooms) await create(name, 'room');
  for (const name of users) await create(name, 'user');
  return { rooms, users };
}

function plainMailTo(user: string, index: number): MailToSend {
  const [from, to, messageId] = ['ann@partner.example', `${user}@corp.example`, `plain-${index}@out`];
  return { from, to, messageId, bytes: plainMail({ from, to, messageId, body: 'All is well.\r\n'.repeat(40) }) };
}

function requestMail({ uid, room, messageId }: Request, start: Date): MailToSend {
  // Each has an organizer of its own: how many answers one organizer gets in an hour may be bounded.
  const [from, to] = [`${uid}@partner.example`, `${room}@corp.example`];
  const bytes = invitation({ uid, organizer: from, attendee: to, start, minutes: MINUTES, messageId });
  return { from, to, messageId, bytes };
}

/** Messages that Postfix has seen taken by frontdesk. */
function deliveredBy(log: string): number {
  return log.split('\n').filter((line) => line.includes('postfix/lmtp') && line.includes('status=sent')).length;
}

async function expectEachOnce(
  frontdesk: Frontdesk,
  users: readonly string[],
  rooms: readonly string[],
  messages: readonly MailToSend[],
): Promise<void> {
  for (const name of [...users, ...rooms]) {
    const inbox = await messagesIn(frontdesk, name);
    const handled = rooms.includes(name) ? await messagesIn(frontdesk, name, 'Handled') : [];
    const stored = [...inbox, ...handled].map(({ messageId }) => messageId);
    const sent = messages.filter(({ to }) => to === `${name}@corp.example`).map(({ messageId }) => `<${messageId}>`);
    expect(stored.toSorted(), `the store of ${name}`).toEqual(sent.toSorted());
    if (rooms.includes(name)) expect(inbox, `left to a person in ${name}`).toEqual([]);
  }
}

/** One distinct answer to each request; resolves to those that were accepted. */
function expectOneAnswerEach(requests: readonly Request[], caught: readonly CaughtMail[]): Request[] {
  const answers = caught.map(({ bytes }) => readAnswer(bytes));
  const accepted = requests.filter((request) => {
    const own = answers.filter(({ inReplyTo }) => inReplyTo === `<${request.messageId}>`);
    expect(
      new Set(own.map(({ messageId, partstat }) => `${messageId} ${partstat}`)).size,
      `answers to ${request.uid}`,
    ).toBe(1);
    expect(own[0]?.partstat).toMatch(/^(ACCEPTED|DECLINED)$/);
    return own[0]?.partstat === 'ACCEPTED';
  });
  // Nothing but answers, and hardly any of them twice.
  expect(answers.length).toBeGreaterThanOrEqual(requests.length);
  expect(answers.length).toBeLessThanOrEqual(requests.length + MAX_REPEATS);
  return accepted;
}

/** The agenda holds just what was accepted, and no two bookings overlap. */
async function expectAgenda(frontdesk: Frontdesk, room: string, accepted: readonly Request[]): Promise<void> {
  const agenda = (await agendaOf(frontdesk, room)).toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start));
  expect(agenda.map(({ uid }) => uid).toSorted()).toEqual(accepted.map(({ uid }) => uid).toSorted());
  agenda.forEach(({ start }, index) => {
    const before = agenda[index - 1];
    if (before !== undefined)
      expect(Date.parse(before.end), `${room} at ${start}`).toBeLessThanOrEqual(Date.parse(start));
  });
}
