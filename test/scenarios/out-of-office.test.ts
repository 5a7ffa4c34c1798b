/**
 * Whole stories of people who are away: the real inbound path, directory and stores, a clock that the test moves.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultBookingPolicy } from '../../src/booking/booking-policy.js';
import type { VacationSettings } from '../../src/delivery/planning/inbound-context.js';
import type { DirectoryAdmin } from '../../src/directory/directory.js';
import { changeSetting, type SettingChange } from '../../src/out-of-office/change-setting.js';
import { address } from '../support/account-fields.js';
import { invitation, plainMail } from '../support/invitation.js';
import { sqliteEngines } from '../support/sqlite-engines.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { vacationSettings } from '../support/vacation-settings.js';

const ANN = 'ann@partner.example';
const JOHN = 'john@corp.example';

let server: TestServer<DirectoryAdmin>;
beforeEach(async () => {
  server = await open();
  await server.account('john', { aliases: [address('j.doe@corp.example')], fullName: 'John Doe' });
  await away('john');
});
afterEach(() => server.close());

/** A server with the product's own directory and stores. */
async function open(changed: Partial<VacationSettings> = {}): Promise<TestServer<DirectoryAdmin>> {
  const outOfOffice = { ...vacationSettings, ...changed };
  const settings = { junkHeaders: [{ name: 'x-spam-flag', word: 'yes' }], outOfOffice };
  return openTestServer(
    { domain: 'corp.example', now: '2027-02-01T09:00:00Z', settings },
    await sqliteEngines('corp.example'),
  );
}

/** As `oof set` does. */
async function away(name: string, change: SettingChange = { state: 'on', subject: 'Away', text: 'Back soon.' }) {
  const { id, outOfOffice } = await server.accountNamed(name);
  await server.directory.updateAccount(id, { outOfOffice: changeSetting(outOfOffice, change, server.clock()) });
}

/** @param from the reverse-path; '' is the null one */
async function bring(bytes: Uint8Array, from: string, to: readonly string[], options = {}): Promise<void> {
  const replies = await server.bring(bytes, to, { from: from === '' ? null : from, ...options });
  expect(replies).toEqual(to.map(() => expect.stringMatching(/^250 /) as string));
}

let serial = 0;
/** A message with a Received field, as an MTA hands it over. */
function mail(fields: readonly string[] = [], to = JOHN, from = ANN): Buffer {
  serial += 1;
  const firstFields = [`Received: from a by b id ${serial}; Mon, 1 Feb 2027 09:00:00 +0000`];
  return plainMail({ from, to, messageId: `m${serial}@partner.example`, subject: 'Offer', firstFields, fields });
}
const answered = async (): Promise<readonly string[]> => (await server.sent()).flatMap(({ to }) => to).toSorted();

describe('who is answered', () => {
  it('a sender, once: to the reverse-path, from the null one', async () => {
    await bring(mail(), ANN, [JOHN]);
    await bring(mail(), 'Ann+x@partner.example', [JOHN]);
    expect(await server.sent()).toMatchObject([
      { reversePath: '', to: [ANN], subject: 'Away [Offer]', text: expect.stringContaining('Back soon.') as string },
    ]);
  });

  it('again after a day, and in a new round', async () => {
    await bring(mail(), ANN, [JOHN]);
    server.setNow('2027-02-02T08:59:59Z');
    await bring(mail(), ANN, [JOHN]);
    expect(await answered()).toEqual([ANN]);
    server.setNow('2027-02-02T09:00:00Z');
    await bring(mail(), ANN, [JOHN]);
    expect(await answered()).toEqual([ANN]);
    await away('john', { text: 'Back on Monday.' });
    await bring(mail(), ANN, [JOHN]);
    await bring(mail(), ANN, [JOHN]);
    expect(await answered()).toEqual([ANN]);
  });

  it('once of messages that come at one moment', async () => {
    await Promise.all(Array.from({ length: 20 }, () => bring(mail(), ANN, [JOHN])));
    expect(await answered()).toEqual([ANN]);
  });

  it('a sender over the limit is answered with the next message', async () => {
    await server.close();
    server = await open({ maxPerHour: 2 });
    await server.account('john');
    await away('john');
    for (const name of ['a', 'b', 'c']) await bring(mail(), `${name}@partner.example`, [JOHN]);
    expect(await answered()).toEqual(['a@partner.example', 'b@partner.example']);
    server.setNow('2027-02-01T10:00:01Z');
    await bring(mail(), 'c@partner.example', [JOHN]);
    expect(await answered()).toEqual(['c@partner.example']);
  });

  it('a disabled account whose message is stored answers still; a shared one, and one by its alias too', async () => {
    await server.account('gone', { enabled: false });
    await server.account('info', { kind: 'shared' });
    for (const name of ['gone', 'info']) {
      await away(name);
      await bring(mail([], `${name}@corp.example`), ANN, [`${name}@corp.example`]);
    }
    await bring(mail([], 'J.Doe@corp.example'), ANN, ['j.doe@corp.example']);
    expect(await answered()).toEqual([ANN, ANN, ANN]);
  });

  it('inside and outside senders get their texts; known are those in the address book and those written to', async () => {
    await server.account('mary');
    await server.account('bob', { kind: 'contact', primaryAddress: address('bob@partner.example') });
    await server.account('eve', { kind: 'contact', primaryAddress: address('eve@partner.example'), hidden: true });
    await away('john', { text: 'Inside.', outsideText: 'Outside.', audience: 'known' });
    await writeTo('john', 'ned@partner.example');
    const senders = ['mary@corp.example', ANN, 'bob@partner.example', 'eve@partner.example', 'Ned@partner.example'];
    for (const from of senders) await bring(mail(), from, [JOHN]);
    expect((await server.sent()).map(({ to, text }) => `${to[0] ?? ''} ${text.trim()}`).toSorted()).toEqual([
      'Ned@partner.example Outside.',
      'bob@partner.example Outside.',
      'mary@corp.example Inside.',
    ]);
  });

  async function writeTo(name: string, recipient: string): Promise<void> {
    const storeId = (await server.directory.accountByName(name))?.storeId;
    if (typeof storeId !== 'number') throw new Error(`${name} has no store`);
    const said = { actor: name, owner: null, right: 'own', author: '', reversePath: null, ip: null } as const;
    await server.desk.submit({
      copies: [],
      outgoing: [],
      correspondence: { storeIds: [storeId], addresses: [recipient] },
      audit: { ...said, sentAt: server.clock(), recipients: [recipient], messageId: '', queueIds: [] },
    });
  }

  it('a tag with a local domain makes nobody an inside sender', async () => {
    await away('john', { text: 'Inside.', audience: 'none' });
    await bring(mail(), 'SRS0=HHH=TT=corp.example=mary@evil.example', [JOHN]);
    await bring(mail(), 'SRS0=HHH=TT=evil.example=mary@corp.example', [JOHN]);
    expect(await answered()).toEqual([]);
  });
});

describe('who is not', () => {
  it('not for a restored message, junk, a repeated delivery, or its own', async () => {
    const twice = mail();
    await bring(mail(), ANN, [JOHN], { restore: true });
    await bring(mail(['X-Spam-Flag: YES']), ANN, [JOHN]);
    for (const from of [JOHN, 'J.Doe+x@corp.example']) await bring(mail(), from, [JOHN]);
    expect(await answered()).toEqual([]);
    await bring(twice, ANN, [JOHN]);
    await away('john', { text: 'A new round.' });
    await bring(twice, ANN, [JOHN]);
    expect(await answered()).toEqual([ANN]);
  });

  it('a group that somebody writes as, under any of its names: all of its members would get the answer', async () => {
    const addresses = ['sales', 'orders'].map((name) => address(`${name}@corp.example`));
    await server.directory.createGroup('sales', { addresses });
    for (const from of ['sales@corp.example', 'Orders+x@corp.example', 'prvs=0123456789=sales@corp.example'])
      await bring(mail([], JOHN, from), from, [JOHN]);
    expect(await answered()).toEqual([]);
  });

  it('a bounce, a read receipt, a mailing list, group message and Bcc', async () => {
    await server.account('team', { kind: 'shared' });
    await bring(mail(['Content-Type: multipart/report; report-type=delivery-status']), '', [JOHN]);
    await bring(mail(['Content-Type: multipart/report; report-type=disposition-notification']), ANN, [JOHN]);
    await bring(mail(['List-Id: <dev.lists.example>']), 'dev-bounces@lists.example', [JOHN]);
    await bring(mail([], 'team@corp.example'), ANN, [JOHN]);
    expect(await answered()).toEqual([]);
  });

  it('a request that booking has answered; one that waits for a person is', async () => {
    await server.account('oak', { kind: 'room', booking: { ...defaultBookingPolicy, mrAccept: true } });
    await away('oak');
    const ask = (attendee: string, uid: string) =>
      invitation({ uid, organizer: ANN, attendee, start: new Date('2027-03-01T09:00:00Z'), minutes: 60 });
    await bring(ask('oak@corp.example', 'one'), ANN, ['oak@corp.example']);
    expect((await server.sent()).map(({ subject }) => subject)).toEqual(['Accepted: Planning']);
    await bring(ask(JOHN, 'two'), ANN, [JOHN]);
    expect(await answered()).toEqual([ANN]);
  });

  it.each([true, false])(
    'an answer to a meeting, whether its calendar follows the message or not (%s)',
    async (mrProcess) => {
      await server.account('mary', { booking: { ...defaultBookingPolicy, mrProcess } });
      await away('mary');
      const start = new Date('2027-03-01T09:00:00Z');
      const meeting = { uid: 'three', organizer: 'mary@corp.example', attendee: ANN, start, minutes: 60 };
      const reply = invitation(meeting)
        .toString()
        .replaceAll(/METHOD:REQUEST/g, 'METHOD:REPLY')
        .replaceAll(/method=REQUEST/gi, 'method=REPLY')
        .replace('From: <mary@corp.example>', `From: <${ANN}>`)
        .replace(`To: <${ANN}>`, 'To: <mary@corp.example>');
      expect(reply).toContain('METHOD:REPLY');
      await bring(Buffer.from(reply), ANN, ['mary@corp.example']);
      expect(await answered()).toEqual([]);
    },
  );
});

describe('there are no loops', () => {
  /** Brings what was answered back to whom it is for, until nothing is answered any more. */
  async function untilQuiet(rounds: number): Promise<number> {
    for (let round = 0; round < rounds; round += 1) {
      const answers = await server.sent();
      if (answers.length === 0) return round;
      for (const { bytes, reversePath, to } of answers) {
        await bring(Buffer.concat([Buffer.from(`Received: from x by y; ${round}\r\n`), bytes]), reversePath, to);
      }
    }
    return rounds;
  }

  it('two who are away write to each other: one answer each way', async () => {
    await server.account('mary');
    await away('mary');
    await bring(mail([], JOHN, 'mary@corp.example'), 'mary@corp.example', [JOHN]);
    await bring(mail([], 'mary@corp.example', JOHN), JOHN, ['mary@corp.example']);
    expect(await untilQuiet(5)).toBe(1);
  });

  it('a machine that denies being one and answers every message gets one answer', async () => {
    await bring(mail(['Auto-Submitted: no']), 'robot@partner.example', [JOHN]);
    for (let turn = 0; turn < 10; turn += 1) {
      const answers = await server.sent();
      if (turn > 0) expect(answers).toEqual([]);
      await bring(mail(['Auto-Submitted: no']), 'robot@partner.example', [JOHN]);
    }
  });

  it('an account on a list that it writes to itself', async () => {
    await bring(mail(['List-Post: <mailto:dev@lists.example>'], 'dev@lists.example', JOHN), JOHN, [JOHN]);
    expect(await untilQuiet(3)).toBe(0);
  });
});

it('an account that is not away costs no look at the desk', async () => {
  await server.account('mary');
  const read = server.desk.read.bind(server.desk);
  let reads = 0;
  Object.assign(server.desk, {
    read: (...given: Parameters<typeof read>) => {
      reads += 1;
      return read(...given);
    },
  });
  await bring(mail([], 'mary@corp.example'), ANN, ['mary@corp.example']);
  expect(reads).toBe(0);
  await bring(mail(), ANN, [JOHN]);
  expect(reads).toBe(1);
  await bring(mail(['List-Id: <a.b>']), ANN, [JOHN]);
  expect(reads).toBe(1);
});
