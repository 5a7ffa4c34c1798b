/** Meeting messages that deputies get for an owner: who counts as a deputy, and what a fault on the way means. */
import { afterEach, expect, it } from 'vitest';
import type { InboundDeps } from '../../src/delivery/planning/inbound-context.js';
import type { DirectoryAdmin } from '../../src/directory/directory.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import { StoreError } from '../../src/store/store-error.js';
import { sqliteDirectory } from '../support/sqlite-engines.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { itip } from '../unit/booking/desk-model.js';

const ANN = 'ann@partner.example';
let server: TestServer<DirectoryAdmin>;
afterEach(() => server.close());

const invitation = Buffer.from(
  [
    `From: <${ANN}>`,
    'Message-ID: <1@partner.example>',
    'Received: from a by b; Mon, 1 Feb 2027 00:00:00 +0000',
    'Content-Type: text/calendar; method=REQUEST',
    '',
    itip('REQUEST', [
      `ORGANIZER:mailto:${ANN}`,
      'ATTENDEE:mailto:owner@corp.example',
      'DTSTART:20270208T090000Z',
      'DURATION:PT1H',
    ]),
  ].join('\r\n'),
);

async function open(
  company: string | null,
  changed: (desk: DeliveryDesk) => Partial<DeliveryDesk> = () => ({}),
): Promise<number> {
  const replace = ({ desk }: InboundDeps): Partial<InboundDeps> => ({ desk: { ...desk, ...changed(desk) } });
  server = openTestServer({ domain: 'corp.example', replace }, await sqliteDirectory('corp.example'));
  for (const name of ['one', 'two'])
    await server.directory.createCompany({
      name,
      quota: { warnBytes: null, softBytes: null, hardBytes: null },
      quotaRecipients: [],
    });
  const owner = await server.account('owner', { company: 'one' });
  const deputy = await server.account('deputy', { company });
  await server.directory.addDeputy(
    owner.id,
    { kind: 'account', name: 'deputy' },
    {
      ...{ sendOnBehalf: false, mail: null, calendar: null, seePrivate: false },
      sendCopy: 'only',
    },
  );
  return deputy.storeId ?? 0;
}
const filed = async (name: string): Promise<number> => (await server.messagesOf(name)).length;

it('a deputy of the same company has it for the owner', async () => {
  await open('one');
  expect(await server.bring(invitation, 'owner')).toEqual(['250 2.0.0']);
  expect(await filed('deputy')).toBe(1);
});

it.each(['two', null])('a deputy of company %s gets nothing', async (company) => {
  await open(company);
  expect(await server.bring(invitation, 'owner')).toEqual(['250 2.0.0']);
  expect([await filed('owner'), await filed('deputy')]).toEqual([1, 0]);
});

it('a fault at the deputy is the owner’s reply: the message comes again for both', async () => {
  let faulty = 0;
  const deputyStore = await open('one', (desk) => ({
    deliver: (plans, options) =>
      plans.some(({ storeId }) => storeId === faulty)
        ? Promise.reject(new StoreError('unavailable', 'the disk is away'))
        : desk.deliver(plans, options),
  }));
  faulty = deputyStore;
  expect(await server.bring(invitation, 'owner')).toEqual(['451 4.3.0']);
  expect([await filed('owner'), await filed('deputy')]).toEqual([0, 0]);
  faulty = 0;
  expect(await server.bring(invitation, 'owner')).toEqual(['250 2.0.0']);
  expect(await filed('deputy')).toBe(1);
});
