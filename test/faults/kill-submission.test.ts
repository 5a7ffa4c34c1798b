/**
 * frontdesk is killed while users send: what had its 250 is relayed, with its copies in both Sent folders; of what
 * had not come to its end nothing is there.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import { startSendingServer, PASSWORD, type SendingServer } from '../support/sending-server.js';
import { connectSmtp, type SmtpClient } from '../support/smtp-client.js';
import { waitFor } from '../support/wait-for.js';

const JOHN = 'john@corp.example';
const MARY = 'mary@corp.example';
const OUTSIDE = 'ann@partner.example';
const SESSIONS = 5;
/** When so many have their 250. */
const KILL_AFTER = [1, 20, 60] as const;

let server: SendingServer;
beforeAll(async () => {
  server = await startSendingServer();
}, 120_000);
afterAll(() => server.stop());

/** After a start LMTP listens a moment earlier. */
const logIn = (): Promise<SmtpClient> =>
  waitFor('a login', () => connectSmtp(server.port, { user: 'mary', password: PASSWORD }));

async function sentSubjects(account: string): Promise<readonly string[]> {
  const listed = await callAction(server.corp.frontdesk.dataFolder, 'message-list', { account, folder: 'Sent' });
  return listed.map(({ subject }) => subject).toSorted();
}

const mailOf = (subject: string): Buffer => Buffer.from(`From: ${JOHN}\r\nSubject: ${subject}\r\n\r\nHello\r\n`);

test('killed before the final dot: nothing is stored and nothing goes out', async () => {
  const client = await logIn();
  await client.command(`MAIL FROM:<${MARY}>`);
  await client.command(`RCPT TO:<${OUTSIDE}>`);
  await client.command('DATA');
  client.write(mailOf('never ended'));
  await server.corp.frontdesk.kill();
  await client.closed;
  await server.corp.frontdesk.start();
  expect([await sentSubjects('mary'), await sentSubjects('john')]).toEqual([[], []]);
  const { stdout } = await server.corp.frontdesk.cli(['queue', 'list', '--json']);
  expect(stdout.toString().trim()).toBe('[]');
});

test.each(KILL_AFTER)('killed after %i messages had their 250: all of them go out, whole', async (killAfter) => {
  const taken: string[] = [];
  const clients = await Promise.all(Array.from({ length: SESSIONS }, logIn));
  const session = async (client: SmtpClient, index: number): Promise<void> => {
    try {
      for (let turn = 0; ; turn += 1) {
        const subject = `${killAfter}-${index}-${turn}`;
        const reply = await client.send({ from: MARY, recipients: [OUTSIDE], bytes: mailOf(subject) });
        expect(reply).toContain('250 2.0.0');
        taken.push(subject);
      }
    } catch (error) {
      // The kill ends every session.
      if (taken.length < killAfter) throw error;
    }
  };
  const sessions = clients.map(session);
  await waitFor('enough mails', () => taken.length >= killAfter);
  await server.corp.frontdesk.kill();
  await Promise.all(sessions);
  await server.corp.frontdesk.start();

  const subjectsOut = (): readonly string[] =>
    server.corp.caught().map(({ bytes }) => /^Subject: (.*)\r$/m.exec(bytes.toString('latin1'))?.[1] ?? '');
  await waitFor('all of them to go out', () => taken.every((subject) => subjectsOut().includes(subject)));
  const [mary, john] = [await sentSubjects('mary'), await sentSubjects('john')];
  expect(mary).toEqual(john);
  expect(new Set(mary).size).toBe(mary.length);
  for (const subject of taken) expect(mary).toContain(subject);
  // What was committed without its 250 having been heard goes out as well, or nothing of it is there.
  await waitFor('the rest', () => mary.every((subject) => subjectsOut().includes(subject)));
});
