/** Notifications of failure as mail programs and programs that read them find them. */
import { decodeEncodedWords } from '../../../src/mail/encoded-words.js';
import { firstField } from '../../../src/mail/header-section.js';
import { describe, expect, it } from 'vitest';
import { instant } from '../../../src/mail/instant.js';
import { composeDsn, typedAddress, type FailureReport } from '../../../src/outbox/compose-dsn.js';
import { mayTell, reportFailure } from '../../../src/outbox/report-failure.js';
import type { OutboxEntry } from '../../../src/store/outbox.js';
import { address } from '../../support/account-fields.js';
import { readMimeTree } from '../../support/mime-tree.js';

const takenAt = instant(Date.UTC(2026, 10, 17, 9));
const now = instant(Date.UTC(2026, 10, 22, 9));
const ann = address('ann@partner.example');
const ben = address('ben@partner.example');
const original = 'From: <oak@corp.example>\r\nSubject: Accepted: Planning\r\n\r\nThe room is yours.\r\n';

const report = (change: Partial<FailureReport> = {}, bytes: string | Uint8Array = original): FailureReport => ({
  messageId: '<dsn@desk.corp.example>',
  date: now,
  hostname: 'desk.corp.example',
  to: address('oak@corp.example'),
  language: 'en',
  failures: [{ recipient: ann, original: null, reply: '550 5.1.1 no such user', status: '5.1.1', isExpired: false }],
  mail: {
    subject: 'Accepted: Planning',
    messageId: '<answer@corp.example>',
    takenAt,
    bytes: Buffer.from(bytes),
    isReturned: true,
  },
  envelopeId: null,
  ...change,
});
async function partsOf(given: FailureReport) {
  const bytes = Buffer.from(await composeDsn(given));
  const tree = readMimeTree(bytes);
  const [forPeople, status, returned] = tree.parts.map((part) => ({ type: part.contentType.value, text: part.text }));
  const field = (name: string): string => decodeEncodedWords(firstField(tree.header, name) ?? '');
  return { bytes, tree, field, text: forPeople?.text ?? '', status, returned };
}

describe('RFC 6522 §3: multipart/report in three parts', () => {
  it('for people, for programs, and the message itself', async () => {
    const { tree, field, text, status, returned } = await partsOf(report());
    expect(tree.contentType.value).toBe('multipart/report');
    expect(tree.contentType.parameters.get('report-type')).toBe('delivery-status');
    expect(field('subject')).toBe('Not delivered: Accepted: Planning');
    expect(field('from')).toBe('Mail Delivery System <MAILER-DAEMON@desk.corp.example>');
    expect(field('to')).toBe('oak@corp.example');
    expect(field('auto-submitted')).toBe('auto-replied');
    expect(field('in-reply-to')).toBe('<answer@corp.example>');
    expect(text).toContain('<ann@partner.example>\r\n    The mail server replied: 550 5.1.1 no such user');
    expect(status).toEqual({
      type: 'message/delivery-status',
      text: [
        'Reporting-MTA: dns; desk.corp.example',
        'Arrival-Date: Tue, 17 Nov 2026 09:00:00 +0000',
        '',
        'Final-Recipient: rfc822; ann@partner.example',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 no such user',
        '',
      ].join('\r\n'),
    });
    expect(returned).toEqual({ type: 'message/rfc822', text: original });
  });

  it('in German', async () => {
    const { field, text } = await partsOf(report({ language: 'de' }));
    expect(field('subject')).toBe('Nicht zugestellt: Accepted: Planning');
    expect(text).toContain('konnte diesem Empfänger nicht zugestellt werden');
  });

  it('after days without success', async () => {
    const failures = [
      { recipient: ann, original: null, reply: 'connect ECONNREFUSED', status: '4.4.7', isExpired: true },
    ];
    const { text, status } = await partsOf(report({ failures }));
    expect(text).toContain('Delivery was attempted for 5 days');
    expect(status?.text).toContain('Status: 4.4.7\r\nDiagnostic-Code: x-frontdesk; connect ECONNREFUSED\r\n');
  });

  it.each([
    ['eight-bit octets', 'Subject: Grüße\r\n\r\nhello\r\n', 'Subject: Grüße\r\n'],
    ['a NUL', 'Subject: a\r\n\r\n\0\r\n', 'Subject: a\r\n'],
    ['a bare LF', 'Subject: a\r\n\r\none\ntwo\r\n', 'Subject: a\r\n'],
    ['a line too long', `Subject: a\r\n\r\n${'x'.repeat(999)}\r\n`, 'Subject: a\r\n'],
    ['many octets', `Subject: a\r\n\r\n${'x\r\n'.repeat(30_000)}`, 'Subject: a\r\n'],
  ])('a mail with %s comes back as its header section', async (_case, given, expected) => {
    const { bytes, returned } = await partsOf(report({}, given));
    expect(returned).toEqual({ type: 'text/rfc822-headers', text: expected });
    expect(bytes.every((octet) => octet < 0x80)).toBe(true);
  });

  it('bounded: many recipients, a long subject, a header section without end', async () => {
    const failures = Array.from({ length: 100 }, (_, index) => ({
      original: null,
      recipient: address(`x${index}@partner.example`),
      reply: `550 ${'no '.repeat(1000)}`,
      status: '5.0.0',
      isExpired: false,
    }));
    const endless = `Subject: a\r\n${'X-Many: 1\r\n'.repeat(100_000)}`;
    const given = report({ failures }, endless);
    const { bytes, field, text, status } = await partsOf({
      ...given,
      mail: { ...given.mail, subject: 'é'.repeat(5000) },
    });
    expect(bytes.length).toBeLessThan(200_000);
    expect(text).toContain('and 50 more');
    expect(status?.text.match(/^Final-Recipient/gm)).toHaveLength(100);
    expect(field('subject').length).toBeLessThan(200);
  });

  it('a peer cannot write into the fields', async () => {
    const reply = '550 no\r\nFinal-Recipient: rfc822; boss@corp.example\r\n\r\n--x';
    const failures = [{ recipient: ann, original: null, reply, status: '5.0.0', isExpired: false }];
    expect((await partsOf(report({ failures }))).status?.text.match(/^Final-Recipient/gm)).toHaveLength(1);
  });
});

describe('RFC 6533 §3: addresses', () => {
  it.each([
    ['ann@partner.example', 'rfc822; ann@partner.example'],
    ['jörg@partner.example', 'utf-8; j\\x{F6}rg@partner.example'],
    ['a+ü=b@partner.example', 'utf-8; a\\x{2B}\\x{FC}\\x{3D}b@partner.example'],
    ['"jörg x"@b.example', 'utf-8; "j\\x{F6}rg\\x{20}x"@b.example'],
  ])('%s', (text, expected) => {
    expect(typedAddress(address(text))).toBe(expected);
  });
});

describe('who is notified', () => {
  const entry = (reversePath: OutboxEntry['reversePath']): OutboxEntry => ({
    id: 'a',
    state: 'waiting',
    reversePath,
    recipients: [ann, ben],
    messageId: '<answer@corp.example>',
    subject: 'Accepted: Planning',
    sizeBytes: 1,
    attempts: 0,
    createdAt: takenAt,
    nextAttemptAt: takenAt,
    lastError: null,
    dsn: null,
    lane: null,
    isBehind: false,
  });
  const settings = { hostname: 'desk.corp.example', languageOf: () => Promise.resolve('en') };
  const replies = new Map([
    ['ann@partner.example', '550 5.1.1 no such user'],
    ['ben@partner.example', '554 go away'],
  ]);
  const relayed = { retry: [], failed: [ann, ben], error: '554 go away', replies, unreachable: false };

  it('the reverse-path, from the null one, about each by its own reply', async () => {
    const told = await reportFailure(
      entry(address('oak@corp.example')),
      [ann, ben],
      relayed,
      Buffer.from(original),
      now,
      settings,
    );
    expect(told).toMatchObject({ reversePath: null, recipients: [address('oak@corp.example')], createdAt: now });
    const text = Buffer.from(told?.bytes ?? []).toString();
    expect(text).toMatch(/ann@partner\.example\r\nAction: failed\r\nStatus: 5\.1\.1\r\n/);
    expect(text).toMatch(/ben@partner\.example\r\nAction: failed\r\nStatus: 5\.0\.0\r\n/);
  });

  it('what we found ourselves has a status, and is not said to be a reply of SMTP', async () => {
    const found = new Map([['ann@partner.example', '5.6.7 the mail server does not offer SMTPUTF8']]);
    const [oak, bytes] = [entry(address('oak@corp.example')), Buffer.from(original)];
    const told = await reportFailure(oak, [ann], { ...relayed, replies: found }, bytes, now, settings);
    expect(Buffer.from(told?.bytes ?? []).toString()).toContain(
      'Status: 5.6.7\r\nDiagnostic-Code: x-frontdesk; 5.6.7 the mail',
    );
  });

  it('what is given up has the code of time that ran out', async () => {
    const late = { ...relayed, retry: [ann], failed: [] };
    const told = await reportFailure(
      entry(address('oak@corp.example')),
      [ann],
      late,
      Buffer.from(original),
      now,
      settings,
    );
    expect(Buffer.from(told?.bytes ?? []).toString()).toContain('Status: 4.4.7\r\n');
  });

  it('RFC 3461 §4: with the names that the sender gave, and only the requested part of the message', async () => {
    const byRecipient = {
      'ann@partner.example': { notify: 'SUCCESS,FAILURE', orcpt: 'rfc822;ann+2Bx@partner.example' },
    };
    const asked = {
      ...entry(address('oak@corp.example')),
      dsn: { ret: 'HDRS' as const, envid: 'QQ+3D1', byRecipient },
    };
    const told = await reportFailure(asked, [ann], relayed, Buffer.from(original), now, settings);
    const text = Buffer.from(told?.bytes ?? []).toString();
    expect(text).toContain('\r\nOriginal-Envelope-Id: QQ=1\r\n');
    expect(text).toContain('\r\nOriginal-Recipient: rfc822;ann+x@partner.example\r\n');
    expect(text).not.toContain('The room is yours.');
    const never = { ...byRecipient, 'ben@partner.example': { notify: 'NEVER', orcpt: null } };
    const wishes = { ...asked, dsn: { ...asked.dsn, byRecipient: never } };
    expect([mayTell(wishes, ann), mayTell(wishes, ben), mayTell(entry(null), ann)]).toEqual([true, false, false]);
  });

  it('nobody for the null reverse-path: notifications are not reported', async () => {
    expect(await reportFailure(entry(null), [ann], relayed, Buffer.from(original), now, settings)).toBeNull();
  });
});
