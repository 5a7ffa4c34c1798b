/**
 * The whole way with a real Postfix: outside organizer -> Postfix -> LMTP -> frontdesk -> answer -> Postfix -> outside.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { messagesIn } from '../support/read-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { freePort } from '../support/free-port.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { readAnswer, type Answer } from '../support/read-answer.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const ORGANIZER = 'organizer@partner.example';

let outside: CatchingServer;
let frontdesk: Frontdesk;
let postfix: Postfix;

beforeAll(async () => {
  outside = await startCatchingServer();
  const smtpPort = await freePort();
  frontdesk = await prepareFrontdesk({
    relayPort: smtpPort,
    env: { FRONTDESK_BOOKING_OWN_CONFLICT_GRACE_SECONDS: '0' },
  });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'john', '--kind', 'user', '--email', 'john@corp.example']);
  await frontdesk.cli(['account', 'create', 'oak', '--kind', 'room', '--email', 'oak@corp.example']);
  postfix = await startPostfix({ lmtpPort: frontdesk.lmtpPort, outsidePort: outside.port, smtpPort });
});
afterAll(async () => {
  await postfix.stop();
  await frontdesk.remove();
  await outside.close();
});

async function sendInvitation(uid: string, start: Date): Promise<void> {
  const messageId = `${uid}@out`;
  const bytes = invitation({ uid, organizer: ORGANIZER, attendee: 'oak@corp.example', start, minutes: 60, messageId });
  await sendThroughMta(postfix.smtpPort, [{ from: ORGANIZER, to: 'oak@corp.example', messageId, bytes }]);
}

async function sendPlain(to: string, messageId: string): Promise<void> {
  const bytes = plainMail({ from: ORGANIZER, to, messageId });
  await sendThroughMta(postfix.smtpPort, [{ from: ORGANIZER, to, messageId, bytes }]);
}

function answerTo(uid: string): Promise<Answer> {
  return waitFor(`the answer to ${uid}`, () =>
    outside.messages.map(({ bytes }) => readAnswer(bytes)).find(({ inReplyTo }) => inReplyTo === `<${uid}@out>`),
  );
}

async function isStored(messageId: string): Promise<boolean> {
  return (await messagesIn(frontdesk, 'john')).some((message) => message.messageId === `<${messageId}>`);
}

test('requests by an outside organizer come back as answers', async () => {
  const start = dayAhead(7, 9);
  await sendInvitation('trip-1', start);
  expect((await answerTo('trip-1')).partstat).toBe('ACCEPTED');
  await sendInvitation('trip-2', start);
  expect((await answerTo('trip-2')).partstat).toBe('DECLINED');
  const answer = outside.messages.find(({ bytes }) => readAnswer(bytes).inReplyTo === '<trip-1@out>');
  expect(answer?.from).toBe('oak@corp.example');
  expect(answer?.recipients).toEqual([ORGANIZER]);
});

test("an unknown recipient is refused at Postfix's own RCPT, so that no backscatter arises", async () => {
  const before = outside.messages.length;
  await expect(sendPlain('nobody@corp.example', 'unknown@out')).rejects.toThrow(/550 5\.1\.1/);
  expect(await postfix.queue()).toEqual([]);
  expect(outside.messages.length).toBe(before);
});

test('while frontdesk is down, messages for addresses that Postfix does not remember are deferred, and nothing is bounced', async () => {
  const before = outside.messages.length;
  await frontdesk.stop();
  await expect(sendPlain('somebody@corp.example', 'down@out')).rejects.toThrow(/450 4\..*cannot be checked at present/);
  await frontdesk.start();
  // The question that was on its way may still be in the queue; no message is.
  const waiting = (await postfix.queue()).filter(({ sender }) => !sender.startsWith('double-bounce'));
  expect(waiting).toEqual([]);
  expect(outside.messages.length).toBe(before);
  await waitFor('the question to be answered', async () => (await postfix.queue()).length === 0);
});

test('frontdesk is stopped for a while: Postfix holds the message and delivers it after', async () => {
  // Postfix remembers that it knows the recipients.
  await sendPlain('john@corp.example', 'before@out');
  await waitFor('the mail before', () => isStored('before@out'));
  await sendInvitation('trip-3', dayAhead(8, 9));
  await answerTo('trip-3');

  await frontdesk.stop();
  const held = Array.from({ length: 5 }, (_, index) => `held-${index}@out`);
  for (const messageId of held) await sendPlain('john@corp.example', messageId);
  await sendInvitation('trip-4', dayAhead(9, 9));
  await waitFor('Postfix to hold them', async () => {
    const queue = await postfix.queue();
    return queue.length === held.length + 1 && queue.every((each) => each.queue_name === 'deferred');
  });

  await frontdesk.start();
  await postfix.flush();
  expect((await answerTo('trip-4')).partstat).toBe('ACCEPTED');
  await waitFor('Postfix to have delivered all', async () => (await postfix.queue()).length === 0);
  const stored = (await messagesIn(frontdesk, 'john')).map(({ messageId }) => messageId);
  expect(stored.toSorted()).toEqual(['before@out', ...held].map((each) => `<${each}>`).toSorted());
});
