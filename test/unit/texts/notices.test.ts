/**
 * The texts that people get by mail about their mailbox, their groups and their own messages, pinned whole in both
 * languages: a change of a text is read as a change of a file in expected/. Update them with `vitest run -u` and read
 * the difference.
 */
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../src/directory/directory.js';
import type { AccountId } from '../../../src/directory/account.js';
import { composeOwnerReport } from '../../../src/delivery/serving/tell-owner.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { answerText } from '../../../src/out-of-office/answer-text.js';
import { composeVacation } from '../../../src/out-of-office/compose-vacation.js';
import { neverAway } from '../../../src/out-of-office/out-of-office.js';
import { composeDsn } from '../../../src/outbox/compose-dsn.js';
import { composeNotice } from '../../../src/quota/compose-notice.js';
import { noticeTextsIn, type NoticeKind } from '../../../src/quota/notice-texts.js';
import { composeRefusalNotice } from '../../../src/submission/compose-refusal-notice.js';
import { accountFields, address } from '../../support/account-fields.js';
import { readMimeTree } from '../../support/mime-tree.js';

const languages = ['en', 'de'];
const GIB = 2 ** 30;
const anna = { name: 'anna', fullName: 'Anna Muster', primaryAddress: address('anna@corp.example') };
const quota = { warnBytes: 0.9 * GIB, softBytes: GIB, hardBytes: 2 * GIB };

const accountOf = (name: string, language: string): Account => ({
  ...accountFields(name, { language }),
  id: 1 as AccountId,
  hasPassword: false,
});

const written = ({ subject, text }: Pick<MessageDraft, 'subject' | 'text'>): string => `Subject: ${subject}\n\n${text}`;

const notice = (kind: NoticeKind, language: string): string => {
  const usedBytes = kind === 'hard' || kind === 'refused' ? 2 * GIB - 1 : 1.25 * GIB;
  const facts = { account: anna, notice: kind === 'report' ? 'soft' : kind, usedBytes, quota } as const;
  return written(composeNotice(noticeTextsIn(language).templates[kind], facts, [], language));
};

function vacation(language: string, until: string | null): string {
  const setting = { ...neverAway, state: 'on' as const, until: until === null ? null : instant(Date.parse(until)) };
  const mailbox = { address: anna.primaryAddress, displayName: anna.fullName };
  const header = readHeaderSection(Buffer.from('Subject: Offer 17\r\n\r\n'));
  const text = answerText(setting, false, language) ?? { text: 'nothing', html: null };
  const message = { reversePath: address('ann@partner.example'), header };
  return written(composeVacation(setting, text, { mailbox, timeZone: 'Europe/Berlin', language }, message));
}

async function notification(language: string): Promise<string> {
  const failures = [
    { recipient: address('eve@partner.example'), reply: '550 5.1.1 no such user', status: '5.1.1', isExpired: false },
    { recipient: address('ben@partner.example'), reply: 'connect ETIMEDOUT', status: '4.4.7', isExpired: true },
  ];
  const takenAt = instant(Date.UTC(2026, 10, 17, 9));
  const bytes = await composeDsn({
    messageId: '<dsn@desk.corp.example>',
    date: instant(Date.UTC(2026, 10, 22, 9)),
    hostname: 'desk.corp.example',
    to: anna.primaryAddress,
    language,
    failures: failures.map((failure) => ({ ...failure, original: null })),
    mail: {
      subject: '',
      messageId: '<offer@corp.example>',
      takenAt,
      bytes: Buffer.from('Subject:\r\n\r\n'),
      isReturned: true,
    },
    envelopeId: null,
  });
  const tree = readMimeTree(Buffer.from(bytes));
  const text = (tree.parts[0]?.text ?? '').replaceAll('\r\n', '\n');
  return written({ subject: tree.header.fields.find(({ name }) => name === 'subject')?.value ?? '', text });
}

function ownerReport(language: string): string {
  const header = readHeaderSection(
    Buffer.from('From: Ann <ann@partner.example>\r\nSubject: Offer 17\r\nMessage-ID: <17@partner.example>\r\n\r\n'),
  );
  const reply = { code: 552, status: '5.2.2', text: 'Mailbox full' };
  const failures = ['ben', 'carl'].map((name) => ({ address: address(`${name}@corp.example`), reply }));
  const result = { received: 7, deferred: 0, failed: 3, failures };
  const message = { header, reversePath: address('ann@partner.example') };
  return written(
    composeOwnerReport(accountOf('anna', language), { name: 'staff' }, result, message, 'desk.corp.example'),
  );
}

function refusal(language: string): string {
  const refused = Buffer.from('From: ben@corp.example\r\nSubject: Offer 17\r\n\r\nDear customer\r\n');
  const reply = { code: 550, status: '5.7.1', text: 'You are not allowed to write as <ben@corp.example>' };
  return written(composeRefusalNotice(accountOf('anna', language), refused, reply, 'desk.corp.example')).replaceAll(
    '\r\n',
    '\n',
  );
}

describe.each(languages)('in %s', (language) => {
  it.each(['warn', 'soft', 'hard', 'refused', 'report'] as const)('the quota notice %s', async (kind) => {
    await expect(notice(kind, language)).toMatchFileSnapshot(`expected/quota-${kind}.${language}.txt`);
  });

  it.each([
    ['without an end', 'open', null],
    ['until a day', 'day', '2027-01-03T23:00:00Z'],
    ['until an hour', 'hour', '2027-01-04T07:00:00Z'],
  ])('the vacation response of an account without a text, %s', async (_case, name, until) => {
    await expect(vacation(language, until)).toMatchFileSnapshot(`expected/vacation-${name}.${language}.txt`);
  });

  it('the delivery status notification', async () => {
    await expect(await notification(language)).toMatchFileSnapshot(`expected/not-delivered.${language}.txt`);
  });

  it('the report to the owner of a group', async () => {
    await expect(ownerReport(language)).toMatchFileSnapshot(`expected/group-owner.${language}.txt`);
  });

  it('the notice that a submitted message was refused', async () => {
    await expect(refusal(language)).toMatchFileSnapshot(`expected/not-sent.${language}.txt`);
  });
});
