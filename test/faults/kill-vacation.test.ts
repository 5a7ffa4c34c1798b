/**
 * Nobody is answered twice and nobody is forgotten: frontdesk is killed at random moments while mail for somebody who is
 * away comes in, and the client, like any MTA, brings again what got no 250.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { messagesIn } from '../support/read-server.js';
import { seededRandom } from '../support/seeded-random.js';

const KILLS = 4;
const SENDERS = 12;
const MAILS_OF_EACH = 8;
const SESSIONS = 4;
const KILL_WITHIN_MS = { low: 30, high: 500 };
const RETRY_MS = 20;
const JOHN = 'john@corp.example';

interface Mail {
  readonly from: string;
  readonly messageId: string;
  readonly bytes: Buffer;
}

test(`killed ${KILLS} times while ${SENDERS} senders write: each is answered once`, async () => {
  const random = seededRandom('kill-vacation');
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'john', '--kind', 'user', '--email', JOHN]);
  await frontdesk.cli(['oof', 'set', 'john', '--on', '--text', 'Back soon.']);

  const messages = manyMails().toSorted(() => random.next() - 0.5);
  const waiting = [...messages];
  const session = async (): Promise<void> => {
    for (let mail = waiting.pop(); mail !== undefined; mail = waiting.pop()) {
      // Every third is brought once more although it was taken: a 250 that got lost.
      await bring(frontdesk.lmtpPort, mail);
      if (mail.bytes.length % 3 === 0) await bring(frontdesk.lmtpPort, mail);
    }
  };
  const sessions = Promise.all(Array.from({ length: SESSIONS }, session));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await delay(random.between(KILL_WITHIN_MS.low, KILL_WITHIN_MS.high));
    await frontdesk.kill();
    await frontdesk.start();
  }
  await sessions;

  const stored = (await messagesIn(frontdesk, 'john')).map(({ messageId }) => messageId);
  expect(stored.toSorted()).toEqual(messages.map(({ messageId }) => `<${messageId}>`).toSorted());
  const answers = (await frontdesk.cli(['queue', 'list', '--json'])).json() as { readonly recipients: string[] }[];
  const senders = new Set(messages.map(({ from }) => from));
  expect(answers.flatMap(({ recipients }) => recipients).toSorted()).toEqual([...senders].toSorted());
});

function manyMails(): readonly Mail[] {
  return Array.from({ length: SENDERS * MAILS_OF_EACH }, (_, serial) => {
    const from = `sender${serial % SENDERS}@partner.example`;
    const messageId = `kill-vacation-${serial}@out.example`;
    const firstFields = [
      `Received: from out.example by mta.corp.example id ${serial}; Sun, 22 Nov 2026 09:00:00 +0000`,
    ];
    return { from, messageId, bytes: plainMail({ from, to: JOHN, messageId, firstFields, body: 'x'.repeat(serial) }) };
  });
}

/** Until it is taken; while nobody listens, again a little later. */
async function bring(lmtpPort: number, { from, bytes }: Mail): Promise<void> {
  for (;;) {
    try {
      const client = await connectLmtp(lmtpPort);
      const [reply = ''] = await client.send({ from, recipients: [JOHN], bytes });
      await client.close();
      if (reply.startsWith('2')) return;
      expect(reply).toMatch(/^4/);
    } catch (error) {
      if (error instanceof Error && error.name === 'AssertionError') throw error;
    }
    await delay(RETRY_MS);
  }
}
