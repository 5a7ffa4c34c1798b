/**
 * A manager decides by command, through a running process: each mode that leaves something to a person, cancelling and
 * booking by hand, and what errors say.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { invitation } from '../support/invitation.js';

const DAY_MS = 86_400_000;
const nextWeek = Math.ceil(Date.now() / DAY_MS + 7) * DAY_MS;
const ANN = 'ann@partner.example';

function request(uid: string, attendee: string, hour: number, organizer = ANN): Buffer {
  const start = new Date(nextWeek + hour * 3_600_000);
  return invitation({ uid, organizer, attendee: `${attendee}@corp.example`, start, minutes: 60, summary: uid });
}

let frontdesk: Frontdesk;
const run = (...args: readonly string[]) => frontdesk.cli(args);
const json = async (...args: readonly string[]): Promise<unknown> => (await run(...args, '--json')).json();
const bring = (room: string, bytes: Buffer, from = ANN) =>
  frontdesk.cli(['deliver', '--to', `${room}@corp.example`, '--from', from], bytes);
const subjects = async (): Promise<readonly string[]> =>
  ((await json('queue', 'list')) as readonly { subject: string; recipients: readonly string[] }[])
    .map(({ recipients, subject }) => `${recipients.join(' ')} ${subject}`)
    .sort();
/** Of the error. */
const refusal = async (...args: readonly string[]): Promise<string> => {
  try {
    await run(...args);
  } catch (error) {
    return String(error);
  }
  throw new Error(`${args.join(' ')} was not refused`);
};

beforeAll(async () => {
  frontdesk = await prepareFrontdesk();
  await run('domain', 'add', 'corp.example');
  for (const [name, mode] of [
    ['oak', 'manual'],
    ['elm', 'accept-if-free'],
    ['fir', 'decline-if-busy'],
  ] as const)
    await run('account', 'create', name, '--kind', 'room', '--email', `${name}@corp.example`, '--mode', mode);
  await frontdesk.start();
});
afterAll(() => frontdesk.remove());

test('a manager decides in each mode, and the organizer gets the answer of the room', async () => {
  await bring('elm', request('first', 'elm', 9, 'ben@partner.example'), 'ben@partner.example');
  await bring('oak', request('in-oak', 'oak', 9));
  await bring('elm', request('in-elm', 'elm', 9));
  await bring('fir', request('in-fir', 'fir', 9));
  const before = ['ben@partner.example Accepted: first'];
  expect(await subjects()).toEqual(before);
  expect(await json('booking', 'waiting')).toMatchObject([
    { resource: 'elm', uid: 'in-elm', because: 'not-free', from: [ANN] },
    { resource: 'fir', uid: 'in-fir', because: 'free-for-person' },
    { resource: 'oak', uid: 'in-oak', because: 'person-decides', number: 1 },
  ]);
  expect((await run('booking', 'waiting')).stdout.toString()).toMatch(/Decide with: frontdesk booking accept elm 2 or/);

  expect(await json('booking', 'accept', 'oak', '1')).toMatchObject({
    decision: 'accept',
    told: [ANN],
    already: false,
  });
  expect(await refusal('booking', 'accept', 'elm', 'in-elm')).toMatch(/the time is taken[^]*--force/);
  expect(await json('booking', 'decline', 'elm', 'in-elm', '--comment', 'Painting.')).toMatchObject({
    decision: 'decline',
  });
  expect(await json('booking', 'accept', 'fir', 'in-fir')).toMatchObject({ decision: 'accept' });
  const answers = [`${ANN} Accepted: in-fir`, `${ANN} Accepted: in-oak`, `${ANN} Declined: in-elm`];
  expect(await subjects()).toEqual([...answers, ...before]);

  expect(await json('booking', 'waiting')).toEqual([]);
  expect(await json('booking', 'accept', 'oak', 'in-oak')).toMatchObject({ already: true, told: [] });
  expect(await refusal('booking', 'decline', 'oak', 'in-oak')).toMatch(/decided already[^]*booking cancel/);
  expect(await refusal('booking', 'accept', 'oak', 'nowhere')).toMatch(/no message "nowhere" waits/);
  expect(await subjects()).toHaveLength(4);
});

test('what nothing proves is answered only with --yes', async () => {
  const bytes = Buffer.from(
    request('claimed', 'fir', 16, 'victim@else.example')
      .toString()
      .replace(/^From: .*$/m, 'From: <eve@other.example>'),
  );
  await bring('fir', bytes, 'eve@other.example');
  expect(await refusal('booking', 'accept', 'fir', 'claimed')).toMatch(
    /nothing proves that victim@else.example[^]*--yes/,
  );
  const silent = await json('booking', 'decline', 'fir', 'claimed', '--silent');
  expect(silent).toMatchObject({ decision: 'decline', told: [] });
  expect((await subjects()).filter((each) => each.includes('claimed'))).toEqual([]);
});

test('a booking made by hand is in the way of another, and is cancelled; a meeting that is cancelled is declined', async () => {
  const day = new Date(nextWeek).toISOString().slice(0, 10);
  const time = ['--start', `${day}T12:00:00Z`, '--end', `${day}T13:00:00Z`, '--subject', 'Maintenance; all, day'];
  const made = (await json('booking', 'create', 'oak', ...time)) as { uid: string };
  expect(await refusal('booking', 'create', 'oak', ...time)).toMatch(/the time is taken by "Maintenance; all, day"/);
  const before = await subjects();
  expect(await json('booking', 'cancel', 'oak', made.uid)).toMatchObject({ told: [], occurrences: [{}] });
  expect(await subjects()).toEqual(before);
  expect(await json('booking', 'cancel', 'oak', 'in-oak', '--occurrence', day)).toMatchObject({ told: [ANN] });
  expect(await subjects()).toContain(`${ANN} Declined: in-oak`);
  expect(await json('booking', 'agenda', 'oak')).toEqual([]);
  expect(await refusal('booking', 'cancel', 'oak', 'in-oak')).toMatch(/was declined or cancelled/);
});

test('what waits for approvers is not accepted by hand, but its time can be freed', async () => {
  const room = ['--kind', 'room', '--email', 'ash@corp.example', '--approvers', 'boss@partner.example'];
  await run('account', 'create', 'ash', ...room);
  await bring('ash', request('in-ash', 'ash', 9));
  expect(await refusal('booking', 'accept', 'ash', 'in-ash')).toMatch(
    /next: to free the time without them: frontdesk booking cancel ash in-ash\n/,
  );
  expect(await json('booking', 'cancel', 'ash', 'in-ash')).toMatchObject({ told: [ANN] });
  expect(await json('booking', 'agenda', 'ash')).toEqual([]);
});
