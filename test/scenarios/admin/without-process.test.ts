/**
 * A command answers the same whether a process runs or the command opens the data folder itself: what the action needs is
 * loaded when it is called.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../../support/frontdesk-process.js';
import { invitation, plainMail } from '../../support/invitation.js';

const request = invitation({
  uid: 'planning',
  organizer: 'ann@partner.example',
  attendee: 'oak@corp.example',
  start: new Date(Math.ceil(Date.now() / 86_400_000 + 7) * 86_400_000 + 9 * 3_600_000),
  minutes: 60,
});
const letter = plainMail({ from: 'ann@partner.example', to: 'john@corp.example', messageId: 'letter@partner.example' });
const submitted = plainMail({ from: 'john@corp.example', to: 'ann@partner.example', messageId: 'a@corp.example' });

/** What each prints is compared. */
const questions: readonly (readonly [command: string, stdin?: Buffer])[] = [
  ['account list'],
  ['account show john'],
  ['domain list'],
  ['deputy list john'],
  ['permission list john'],
  ['permission explain john Inbox mary'],
  ['message list john'],
  ['message show john 1'],
  ['booking show oak'],
  ['booking agenda oak'],
  ['booking explain oak'],
  ['booking explain oak --message -', request],
  [`booking retire oak --dry-run --from ${new Date().toISOString().slice(0, 10)}`],
  ['oof show john'],
  ['oof explain john --message -', letter],
  ['queue list'],
  ['store list'],
  ['store check'],
  ['quota report'],
  ['audit list'],
];

let frontdesk: Frontdesk;
const run = (command: string, stdin?: Buffer): Promise<{ readonly stdout: Buffer; json(): unknown }> =>
  frontdesk.cli(command.split(' '), stdin);

beforeAll(async () => {
  frontdesk = await prepareFrontdesk();
  await run('domain add corp.example');
  for (const [name, kind] of [
    ['john', 'user'],
    ['mary', 'user'],
    ['oak', 'room'],
  ])
    await run(`account create ${name ?? ''} --kind ${kind ?? ''} --email ${name ?? ''}@corp.example`);
});
afterAll(() => frontdesk.remove());

test('without a process: grants, deliveries, bookings, answers and submissions are done by the command', async () => {
  await run('deputy grant john mary --mail viewer');
  expect((await run('permission list john --json')).json()).toMatchObject([{ folder: 'Inbox', who: 'mary' }]);
  await run('oof set john --on --subject Away');
  await run('deliver --to john@corp.example --from ann@partner.example', letter);
  await run('deliver --to oak@corp.example --from ann@partner.example', request);
  expect((await run('booking agenda oak --json')).json()).toMatchObject([{ uid: 'planning', status: 'accepted' }]);
  await run('submit --as john', submitted);
  const queued = (await run('queue list --json')).json() as readonly { readonly recipients: readonly string[] }[];
  // The vacation response, the room's answer, and what john sent.
  expect(queued.map(({ recipients }) => recipients)).toEqual(Array(3).fill(['ann@partner.example']));
  expect((await run('audit list --json')).json()).toMatchObject([{ actor: 'john' }]);
});

test('what is asked is answered alike', async () => {
  const answerTo = async ([command, stdin]: (typeof questions)[number]): Promise<readonly [string, string]> => [
    command,
    // What is decided about a given message is decided now.
    (await run(command, stdin)).stdout
      .toString()
      .replace(stdin === undefined ? '' : /^\w{3} \d+ \w+ \d{4} \d\d:\d\d/, ''),
  ];
  const alone = [];
  for (const question of questions) alone.push(await answerTo(question));
  await frontdesk.start();
  const asked = await Promise.all(questions.map(answerTo));
  expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(alone));
  for (const [command, answer] of alone) expect(answer, command).not.toBe('');
});
