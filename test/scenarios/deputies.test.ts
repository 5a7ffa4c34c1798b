/**
 * Deputies over the whole product: who gets the meeting messages of an owner, who is believed when they book a room in
 * the owner's name, and what a kill between a grant and its entries leaves behind.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAction } from '../../src/admin/control/client.js';
import { openSqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { startCorp, type Corp } from '../support/corp.js';
import { dayAhead, invitation } from '../support/invitation.js';
import { agendaOf, messagesIn } from '../support/read-server.js';

let corp: Corp;
beforeAll(async () => {
  corp = await startCorp();
  await corp.account('room', 'room');
  for (const name of ['mary', 'john', 'ted']) await corp.account(name, 'user');
  await corp.frontdesk.cli(['group', 'create', 'assistants']);
  await corp.frontdesk.cli(['group', 'add', 'assistants', 'john']);
  await corp.frontdesk.cli(['group', 'add', 'assistants', 'ted']);
}, 120_000);
afterAll(() => corp.stop());

const cli = (command: string) => corp.frontdesk.cli(command.split(' '));
const filed = async (account: string, folder?: 'Handled'): Promise<(string | undefined)[]> =>
  (await messagesIn(corp.frontdesk, account, folder)).map(({ messageId }) => messageId?.replace(/^<|@.*/g, ''));
const address = (name: string): string => `${name}@corp.example`;

const meeting = (uid: string, organizer = 'ann@partner.example', attendee = address('mary')) => ({
  uid,
  organizer,
  attendee,
  start: dayAhead(7, 9),
  minutes: 60,
});
const named = (uid: string, organizer?: string) =>
  invitation({ ...meeting(uid, organizer), messageId: `${uid}@partner.example` });

test('meeting messages reach the deputies too, or only them, once each; other messages stay with the owner', async () => {
  await cli('deputy grant mary assistants --send-copy yes');
  expect(await corp.deliver(named('too'), address('mary'))).toEqual(['250 2.0.0']);
  expect([await filed('mary'), await filed('john'), await filed('ted')]).toEqual([['too'], ['too'], ['too']]);

  await cli('deputy update mary assistants --send-copy only');
  expect(await corp.deliver(named('alone'), [address('john'), address('mary')])).toEqual(['250 2.0.0', '250 2.0.0']);
  const both = ['too', 'alone'];
  expect([await filed('mary'), await filed('john'), await filed('ted')]).toEqual([['too'], both, both]);
  expect(await filed('mary', 'Handled')).toEqual(['alone']);
  expect((await agendaOf(corp.frontdesk, 'mary')).map(({ uid }) => uid)).toContain('alone');
  expect(await agendaOf(corp.frontdesk, 'ted')).toEqual([]);

  await cli('account update john --send-only yes');
  await cli('account update ted --send-only yes');
  await corp.deliver(named('nobody'), address('mary'));
  expect(await filed('mary')).toEqual(['too', 'nobody']);
});

test('a deputy who is also addressed and does not receive it, or leaves it to their own deputies, does not replace the owner', async () => {
  for (const name of ['anna', 'berta', 'full']) await corp.account(name, 'user');
  const to = (...names: readonly string[]) => names.map(address);
  await cli('deputy grant anna full --send-copy only');
  await cli('account update full --quota-hard 100');
  expect(await corp.deliver(named('refused'), to('anna', 'full'))).toEqual(['250 2.0.0', '552 5.2.2']);
  expect([await filed('anna'), await filed('full')]).toEqual([['refused'], []]);

  await cli('deputy revoke anna full');
  await cli('deputy grant anna berta --send-copy only');
  expect(await corp.deliver(named('taken'), to('anna', 'berta'))).toEqual(['250 2.0.0', '250 2.0.0']);
  expect([await filed('anna'), await filed('berta')]).toEqual([['refused'], ['taken']]);

  await cli('deputy grant berta anna --send-copy only');
  expect(await corp.deliver(named('mutual'), to('anna', 'berta'))).toEqual(['250 2.0.0', '250 2.0.0']);
  expect([await filed('anna'), await filed('berta')]).toEqual([
    ['refused', 'mutual'],
    ['taken', 'mutual'],
  ]);
});

test('a deputy books a room in the name of the owner, and is believed as long as the grant exists', async () => {
  const ask = async (uid: string) => {
    const request = invitation(meeting(uid, address('mary'), address('room'))).toString();
    const byJohn = request.replace(`From: <${address('mary')}>`, `From: <${address('john')}>`);
    await corp.deliver(Buffer.from(byJohn), address('room'), address('john'));
    return (await agendaOf(corp.frontdesk, 'room')).map((row) => row.uid);
  };
  expect(await ask('before')).toEqual([]);
  await cli('deputy grant mary john --calendar viewer');
  expect(await ask('viewer')).toEqual([]);
  await cli('deputy update mary john --calendar editor');
  expect(await ask('editor')).toEqual(['editor']);
  await cli('deputy revoke mary john');
  expect(await ask('revoked')).toEqual(['editor']);
});

test('a kill between the grant and its entries: the entries follow at the next start, and go with the grant', async () => {
  const { frontdesk } = corp;
  const rows = async (): Promise<string[]> =>
    (await callAction(frontdesk.dataFolder, 'permission-list', { account: 'mary' })).map(
      ({ folder, who, rights, deputy }) => `${folder} ${who} ${rights} ${deputy ? 'deputy' : 'own'}`,
    );
  /** What the action writes first. */
  const changeGrants = async (change: (directory: ReturnType<typeof openSqliteDirectory>) => Promise<unknown>) => {
    await frontdesk.kill();
    const directory = openSqliteDirectory({ path: join(frontdesk.dataFolder, 'desk.db'), recipientDelimiter: '+' });
    await change(directory);
    directory.close();
    await frontdesk.start();
  };
  const mary = async (directory: ReturnType<typeof openSqliteDirectory>) => {
    const account = await directory.accountByName('mary');
    if (account === null) throw new Error('mary is missing');
    return account.id;
  };
  const ted = { kind: 'account', name: 'ted' } as const;
  await cli('permission set mary Inbox ted none');
  await changeGrants(async (directory) => {
    const [grant] = await directory.grantsAfter(0, 99);
    if (grant === undefined) throw new Error('there is no grant to take the rights of');
    const rights = { ...grant, mail: 'lrs' as NonNullable<typeof grant.mail> };
    await directory.addDeputy(await mary(directory), ted, rights);
  });
  expect(await rows()).toEqual(['Inbox ted lrs deputy']);
  await changeGrants(async (directory) => directory.removeDeputy(await mary(directory), ted));
  expect(await rows()).toEqual(['Inbox ted l own']);
}, 60_000);
