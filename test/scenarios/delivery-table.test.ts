/** The replies of delivery, row by row, over the whole product: what an MTA is told for each kind of recipient. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRcpt, startCorp, type Corp } from '../support/corp.js';
import { messagesIn } from '../support/read-server.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';

const SET_UP_WITHIN_MS = 60_000;
const RECEIVED = 'Received: from a.example by mta.corp.example with ESMTP id 4QzX; Sun, 22 Nov 2026 09:00:00 +0000';

let serial = 0;
/** A message like no other. */
function someMail(options: { fields?: readonly string[]; body?: string } = {}): { bytes: Buffer; messageId: string } {
  serial += 1;
  const messageId = `row-${serial}@out.example`;
  const { fields = [], body } = options;
  const mail = { from: 'ann@partner.example', to: 'john@corp.example', messageId, firstFields: fields };
  return { bytes: plainMail(body === undefined ? mail : { ...mail, body }), messageId };
}

async function countIn(corp: Corp, account: string, messageId: string): Promise<number> {
  const messages = await messagesIn(corp.frontdesk, account);
  return messages.filter((message) => message.messageId === `<${messageId}>`).length;
}

describe('as installed', () => {
  let corp: Corp;
  beforeAll(async () => {
    corp = await startCorp();
    await corp.account('john', 'user', '--alias', 'j.smith@corp.example');
    await corp.account('robot', 'user', '--send-only', 'yes', '--alias', 'bot@corp.example');
    await corp.account('gone', 'user', '--enabled', 'no');
    await corp.account('team', 'shared');
    await corp.account('oak', 'room');
    await corp.account('beamer', 'equipment');
    await corp.account('partner', 'contact', '--email', 'partner@corp.example');
    await corp.account('full', 'user', '--quota-hard', '100K');
  }, SET_UP_WITHIN_MS);
  afterAll(() => corp.stop());

  test.each([
    ['unknown address', 'nobody@corp.example', '550 5.1.1'],
    ['malformed address', 'john@@corp.example', '501 5.1.3'],
    ['user', 'john@corp.example', '250 2.1.5'],
    ['user in other letters', 'John@CORP.example', '250 2.1.5'],
    ['user by an alias', 'j.smith@corp.example', '250 2.1.5'],
    ['address with detail', 'john+lists@corp.example', '250 2.1.5'],
    ['send-only account', 'robot@corp.example', '550 5.2.1'],
    ['send-only account through an alias', 'bot@corp.example', '550 5.2.1'],
    ['disabled account, delivery.disabled = store', 'gone@corp.example', '250 2.1.5'],
    ['non-active: shared', 'team@corp.example', '250 2.1.5'],
    ['non-active: room', 'oak@corp.example', '250 2.1.5'],
    ['non-active: equipment', 'beamer@corp.example', '250 2.1.5'],
    ['external contact', 'partner@corp.example', '550 5.1.1'],
  ])('%s: <%s> gets %s at RCPT', async (_case, recipient, reply) => {
    expect(await corp.rcpt(recipient)).toBe(reply);
  });

  test.each([
    ['john', 'john+lists@corp.example'],
    ['gone', 'gone@corp.example'],
    ['team', 'team@corp.example'],
    ['oak', 'oak@corp.example'],
    ['beamer', 'beamer@corp.example'],
  ])('it is in the store of %s', async (account, recipient) => {
    const { bytes, messageId } = someMail();
    expect(await corp.deliver(bytes, recipient)).toEqual(['250 2.0.0']);
    expect(await countIn(corp, account, messageId)).toBe(1);
  });

  test('the same recipient twice: delivered once, each RCPT gets its reply', async () => {
    const { bytes, messageId } = someMail();
    const recipients = ['john@corp.example', 'team@corp.example', 'john@corp.example'];
    expect(await corp.deliver(bytes, recipients)).toEqual(['250 2.0.0', '250 2.0.0', '250 2.0.0']);
    expect(await countIn(corp, 'john', messageId)).toBe(1);
  });

  test('the same delivery again, with a Received field: 250, filed once', async () => {
    const { bytes, messageId } = someMail({ fields: [RECEIVED] });
    expect(await corp.deliver(bytes, 'john@corp.example')).toEqual(['250 2.0.0']);
    expect(await corp.deliver(bytes, 'john@corp.example')).toEqual(['250 2.0.0']);
    expect(await countIn(corp, 'john', messageId)).toBe(1);
  });

  test('the same again for another reverse-path, or without a Received field: meant twice', async () => {
    const received = someMail({ fields: [RECEIVED] });
    await corp.deliver(received.bytes, 'john@corp.example', 'one@partner.example');
    await corp.deliver(received.bytes, 'john@corp.example', 'other@partner.example');
    expect(await countIn(corp, 'john', received.messageId)).toBe(2);
    const injected = someMail();
    await corp.deliver(injected.bytes, 'john@corp.example');
    await corp.deliver(injected.bytes, 'john@corp.example');
    expect(await countIn(corp, 'john', injected.messageId)).toBe(2);
  });

  test.each([
    ['own Delivered-To on it', ['Delivered-To: john@corp.example'], '554 5.4.6'],
    ["another's Delivered-To on it", ['Delivered-To: team@corp.example'], '250 2.0.0'],
    ['100 Received', Array.from({ length: 100 }, () => RECEIVED), '250 2.0.0'],
    ['more than 100 Received', Array.from({ length: 101 }, () => RECEIVED), '554 5.4.6'],
  ])('mail loop: %s', async (_case, fields, reply) => {
    expect(await corp.deliver(someMail({ fields }).bytes, 'john@corp.example')).toEqual([reply]);
  });

  test('hard quota: 552 with the size of the message, and at RCPT once it is reached', async () => {
    const body = 'x'.repeat(70).concat('\r\n').repeat(850);
    expect(await corp.deliver(someMail({ body }).bytes, 'full@corp.example')).toEqual(['250 2.0.0']);
    expect(await corp.deliver(someMail({ body }).bytes, 'full@corp.example')).toEqual(['552 5.2.2']);
    await corp.frontdesk.cli(['account', 'update', 'full', '--quota-hard', '50K']);
    expect(await corp.rcpt('full@corp.example')).toBe('552 5.2.2');
  });
});

describe.each([
  ['reject', 'no', '550 5.2.1', '552 5.2.2'],
  ['defer', 'yes', '450 4.2.1', '452 4.2.2'],
])('delivery.disabled = %s, quota.tempfail = %s', (disabled, tempfail, disabledReply, quotaReply) => {
  let corp: Corp;
  beforeAll(async () => {
    corp = await startCorp({ FRONTDESK_DELIVERY_DISABLED: disabled, FRONTDESK_QUOTA_TEMPFAIL: tempfail });
    await corp.account('gone', 'user', '--enabled', 'no');
    await corp.account('full', 'user');
  }, SET_UP_WITHIN_MS);
  afterAll(() => corp.stop());

  test('disabled account', async () => {
    expect(await corp.rcpt('gone@corp.example')).toBe(disabledReply);
  });

  test('hard quota', async () => {
    expect(await corp.deliver(someMail().bytes, 'full@corp.example')).toEqual(['250 2.0.0']);
    await corp.frontdesk.cli(['account', 'update', 'full', '--quota-hard', '10']);
    expect(await corp.rcpt('full@corp.example')).toBe(quotaReply);
  });
});

test('no domain at all: 451, as an unmounted volume must not bounce mail', async () => {
  const frontdesk = await prepareFrontdesk();
  try {
    await frontdesk.start();
    expect(await askRcpt(frontdesk.lmtpPort, 'john@corp.example')).toBe('451 4.3.0');
  } finally {
    await frontdesk.remove();
  }
});
