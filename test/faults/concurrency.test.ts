/**
 * Two hundred organizers want the same hour of a resource with three units, twenty of them at a time: three get it, and
 * every one of them hears. The same when the process is killed in the middle and what had no reply comes again, as from
 * an MTA.
 */
import { expect, onTestFinished, test } from 'vitest';
import { startCorp, type Corp } from '../support/corp.js';
import { dayAhead, invitation } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { agendaOf } from '../support/read-server.js';
import { seededRandom } from '../support/seeded-random.js';
import { waitFor } from '../support/wait-for.js';

const REQUESTS = 200;
const AT_A_TIME = 20;
const CAPACITY = 3;
const ANSWERED_WITHIN_MS = 60_000;

interface Request {
  readonly messageId: string;
  readonly organizer: string;
  readonly bytes: Uint8Array;
}

async function startContest(): Promise<{ corp: Corp; requests: readonly Request[] }> {
  const corp = await startCorp({ FRONTDESK_LOG_LEVEL: 'warn' });
  onTestFinished(() => corp.stop());
  await corp.account('projector', 'equipment', '--capacity', String(CAPACITY));
  const start = dayAhead(7, 9);
  const requests = Array.from({ length: REQUESTS }, (_, index): Request => {
    const [uid, organizer] = [`contest-${index}`, `organizer${index}@partner.example`];
    const messageId = `${uid}@mail.partner.example`;
    const attendee = 'projector@corp.example';
    return { messageId, organizer, bytes: invitation({ uid, organizer, attendee, start, minutes: 60, messageId }) };
  });
  return { corp, requests };
}

/** Sends them over so many connections at once; those that got no reply, as the connection ended, come back. */
async function sendAll(corp: Corp, requests: readonly Request[], onReply: () => void): Promise<readonly Request[]> {
  const waiting = [...requests];
  const unanswered: Request[] = [];
  const send = async (): Promise<void> => {
    const client = await connectLmtp(corp.frontdesk.lmtpPort);
    for (let request = waiting.pop(); request !== undefined; request = waiting.pop()) {
      const { organizer, bytes } = request;
      try {
        const replies = await client.send({ from: organizer, recipients: ['projector@corp.example'], bytes });
        expect(replies[0]).toMatch(/^250 /);
        onReply();
      } catch (error) {
        unanswered.push(request);
        if (error instanceof Error && error.name === 'AssertionError') throw error;
        return;
      }
    }
    await client.close();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, send));
  return [...unanswered, ...waiting];
}

async function expectThreeWinners(corp: Corp, requests: readonly Request[]): Promise<void> {
  const answered = (): number => requests.filter(({ messageId }) => corp.answersTo(messageId).length > 0).length;
  await waitFor('an answer to every request', () => answered() === REQUESTS, {
    withinMs: ANSWERED_WITHIN_MS,
    everyMs: 500,
  });
  const verdicts = requests.map(({ messageId }) => [
    ...new Set(corp.answersTo(messageId).map(({ partstat }) => partstat)),
  ]);
  expect(verdicts.filter((said) => said.length !== 1)).toEqual([]);
  const accepted = verdicts.flatMap(([said], index) => (said === 'ACCEPTED' ? [`contest-${index}`] : []));
  expect(verdicts.filter(([said]) => said === 'DECLINED')).toHaveLength(REQUESTS - CAPACITY);
  expect(accepted).toHaveLength(CAPACITY);
  const agenda = await agendaOf(corp.frontdesk, 'projector');
  expect(agenda.map(({ uid }) => uid).toSorted()).toEqual(accepted.toSorted());
}

test(`${REQUESTS} requests for one hour, ${AT_A_TIME} at a time: ${CAPACITY} acceptances`, async () => {
  const { corp, requests } = await startContest();
  const unanswered = await sendAll(corp, requests, () => undefined);
  expect(unanswered).toEqual([]);
  await expectThreeWinners(corp, requests);
});

test('killed in the middle, and what had no reply sent again: the same three acceptances', async () => {
  const { corp, requests } = await startContest();
  const random = seededRandom('concurrency');
  const killAfter = random.between(20, REQUESTS - 2 * AT_A_TIME);
  let replies = 0;
  const kills: Promise<void>[] = [];
  const unanswered = await sendAll(corp, requests, () => {
    replies += 1;
    if (replies === killAfter) kills.push(corp.frontdesk.kill());
  });
  await Promise.all(kills);
  expect(unanswered.length).toBeGreaterThan(0);
  await corp.frontdesk.start();
  expect(await sendAll(corp, unanswered, () => undefined)).toEqual([]);
  await expectThreeWinners(corp, requests);
});
