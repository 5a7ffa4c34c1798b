/**
 * Mail to groups, from RCPT to the members' stores: over the stores in memory and the embedded directory.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundSettings } from '../../../../src/delivery/planning/inbound-context.js';
import type { DirectoryAdmin, GroupFields } from '../../../../src/directory/directory.js';
import { mayTell } from '../../../../src/outbox/report-failure.js';
import { StoreError } from '../../../../src/store/store-error.js';
import type { DeliveryDesk } from '../../../../src/store/delivery-desk.js';
import { defaultBookingPolicy } from '../../../../src/booking/booking-policy.js';
import { address } from '../../../support/account-fields.js';
import { dayAhead, invitation, plainMail } from '../../../support/invitation.js';
import { sqliteDirectory } from '../../../support/sqlite-engines.js';
import { openTestServer, type TestServer } from '../../../support/test-server.js';

const RECEIVED = 'Received: from a by b; Mon, 1 Feb 2027 09:00:00 +0000';

let server: TestServer<DirectoryAdmin>;
afterEach(() => server.close());

async function open(
  settings: Partial<InboundSettings> = {},
  desk?: (desk: DeliveryDesk) => Partial<DeliveryDesk>,
): Promise<void> {
  server = openTestServer(
    {
      domain: 'corp.example',
      now: '2026-11-22T09:00:00Z',
      booking: { offerSlots: 'inside' },
      settings: { junkHeaders: [{ name: 'x-spam-flag', word: 'yes' }], ...settings },
      ...(desk === undefined ? {} : { replace: (deps) => ({ desk: { ...deps.desk, ...desk(deps.desk) } }) }),
    },
    await sqliteDirectory('corp.example'),
  );
  for (const name of ['anna', 'berta', 'carl']) await server.account(name);
}

/** NAME@corp.example, with these accounts, and groups that are there already, in it. */
async function group(name: string, members: readonly string[], fields: Partial<GroupFields> = {}): Promise<void> {
  await server.directory.createGroup(name, { addresses: [address(`${name}@corp.example`)], ...fields });
  for (const member of members) {
    const kind = (await server.directory.group(member)) === null ? 'account' : 'group';
    await server.directory.addMember(name, { kind, name: member });
  }
}

const mail = (fields: readonly string[] = [RECEIVED], subject = 'Hello'): Buffer =>
  plainMail({ from: 'eve@out.example', to: 'all@corp.example', messageId: 'm@out', subject, firstFields: fields });
const counts = async (...names: readonly string[]): Promise<readonly number[]> =>
  Promise.all(names.map(async (name) => (await server.messagesOf(name)).length));
const full = { quota: { warnBytes: null, softBytes: null, hardBytes: 200, override: true } };

describe('RCPT', () => {
  it.each([
    ['everybody', 'eve@out.example', '250 2.1.5'],
    ['members', 'anna@corp.example', '250 2.1.5'],
    ['members', 'carl@corp.example', '550 5.7.1 Only members may write to this group'],
    ['members', 'eve@out.example', '550 5.7.1 Only members may write to this group'],
    ['company', 'carl@corp.example', '250 2.1.5'],
    ['company', 'eve@out.example', '550 5.7.1 Only people of this organization may write to this group'],
    ['listed', 'anna@corp.example', '550 5.7.1 You are not among those who may write to this group'],
  ] as const)('%s may send: %s gets %s', async (whoMaySend, from, expected) => {
    await open();
    await group('staff', ['anna', 'berta'], { whoMaySend });
    expect(await server.rcpt('staff@corp.example', from)).toContain(expected);
  });

  it("an MTA's question whether the address is there is answered; a message from there is judged when it has come", async () => {
    await open();
    await group('staff', ['anna'], { whoMaySend: 'members' });
    for (const probe of [null, 'double-bounce@mta.corp.example']) {
      expect(await server.rcpt('staff@corp.example', probe)).toContain('250 2.1.5');
      expect(await server.bring(mail(), ['staff@corp.example'], { from: probe })).toEqual(['550 5.7.1']);
    }
    expect(await counts('anna')).toEqual([0]);
  });

  it.each([
    ['nobody in it', [], '550 5.2.4'],
    ['send-only accounts alone', ['robot'], '550 5.2.4'],
    ['contacts alone, who are not forwarded to', ['extern'], '550 5.2.4'],
    ['full accounts alone', ['full'], '550 5.2.4'],
    ['one who receives beside them', ['robot', 'extern', 'full', 'anna'], '250 2.1.5'],
  ])('a group with %s', async (_case, members, expected) => {
    await open();
    await server.account('robot', { sendOnly: true });
    await server.account('extern', { kind: 'contact', primaryAddress: address('x@elsewhere.example') });
    const { id } = await server.account('full');
    await server.bring(mail(), ['full@corp.example']);
    await server.directory.updateAccount(id, full);
    await group('staff', members);
    expect(await server.rcpt('staff@corp.example', 'eve@out.example')).toContain(expected);
  });

  it('those whom delivery.disabled defers make it a 450 when there are no others', async () => {
    await open({ disabled: 'defer' });
    await server.account('gone', { enabled: false });
    await group('staff', ['gone']);
    expect(await server.rcpt('staff@corp.example', 'eve@out.example')).toContain('450 4.2.4');
  });
});

describe('delivery', () => {
  it('each member once, through nested groups that hold each other, under the address of the group', async () => {
    await open();
    await group('inner', ['anna', 'berta']);
    await group('all', ['inner', 'berta', 'carl']);
    await server.directory.addMember('inner', { kind: 'group', name: 'all' });
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await counts('anna', 'berta', 'carl')).toEqual([1, 1, 1]);
    const [text = ''] = await server.messagesOf('anna');
    expect(text).toMatch(/^Return-Path: <eve@out\.example>\r\nDelivered-To: anna@corp\.example\r\nReceived: /);
    expect(text).toContain('for <all@corp.example>');
  });

  it('a member who is also addressed directly gets it once, with their own forward-path; each RCPT has its reply', async () => {
    await open();
    await group('all', ['anna', 'berta']);
    await group('some', ['berta']);
    const to = ['all@corp.example', 'anna+x@corp.example', 'some@corp.example', 'all@corp.example'];
    expect(await server.bring(mail(), to)).toEqual(['250 2.0.0', '250 2.0.0', '250 2.0.0', '250 2.0.0']);
    expect(await counts('anna', 'berta')).toEqual([1, 1]);
    expect((await server.messagesOf('anna'))[0]).toContain('for <anna+x@corp.example>');
    expect((await server.messagesOf('berta'))[0]).toContain('for <all@corp.example>');
  });

  it('many more members than fit into one commit: all have it, and the body is written once', async () => {
    const commits: number[] = [];
    const bodies = new Set<unknown>();
    await open({}, (desk) => ({
      deliver(plans, options) {
        commits.push(plans.length);
        for (const { message } of plans) bodies.add(message);
        return desk.deliver(plans, options);
      },
    }));
    const names = Array.from({ length: 250 }, (_, index) => `p${index}`);
    for (const name of names) await server.account(name);
    await group('all', names);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect([commits, bodies.size]).toEqual([[100, 100, 50], 1]);
    expect(new Set(await counts(...names))).toEqual(new Set([1]));
  });

  it('a room that is reached through a group alone is no attendee: the request is ordinary mail to it', async () => {
    await open();
    await server.account('oak', { kind: 'room', booking: { ...defaultBookingPolicy, mrAccept: true } });
    await group('rooms', ['oak']);
    const request = (attendee: string): Buffer =>
      invitation({ uid: attendee, organizer: 'eve@out.example', attendee, start: dayAhead(3, 9), minutes: 60 });
    expect(await server.bring(request('rooms@corp.example'), ['rooms@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.outgoing()).toEqual([]);
    expect(await server.bring(request('oak@corp.example'), ['rooms@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.outgoing()).toHaveLength(1);
  });

  it.each([
    ['Delivered-To: all@corp.example', '554 5.4.6'],
    ['Delivered-To: other@corp.example', '250 2.0.0'],
  ])('mail loop: %s', async (field, expected) => {
    await open();
    await group('all', ['anna']);
    expect(await server.bring(mail([field]), ['all@corp.example'])).toEqual([expected]);
  });
});

describe('a member who fails', () => {
  it('for now: 451; at redelivery the others are spared', async () => {
    let isDown = true;
    await open({}, (desk) => ({
      async deliver(plans, options) {
        const [first, ...rest] = plans;
        if (!isDown || first === undefined) return desk.deliver(plans, options);
        return [{ kind: 'stale' }, ...(await desk.deliver(rest, options))];
      },
    }));
    await group('all', ['anna', 'berta', 'carl']);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['451 4.2.4']);
    expect(await counts('anna', 'berta', 'carl')).toEqual([0, 1, 1]);
    isDown = false;
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await counts('anna', 'berta', 'carl')).toEqual([1, 1, 1]);
  });

  it('in a later batch the store is down: 451, and all that was filed stays once', async () => {
    let calls = 0;
    await open({}, (desk) => ({
      deliver(plans, options) {
        calls += 1;
        if (calls === 2) throw new StoreError('unavailable', 'the disk is full');
        return desk.deliver(plans, options);
      },
    }));
    const names = Array.from({ length: 150 }, (_, index) => `p${index}`);
    for (const name of names) await server.account(name);
    await group('all', names);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['451 4.2.4']);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(new Set(await counts(...names))).toEqual(new Set([1]));
  });

  it('for good: 250 if another member received it; the owner is notified once, the sender is not', async () => {
    await open();
    await server.account('full', full);
    await server.account('fuller', full);
    await group('all', ['anna', 'full', 'fuller'], { owner: 'berta' });
    const given = mail([RECEIVED], 'Gr=?utf-8?q?=C3=BC?=sse');
    expect(await server.bring(given, ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.bring(given, ['all@corp.example'])).toEqual(['250 2.0.0']);
    const [told, ...others] = await server.outgoing();
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      reversePath: null,
      recipients: [address('berta@corp.example')],
      subject: 'Group all: not delivered to all members: Grüsse',
    });
    expect(told?.text).toContain('Auto-Submitted: auto-generated');
    expect(told?.text).toContain('full@corp.example: 552 5.2.2 Mailbox full');
    expect(told?.text).toContain('fuller@corp.example: 552 5.2.2 Mailbox full');
    expect(server.events.filter(({ event }) => event === 'group-member-failed')).toHaveLength(4);
  });

  it('for good, beside one who fails temporarily: the owner is notified of all when the message does not come again', async () => {
    let isDown = true;
    await open({ disabled: 'reject' }, (desk) => ({
      deliver: (...given) =>
        isDown ? Promise.reject(new StoreError('unavailable', 'the disk is full')) : desk.deliver(...given),
    }));
    await server.account('gone', { enabled: false });
    const { id } = await server.account('filling');
    await group('all', ['anna', 'filling', 'gone'], { owner: 'berta' });
    const given = mail();
    expect(await server.bring(given, ['all@corp.example'])).toEqual(['451 4.2.4']);
    expect(await server.outgoing()).toEqual([]);
    isDown = false;
    await server.directory.updateAccount(id, full);
    expect(await server.bring(given, ['all@corp.example'])).toEqual(['250 2.0.0']);
    const [told, ...others] = await server.outgoing();
    expect(others).toEqual([]);
    for (const failure of ['gone@corp.example: 550', 'filling@corp.example: 552'])
      expect(told?.text).toContain(failure);
  });

  it('in German, if the owner reads that', async () => {
    await open();
    await server.account('full', full);
    await server.account('chef', { language: 'de-AT' });
    await group('all', ['anna', 'full'], { owner: 'chef' });
    await server.bring(mail(), ['all@corp.example']);
    expect((await server.outgoing())[0]?.subject).toBe('Gruppe all: nicht allen Mitgliedern zugestellt: Hello');
  });

  it.each([
    ['without an owner', null, []],
    ['for junk', 'berta', ['X-Spam-Flag: YES']],
  ])('%s nobody is told', async (_case, owner, fields) => {
    await open();
    await server.account('full', full);
    await group('all', ['anna', 'full'], { owner });
    expect(await server.bring(mail([RECEIVED, ...fields]), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.outgoing()).toEqual([]);
  });

  it('and with all of them the group fails: 550, by which the MTA tells the sender', async () => {
    await open();
    await server.account('full', full);
    await group('all', ['full'], { owner: 'berta' });
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['550 5.2.4']);
    expect((await server.outgoing())[0]?.text).not.toContain('have received it');
  });

  it('a send-only account and a disabled one that refuses do not stop the others', async () => {
    await open({ disabled: 'reject' });
    await server.account('robot', { sendOnly: true });
    await server.account('gone', { enabled: false });
    await group('all', ['robot', 'gone', 'anna'], { owner: 'berta' });
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await counts('robot', 'gone', 'anna')).toEqual([0, 0, 1]);
    const [told] = await server.outgoing();
    expect(told?.text).toContain('gone@corp.example');
    expect(told?.text).not.toContain('robot@corp.example');
    expect(server.events.map(({ event }) => event)).toContain('group-member-left-out');
  });
});

describe('contacts', () => {
  const extern = { kind: 'contact', primaryAddress: address('x@elsewhere.example') } as const;
  const named = { ...extern, aliases: [address('partner@corp.example')] };

  it.each([
    ['not forwarded to', false, named, 'partner@corp.example', '550 5.1.1'],
    ['forwarded to', true, named, 'partner@corp.example', '250 2.1.5'],
    ['by a foreign address of theirs', true, named, 'x@elsewhere.example', '550 5.1.1'],
    [
      'whose own address is ours: it would come back',
      true,
      { kind: 'contact', primaryAddress: address('partner@corp.example') } as const,
      'partner@corp.example',
      '550 5.1.1',
    ],
  ])('RCPT: %s', async (_case, forwardContacts, fields, to, expected) => {
    await open({ forwardContacts });
    await server.account('extern', fields);
    expect(await server.rcpt(to, 'eve@out.example')).toContain(expected);
  });

  it('get the bytes as they came, under our Received, from who sent them; a repeated delivery sends nothing again', async () => {
    await open({ forwardContacts: true });
    await server.account('extern', named);
    const given = mail();
    const to = ['anna@corp.example', 'partner@corp.example'];
    expect(await server.bring(given, to)).toEqual(['250 2.0.0', '250 2.0.0']);
    expect(await server.bring(given, to)).toEqual(['250 2.0.0', '250 2.0.0']);
    const [sent, ...others] = await server.outgoing();
    expect(others).toEqual([]);
    expect(sent).toMatchObject({
      reversePath: address('eve@out.example'),
      recipients: [address('x@elsewhere.example')],
      messageId: '<m@out>',
    });
    expect(sent?.text).toMatch(/^Delivered-To: partner@corp\.example\r\nReceived: by mail\.corp\.example/);
    expect(sent?.text.endsWith(given.toString('utf8'))).toBe(true);
    expect(await server.bring(Buffer.from(sent?.text ?? ''), ['partner@corp.example'])).toEqual(['554 5.4.6']);
  });

  it('RFC 3461 §4.1: junk reaches them, and failures are not reported: its sender is forged', async () => {
    await open({ forwardContacts: true });
    await server.account('extern', named);
    await server.bring(mail([RECEIVED, 'X-Spam-Flag: YES']), ['partner@corp.example']);
    await server.bring(mail(), ['partner@corp.example']);
    const sent = await server.outgoing();
    expect(sent.map((entry) => mayTell(entry, address('x@elsewhere.example')))).toEqual([false, true]);
  });

  it('have it once, also when the group has others by the time it is brought again, or names them by another way', async () => {
    let isDown = true;
    await open({ forwardContacts: true }, (desk) => ({
      deliver: (...given) =>
        isDown ? Promise.reject(new StoreError('unavailable', 'the disk is full')) : desk.deliver(...given),
    }));
    await server.account('extern', named);
    await server.account('other', { kind: 'contact', primaryAddress: address('y@elsewhere.example') });
    await group('all', ['anna', 'extern']);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['451 4.2.4']);
    await server.directory.addMember('all', { kind: 'account', name: 'other' });
    isDown = false;
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.bring(mail(), ['partner@corp.example'])).toEqual(['250 2.0.0']);
    const sent = (await server.outgoing()).flatMap(({ recipients }) => recipients.map(({ localPart }) => localPart));
    expect(sent.toSorted()).toEqual(['x', 'y']);
  });

  it('in a group: in one message, once each, also when they are named too; left out where they are not forwarded to', async () => {
    await open({ forwardContacts: true });
    await server.account('extern', named);
    await server.account('other', { kind: 'contact', primaryAddress: address('y@elsewhere.example') });
    await server.account('third', { kind: 'contact', primaryAddress: address('z@elsewhere.example') });
    await group('all', ['anna', 'extern', 'other', 'third']);
    expect(await server.bring(mail(), ['all@corp.example', 'partner@corp.example'])).toEqual([
      '250 2.0.0',
      '250 2.0.0',
    ]);
    const sent = (await server.outgoing()).map(({ recipients, text }) => [
      recipients.map(({ localPart }) => localPart).join(' '),
      text.slice(0, text.indexOf('\r\n')),
    ]);
    expect(sent.toSorted()).toEqual([
      ['x', 'Delivered-To: partner@corp.example'],
      ['y z', 'Delivered-To: all@corp.example'],
    ]);
    await server.close();
    await open();
    await server.account('extern', named);
    await group('all', ['anna', 'extern']);
    expect(await server.bring(mail(), ['all@corp.example'])).toEqual(['250 2.0.0']);
    expect(await server.outgoing()).toEqual([]);
  });
});
