/**
 * A real mailing list (mlmmj behind Postfix) with subscribers who are away and a room among them: the list, its owner and
 * who posts hear nothing that was not asked for, and there is no loop.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { agendaOf, messagesIn, outboxOf } from '../support/read-server.js';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { freePort } from '../support/free-port.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { dayAhead, invitation, plainMail } from '../support/invitation.js';
import { prepareMailingList, type MailingList } from '../support/mailing-list.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { readAnswer } from '../support/read-answer.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { waitFor } from '../support/wait-for.js';

const ANN = 'ann@partner.example';
const GONE = 'gone@partner.example';
const JOHN = 'john@corp.example';
const OAK = 'oak@corp.example';
/** mlmmj takes a second or two for a post. */
const POSTED = { withinMs: 30_000 };

let outside: CatchingServer;
let frontdesk: Frontdesk;
let postfix: Postfix;
let list: MailingList;

beforeAll(async () => {
  const refused = { code: 550, text: '5.1.1 No such user' };
  outside = await startCatchingServer({ answers: { recipient: (path) => (path === GONE ? refused : 'take') } });
  const smtpPort = await freePort();
  frontdesk = await prepareFrontdesk({ relayPort: smtpPort });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  for (const name of ['john', 'mary']) {
    await frontdesk.cli(['account', 'create', name, '--kind', 'user', '--email', `${name}@corp.example`]);
    await frontdesk.cli(['oof', 'set', name, '--on', '--text', 'Back soon.']);
  }
  await frontdesk.cli(['account', 'create', 'oak', '--kind', 'room', '--email', OAK]);
  list = await prepareMailingList(smtpPort, 'mary@corp.example');
  postfix = await startPostfix({
    lmtpPort: frontdesk.lmtpPort,
    outsidePort: outside.port,
    smtpPort,
    piped: list.piped,
  });
  for (const address of [JOHN, OAK, ANN]) await list.subscribe(address);
});
afterAll(async () => {
  await postfix.stop();
  await list.remove();
  await frontdesk.remove();
  await outside.close();
});
let before: readonly string[];
beforeEach(async () => {
  before = await sentByUs();
});
afterEach(async () => {
  await untilAllIsQuiet();
  expect(await postfix.log()).not.toMatch(/loop|too many hops|fatal|panic/i);
});

const post = (to: string, messageId: string, bytes: Buffer, from = ANN): Promise<void> =>
  sendThroughMta(postfix.smtpPort, [{ from, to, messageId, bytes }]);

/** The copy that an account has of a mail. */
const copyFor = (account: string, messageId: string, folder: 'Inbox' | 'Handled' = 'Inbox') =>
  waitFor(
    `the copy of ${messageId} for ${account}`,
    async () => (await messagesIn(frontdesk, account, folder)).find((mail) => mail.messageId === `<${messageId}>`),
    POSTED,
  );

const headerOf = async (account: string, uid: number): Promise<string> => {
  const { stdout } = await frontdesk.cli(['message', 'show', account, String(uid), '--raw']);
  return stdout.toString().split('\r\n\r\n', 1)[0] ?? '';
};

async function untilAllIsQuiet(): Promise<void> {
  const isQuiet = async (): Promise<boolean> =>
    (await outboxOf(frontdesk)).length === 0 && (await postfix.queue()).length === 0;
  await waitFor('all mail to have arrived', isQuiet, POSTED);
}

/** Recipients of what frontdesk has handed to Postfix; it makes Message-IDs of its domain, as nobody else here does. */
async function sentByUs(): Promise<readonly string[]> {
  const log = await postfix.log();
  const ours = [...log.matchAll(/ (\w+): message-id=<[0-9a-f]{24}@corp\.example>/g)].map(([, id]) => id ?? '');
  return ours.flatMap((id) => [...log.matchAll(new RegExp(` ${id}: to=<([^>]*)>`, 'g'))].map(([, to]) => to ?? ''));
}

const newlySent = async (): Promise<readonly string[]> => {
  await untilAllIsQuiet();
  return (await sentByUs()).slice(before.length);
};

test('a post is filed for users who are away, and not answered, whether it names them or not', async () => {
  const fields = [`Cc: <${JOHN}>`];
  await post(list.address, 'post@out', plainMail({ from: ANN, to: list.address, messageId: 'post@out', fields }));
  const { uid } = await copyFor('john', 'post@out');
  expect(await headerOf('john', uid)).toContain('List-Id: <talk.lists.example>');
  await copyFor('oak', 'post@out');
  await outside.waitFor(({ recipients }) => recipients.includes(ANN));
  expect(await newlySent()).toEqual([]);
});

test('an invitation to the list is none to the room that reads it', async () => {
  const meeting = { uid: 'for-all', organizer: ANN, attendee: list.address, start: dayAhead(7, 9), minutes: 60 };
  await post(list.address, 'for-all@out', invitation({ ...meeting, messageId: 'for-all@out' }));
  await copyFor('oak', 'for-all@out');
  await copyFor('john', 'for-all@out');
  expect(await newlySent()).toEqual([]);
  expect(await agendaOf(frontdesk, 'oak')).toEqual([]);
});

test('an invitation of the room through the list is decided once, and only the organizer gets the answer', async () => {
  const meeting = { uid: 'for-oak', organizer: ANN, attendee: OAK, start: dayAhead(8, 9), minutes: 60 };
  const bytes = invitation({ ...meeting, messageId: 'for-oak@out' });
  await post(list.address, 'for-oak@out', bytes);
  await copyFor('oak', 'for-oak@out', 'Handled');
  // The organizer's program sends it to the room itself, too.
  await post(OAK, 'for-oak@out', bytes);
  const answer = await outside.waitFor(({ from }) => from === OAK);
  expect(readAnswer(answer.bytes)).toMatchObject({ partstat: 'ACCEPTED', inReplyTo: '<for-oak@out>' });
  expect(await newlySent()).toEqual([ANN]);
  expect((await agendaOf(frontdesk, 'oak')).map(({ uid }) => uid)).toEqual(['for-oak']);
});

test('mail to the owner of the list, who is away, is not answered', async () => {
  await post(list.ownerAddress, 'owner@out', plainMail({ from: ANN, to: list.ownerAddress, messageId: 'owner@out' }));
  await copyFor('mary', 'owner@out');
  expect(await newlySent()).toEqual([]);
});

test('a subscriber who is gone: the list hears of it, and who is away and posts does not answer', async () => {
  await list.subscribe(GONE);
  await post(list.address, 'gone@corp', plainMail({ from: JOHN, to: list.address, messageId: 'gone@corp' }), JOHN);
  await copyFor('oak', 'gone@corp');
  await waitFor('the bounce', async () => (await postfix.log()).includes('to=<talk+bounces-'), POSTED);
  // Outside the list the recipient gets it directly.
  await post(GONE, 'direct@corp', plainMail({ from: JOHN, to: GONE, messageId: 'direct@corp' }), JOHN);
  await waitFor('the report', async () =>
    (await messagesIn(frontdesk, 'john')).find(({ subject }) => subject.startsWith('Undelivered')),
  );
  expect(await newlySent()).toEqual([]);
});

test('the list probes the address of a user who is away: an answer would count as a bounce', async () => {
  const had = (await messagesIn(frontdesk, 'john')).length;
  await list.probe(JOHN);
  const arrived = async (): Promise<boolean> => (await messagesIn(frontdesk, 'john')).length > had;
  await waitFor('the probe', arrived, POSTED);
  expect(await newlySent()).toEqual([]);
});

test('a list that does not say that it is one is not answered either', async () => {
  await list.forgetFields();
  await post(list.address, 'bare@out', plainMail({ from: ANN, to: list.address, messageId: 'bare@out' }));
  const { uid } = await copyFor('john', 'bare@out');
  expect(await headerOf('john', uid)).not.toContain('List-Id');
  expect(await newlySent()).toEqual([]);
});
