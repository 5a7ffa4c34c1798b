/**
 * Nothing is lost and nothing is there twice: frontdesk is killed at random moments under load and started again,
 * the client, like any MTA, brings again what got no 250.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { messagesIn } from '../support/read-server.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp, type LmtpClient } from '../support/lmtp-client.js';
import { seededRandom, type SeededRandom } from '../support/seeded-random.js';

const KILLS = 5;
const SESSIONS = 10;
const ACCOUNTS = 8;
const MAX_RECIPIENTS = 4;
/** A kill comes at some moment of this stretch after frontdesk took mail again. */
const KILL_WITHIN_MS = { low: 50, high: 900 };
/** The least number of messages; they go on until the last kill. */
const MIN_MAILS = 300;
const RETRY_MS = 20;

interface Mail {
  readonly messageId: string;
  readonly recipients: readonly string[];
  readonly bytes: Buffer;
}

test(`killed ${KILLS} times under ${SESSIONS} sessions: each message is once in each store`, async () => {
  const random = seededRandom('kill-delivery');
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => `user${index}`);
  for (const name of accounts)
    await frontdesk.cli(['account', 'create', name, '--kind', 'user', '--email', `${name}@corp.example`]);

  const state = { killing: true };
  const sent: Mail[] = [];
  const session = async (): Promise<void> => {
    const deliverUntilTaken = lastingSession(frontdesk.lmtpPort);
    while (state.killing || sent.length < MIN_MAILS) {
      const mail = makeMail(random, sent.length, accounts);
      sent.push(mail);
      await deliverUntilTaken(mail);
    }
  };
  const sessions = Promise.all(Array.from({ length: SESSIONS }, session));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await delay(random.between(KILL_WITHIN_MS.low, KILL_WITHIN_MS.high));
    await frontdesk.kill();
    await frontdesk.start();
  }
  state.killing = false;
  await sessions;

  const expected = accounts.map((name) => ({
    name,
    messageIds: sent.filter(({ recipients }) => recipients.includes(name)).map(({ messageId }) => `<${messageId}>`),
  }));
  for (const { name, messageIds } of expected) {
    const stored = (await messagesIn(frontdesk, name)).map(({ messageId }) => messageId);
    expect(stored.toSorted(), `the store of ${name}`).toEqual(messageIds.toSorted());
  }
  await frontdesk.cli(['store', 'check']);
});

function makeMail(random: SeededRandom, serial: number, accounts: readonly string[]): Mail {
  const messageId = `kill-${random.seed}-${serial}@out.example`;
  const shuffled = accounts.toSorted(() => random.next() - 0.5);
  const recipients = shuffled.slice(0, random.between(1, MAX_RECIPIENTS));
  const bytes = plainMail({
    from: 'ann@partner.example',
    to: 'everybody@corp.example',
    messageId,
    // As an MTA adds it: the duplicate rule holds only for mail that has one.
    firstFields: [
      `Received: from out.example by mta.corp.example with ESMTP id ${serial}; Sun, 22 Nov 2026 09:00:00 +0000`,
    ],
    body: 'All work and no play.\r\n'.repeat(random.between(1, 800)),
  });
  return { messageId, recipients, bytes };
}

/** A session that lasts until it breaks; then, as an MTA does, a little later a new one. */
function lastingSession(lmtpPort: number): (mail: Mail) => Promise<void> {
  let client: LmtpClient | null = null;
  return async ({ recipients, bytes }) => {
    let left = [...recipients];
    while (left.length > 0) {
      let replies: readonly string[];
      try {
        client ??= await connectLmtp(lmtpPort);
        const addresses = left.map((name) => `${name}@corp.example`);
        replies = await client.send({ from: 'ann@partner.example', recipients: addresses, bytes });
      } catch {
        client = null;
        await delay(RETRY_MS);
        continue;
      }
      expect(replies.filter((reply) => reply.startsWith('5'))).toEqual([]);
      left = left.filter((_, index) => replies[index]?.startsWith('2') !== true);
    }
  };
}
