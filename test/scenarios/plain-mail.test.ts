/** Mail without a meeting to a resource: kept, or refused where the policy wants it. */
import { expect, it } from 'vitest';
import type { AccountKind } from '../../src/directory/account.js';
import { formatAddress } from '../../src/mail/address.js';
import { openTestServer } from '../support/test-server.js';
import { invitation, plainMail } from '../support/invitation.js';

const mail = (fields: readonly string[] = [], from = 'ann@example.net'): Buffer =>
  plainMail({ from, to: 'blue@example.org', messageId: 'm@example.net', fields });
const request = invitation({
  uid: 'm',
  organizer: 'ann@example.net',
  attendee: 'blue@example.org',
  start: new Date('2027-02-01T09:00:00Z'),
  minutes: 60,
});
const broken = Buffer.from(request.toString().replace('UID:m', 'X-NO-UID:m'));

it.each<{ name: string; bytes: Buffer; policy: 'keep' | 'reject'; kind?: AccountKind; reply: string }>([
  { name: 'ordinary mail', bytes: mail(), policy: 'keep', reply: '250 2.0.0' },
  { name: 'ordinary mail', bytes: mail(), policy: 'reject', reply: '550 5.7.1' },
  { name: "a person's mail", bytes: mail(), policy: 'reject', kind: 'user', reply: '250 2.0.0' },
  { name: 'a meeting request', bytes: request, policy: 'reject', reply: '250 2.0.0' },
  { name: 'a meeting request that cannot be read', bytes: broken, policy: 'reject', reply: '250 2.0.0' },
  {
    name: 'an automatic mail',
    bytes: mail(['Auto-Submitted: auto-generated']),
    policy: 'reject',
    reply: '250 2.0.0',
  },
  {
    name: 'a mail that says it is not automatic',
    bytes: mail(['Auto-Submitted: no']),
    policy: 'reject',
    reply: '550 5.7.1',
  },
])('$policy: $name: $reply', async ({ bytes, policy, kind = 'room', reply }) => {
  const server = openTestServer();
  await server.resource('blue', { plainMail: policy }, { kind });
  expect(await server.bring(bytes, 'blue')).toEqual([reply]);
});

it('forward: ordinary mail is kept, and forwarded unchanged to the approvers', async () => {
  const server = openTestServer();
  await server.account('anna');
  const { storeId } = await server.resource('blue', { plainMail: 'forward', approvers: ['anna', 'bo@example.net'] });
  expect(await server.bring(mail(), 'blue')).toEqual(['250 2.0.0']);
  expect(await server.bring(mail(['Auto-Submitted: auto-replied']), 'blue')).toEqual(['250 2.0.0']);
  const [forwarded, ...more] = await server.outbox.outboxEntries();
  expect(more).toEqual([]);
  expect(forwarded?.recipients.map(formatAddress)).toEqual(['anna@example.org', 'bo@example.net']);
  const bytes = Buffer.from((await server.outbox.outboxBytes(forwarded?.id ?? '')) ?? []).toString();
  expect(bytes).toMatch(
    /^Delivered-To: blue@example\.org\r\nResent-Date: [^\r]+\r\nResent-From: <blue@example\.org>\r\n/,
  );
  expect(bytes.endsWith(mail().toString())).toBe(true);
  expect(storeId === null ? 0 : (await server.quotas.usedBytes(storeId)) > 0).toBe(true);
});

it('forward: a message from an approver is only kept, as an automatic answer could loop', async () => {
  const server = openTestServer();
  await server.resource('blue', { plainMail: 'forward', approvers: ['bo@example.net', 'eve@example.net'] });
  for (const from of ['bo@example.net', 'Eve+auto@example.net'])
    expect(await server.bring(mail([], from), 'blue')).toEqual(['250 2.0.0']);
  expect(await server.bring(mail(['Auto-Submitted: no', 'Auto-Submitted: auto-replied']), 'blue')).toEqual([
    '250 2.0.0',
  ]);
  expect(await server.outbox.outboxEntries()).toEqual([]);
});

it('forward: a forwarded message that comes back is a loop', async () => {
  const server = openTestServer();
  await server.resource('blue', { plainMail: 'forward', approvers: ['bo@example.net'] });
  expect(await server.bring(mail(['Delivered-To: blue@example.org']), 'blue')).toEqual(['554 5.4.6']);
});
