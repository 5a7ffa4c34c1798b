/**
 * Groups and failures with a real Postfix: a nested group with a contact and a full member in it, who may send, and what
 * a room is told of an answer that the outside refuses.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { freePort } from '../support/free-port.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { readMimeTree, structureOf } from '../support/mime-tree.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { messagesIn } from '../support/read-server.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const ANN = 'ann@partner.example';

let outside: CatchingServer;
let frontdesk: Frontdesk;
let postfix: Postfix;

beforeAll(async () => {
  outside = await startCatchingServer({
    answers: {
      recipient: (path) => (path.startsWith('gone@') ? { code: 550, text: '5.1.1 nobody here' } : 'take'),
    },
  });
  const smtpPort = await freePort();
  frontdesk = await prepareFrontdesk({ relayPort: smtpPort, env: { FRONTDESK_DELIVERY_FORWARD_CONTACTS: 'yes' } });
  await frontdesk.start();
  const account = (name: string, kind: string, ...options: readonly string[]) =>
    frontdesk.cli(['account', 'create', name, '--kind', kind, '--email', `${name}@corp.example`, ...options]);
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  for (const name of ['john', 'mary', 'owner']) await account(name, 'user');
  await account('full', 'user', '--quota-hard', '100');
  await account('oak', 'room');
  await frontdesk.cli(['account', 'create', 'partner', '--kind', 'contact', '--email', 'p@partner.example']);
  await frontdesk.cli(['group', 'create', 'inner']);
  await frontdesk.cli(['group', 'create', 'staff', '--email', 'staff@corp.example', '--owner', 'owner']);
  await frontdesk.cli(['group', 'create', 'board', '--email', 'board@corp.example', '--who-may-send', 'members']);
  for (const name of ['mary', 'full', 'partner', 'staff']) await frontdesk.cli(['group', 'add', 'inner', name]);
  for (const name of ['john', 'inner']) await frontdesk.cli(['group', 'add', 'staff', name]);
  await frontdesk.cli(['group', 'add', 'board', 'john']);
  postfix = await startPostfix({ lmtpPort: frontdesk.lmtpPort, outsidePort: outside.port, smtpPort });
});
afterAll(async () => {
  await postfix.stop();
  await frontdesk.remove();
  await outside.close();
});

const send = (to: string, messageId: string, from = ANN): Promise<void> =>
  sendThroughMta(postfix.smtpPort, [{ from, to, messageId, bytes: plainMail({ from, to, messageId }) }]);
const copies = async (name: string, messageId: string): Promise<number> =>
  (await messagesIn(frontdesk, name)).filter((message) => message.messageId === `<${messageId}>`).length;

test('a nested group: one message for each member, the contact through the relay, the owner notified of the full one', async () => {
  await send('staff@corp.example', 'all@out');
  const handedOn = await outside.waitFor(({ recipients }) => recipients.includes('p@partner.example'));
  expect(handedOn.from).toBe(ANN);
  expect(handedOn.bytes.toString()).toMatch(/^Delivered-To: staff@corp\.example\r\n/m);
  expect([await copies('john', 'all@out'), await copies('mary', 'all@out')]).toEqual([1, 1]);
  expect(await copies('full', 'all@out')).toBe(0);
  const told = await waitFor('the word to the owner', async () => (await messagesIn(frontdesk, 'owner'))[0]);
  expect(told.subject).toContain('Group staff: not delivered to all members');
  await waitFor('Postfix to be done', async () => (await postfix.queue()).length === 0);
  expect(outside.messages.filter(({ recipients }) => recipients.includes(ANN))).toEqual([]);
});

test('a group for its members exists when Postfix asks, and accepts messages from them only', async () => {
  await send('board@corp.example', 'board@in', 'john@corp.example');
  await waitFor('the mail', async () => (await copies('john', 'board@in')) === 1);
  await send('board@corp.example', 'board@out');
  // Postfix had no way to know at its own RCPT whom it is for; it tells the sender.
  const bounce = await outside.waitFor(({ recipients }) => recipients.includes(ANN));
  expect(bounce.bytes.toString()).toContain('Only members may write to this group');
  expect(await copies('john', 'board@out')).toBe(0);
});

test('an answer that is refused outside: the room gets the notification, and does not answer it', async () => {
  const organizer = 'gone@partner.example';
  const meeting = { uid: 'lost', organizer, attendee: 'oak@corp.example', start: dayAhead(7, 9), minutes: 60 };
  const bytes = invitation({ ...meeting, messageId: 'lost@out' });
  await sendThroughMta(postfix.smtpPort, [{ from: organizer, to: 'oak@corp.example', messageId: 'lost@out', bytes }]);
  // Postfix takes it and reports by itself, as any smarthost does.
  const report = await waitFor('the report', async () =>
    (await messagesIn(frontdesk, 'oak')).find(({ subject }) => subject.startsWith('Undelivered')),
  );
  const { stdout } = await frontdesk.cli(['message', 'show', 'oak', String(report.uid), '--raw']);
  expect(structureOf(readMimeTree(stdout))).toContain('multipart/report[text/plain message/delivery-status');
  await waitFor('Postfix to be done', async () => (await postfix.queue()).length === 0);
  expect((await frontdesk.cli(['queue', 'list', '--json'])).json()).toEqual([]);
});
