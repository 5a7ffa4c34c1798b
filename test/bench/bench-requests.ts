/**
 * Meeting requests to one room over LMTP, two hundred a second, at most twenty under way: how long the MTA waits for its
 * reply, and whether the room was ever booked twice.
 */
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { dayAhead, invitation } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { agendaOf } from '../support/read-server.js';
import { seededRandom } from '../support/seeded-random.js';
import { setTimeout as delay } from 'node:timers/promises';
import { BENCH_DOMAIN } from './bench-cases.js';
import { percentile } from './bench-decisions.js';

export const requestsCase = {
  name: 'requests-200',
  what: '200 requests a second to one room, 20 at a time',
  goalMs: 100,
} as const;

export interface RequestsResult {
  readonly name: string;
  readonly what: string;
  readonly goalMs: number;
  /** From DATA to the reply; a request that had to wait for its turn counts from when it was due. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  readonly doubleBookings: number;
}

const REQUESTS = 2000;
const PER_SECOND = 200;
const AT_A_TIME = 20;
const MS_PER_SECOND = 1000;
const SLOT_MS = 1_800_000;

export async function measureRequests(): Promise<RequestsResult> {
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  try {
    await frontdesk.start();
    await frontdesk.cli(['domain', 'add', BENCH_DOMAIN]);
    await frontdesk.cli(['account', 'create', 'room', '--kind', 'room', '--email', `room@${BENCH_DOMAIN}`]);
    const { milliseconds, seconds } = await sendAtRate(frontdesk.lmtpPort);
    return {
      ...requestsCase,
      p50Ms: percentile(milliseconds, 50),
      p99Ms: percentile(milliseconds, 99),
      perSecond: REQUESTS / seconds,
      doubleBookings: await countDoubleBookings(frontdesk),
    };
  } finally {
    await frontdesk.remove();
  }
}

async function sendAtRate(lmtpPort: number): Promise<{ milliseconds: number[]; seconds: number }> {
  const random = seededRandom(requestsCase.name);
  const milliseconds: number[] = [];
  const begin = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    const client = await connectLmtp(lmtpPort);
    for (let number = next++; number < REQUESTS; number = next++) {
      const due = begin + (number * MS_PER_SECOND) / PER_SECOND;
      if (due > performance.now()) await delay(due - performance.now());
      const organizer = `organizer${number}@partner.example`;
      const start = new Date(dayAhead(7, 0).getTime() + random.between(0, REQUESTS) * SLOT_MS);
      const attendee = `room@${BENCH_DOMAIN}`;
      const bytes = invitation({ uid: `bench-${number}`, organizer, attendee, start, minutes: 60 });
      const [reply] = await client.send({ from: organizer, recipients: [attendee], bytes });
      if (reply?.startsWith('250') !== true) throw new Error(`request ${number}: ${reply ?? 'no reply'}`);
      milliseconds.push(performance.now() - due);
    }
    await client.close();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, send));
  return { milliseconds, seconds: (performance.now() - begin) / MS_PER_SECOND };
}

async function countDoubleBookings(frontdesk: Frontdesk): Promise<number> {
  const agenda = (await agendaOf(frontdesk, 'room')).toSorted(
    (one, other) => Date.parse(one.start) - Date.parse(other.start),
  );
  return agenda.filter(({ start }, index) => Date.parse(agenda[index - 1]?.end ?? start) > Date.parse(start)).length;
}
