/**
 * Somebody who is away, with a real Postfix in the loop: outside sender -> Postfix -> LMTP -> frontdesk -> answer ->
 * Postfix -> outside; and an answer that nobody takes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { freePort } from '../support/free-port.js';
import { plainMail } from '../support/invitation.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { readAnswer } from '../support/read-answer.js';
import { messagesIn } from '../support/read-server.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const ANN = 'ann@partner.example';
const NOBODY = 'nobody@partner.example';
const JOHN = 'john@corp.example';

let outside: CatchingServer;
let frontdesk: Frontdesk;
let postfix: Postfix;

beforeAll(async () => {
  const refused = { code: 550, text: '5.1.1 No such user' };
  outside = await startCatchingServer({ answers: { recipient: (path) => (path === NOBODY ? refused : 'take') } });
  const smtpPort = await freePort();
  frontdesk = await prepareFrontdesk({ relayPort: smtpPort });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  for (const name of ['john', 'mary']) {
    await frontdesk.cli(['account', 'create', name, '--kind', 'user', '--email', `${name}@corp.example`]);
    await frontdesk.cli(['oof', 'set', name, '--on', '--subject', 'Away', '--text', 'Back soon.']);
  }
  postfix = await startPostfix({ lmtpPort: frontdesk.lmtpPort, outsidePort: outside.port, smtpPort });
});
afterAll(async () => {
  await postfix.stop();
  await frontdesk.remove();
  await outside.close();
});

async function send(from: string, to: string, messageId: string): Promise<void> {
  await sendThroughMta(postfix.smtpPort, [{ from, to, messageId, bytes: plainMail({ from, to, messageId }) }]);
}

async function subjects(name: string): Promise<readonly string[]> {
  return (await messagesIn(frontdesk, name)).map(({ subject }) => subject);
}

/** Nothing is on its way any more, neither with us nor with Postfix. */
async function untilAllIsQuiet(): Promise<void> {
  await waitFor('all mail to have arrived', async () => {
    const ours = (await frontdesk.cli(['queue', 'list', '--json'])).json() as readonly unknown[];
    return ours.length === 0 && (await postfix.queue()).length === 0;
  });
}

test('a sender outside is answered once, from the null reverse-path', async () => {
  await send(ANN, JOHN, 'one@out');
  const answer = await outside.waitFor(({ recipients }) => recipients.includes(ANN));
  expect(answer.from).toBe('');
  expect(readAnswer(answer.bytes)).toMatchObject({ subject: 'Away [a plain mail]', inReplyTo: '<one@out>' });
  await send(ANN, JOHN, 'two@out');
  await waitFor('the second mail', async () => (await subjects('john')).length === 2);
  await untilAllIsQuiet();
  expect(outside.messages.filter(({ recipients }) => recipients.includes(ANN))).toHaveLength(1);
});

test('an answer that cannot be delivered causes no further message', async () => {
  const before = outside.messages.length;
  await send(NOBODY, JOHN, 'three@out');
  await waitFor('Postfix to be refused', async () => (await postfix.log()).includes(`to=<${NOBODY}>`));
  await untilAllIsQuiet();
  expect(await subjects('john')).toHaveLength(3);
  expect(outside.messages).toHaveLength(before);
});

test('two users who are away write to each other: each gets one response, and none is answered', async () => {
  const before = (await subjects('john')).length;
  await send(JOHN, 'mary@corp.example', 'four@corp');
  await send('mary@corp.example', JOHN, 'five@corp');
  await waitFor('both mails and both answers', async () => {
    const [john, mary] = await Promise.all(['john', 'mary'].map(subjects));
    return (john?.length ?? 0) - before === 2 && mary?.length === 2;
  });
  await untilAllIsQuiet();
  expect((await subjects('john')).slice(before).toSorted()).toEqual(['Away [a plain mail]', 'a plain mail']);
  expect((await subjects('mary')).toSorted()).toEqual(['Away [a plain mail]', 'a plain mail']);
});
