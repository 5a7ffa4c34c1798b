/**
 * What an answer looks like.
 */
import { expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import { answerText, type AnswerText } from '../../../src/out-of-office/answer-text.js';
import { composeVacation, type AwayAccount } from '../../../src/out-of-office/compose-vacation.js';
import { neverAway, type OutOfOffice } from '../../../src/out-of-office/out-of-office.js';
import { composeMessage } from '../../../src/outbox/compose-message.js';
import { address } from '../../support/account-fields.js';

const john: AwayAccount = {
  mailbox: { address: address('john@corp.example'), displayName: 'John Doe' },
  timeZone: 'Europe/Berlin',
  language: 'en',
};
const away: OutOfOffice = { ...neverAway, state: 'on', subject: 'On holiday' };

function answer(
  fields: readonly string[],
  setting: Partial<OutOfOffice> = {},
  text: Partial<AnswerText> = {},
  account: Partial<AwayAccount> = {},
  from = 'Ann@partner.example',
): MessageDraft {
  const header = readHeaderSection(Buffer.from([...fields, '', ''].join('\r\n')));
  const given = { text: 'Back soon.', html: null, ...text };
  return composeVacation(
    { ...away, ...setting },
    given,
    { ...john, ...account },
    { reversePath: address(from), header },
  );
}

it('RFC 3834 §3, §4: null reverse-path, only to the reverse-path, marked as automatic', async () => {
  const fields = ['From: Ann <other@partner.example>', 'Reply-To: victim@third.example', 'Message-ID: <2@p>'];
  const draft = answer([...fields, 'References: <1@p>', 'Subject: Hello']);
  expect(draft.reversePath).toBeNull();
  expect(draft.to.map((each) => formatAddress(each.address))).toEqual(['Ann@partner.example']);
  expect(draft.from).toEqual(john.mailbox);
  const stamp = { messageId: '<v@corp.example>', date: instant(0) };
  const header = readHeaderSection(await composeMessage(draft, stamp));
  const expected = {
    'auto-submitted': 'auto-replied',
    'x-auto-response-suppress': 'All',
    precedence: 'bulk',
    'in-reply-to': '<2@p>',
    references: '<1@p> <2@p>',
    subject: 'On holiday [Hello]',
    'message-id': '<v@corp.example>',
    from: 'John Doe <john@corp.example>',
  };
  for (const [name, value] of Object.entries(expected))
    expect(header.fields.find((field) => field.name === name)?.value, name).toBe(value);
});

it.each([
  ['decoded', 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'On holiday [Grüße]'],
  ['without line breaks', 'Subject: =?utf-8?q?a=0D=0ABcc:_x@y.example?=', 'On holiday [a Bcc: x@y.example]'],
  ['cut', `Subject: ${'x'.repeat(500)}`, `On holiday [${'x'.repeat(119)}…]`],
  ['none', 'X-Other: x', 'On holiday'],
])('the original subject in brackets: %s', (_, field, subject) => {
  expect(answer([field]).subject).toBe(subject);
});

it('a subject that names the original does not get it twice', () => {
  expect(answer(['Subject: Offer'], { subject: 'Re: {subject}' }).subject).toBe('Re: Offer');
});

it.each([
  ['until midnight on the clock of the account', '2027-01-03T23:00:00Z', 'en', '4 January 2027'],
  ['with the time', '2027-01-04T07:00:00Z', 'en', '4 January 2027, 08:00 CET'],
  ['in German', '2027-01-03T23:00:00Z', 'de', '4. Januar 2027'],
])('variables: %s', (_, until, language, words) => {
  const draft = answer(
    ['Subject: S'],
    { until: instant(Date.parse(until)) },
    { text: '{name}|{until}|{sender}|{subject}|{other}' },
    { language },
    'prvs=0123456789=Ann+x@partner.example',
  );
  expect(draft.text).toBe(`John Doe|${words}|Ann@partner.example|S|{other}`);
});

it('a variable is no markup in HTML, and what it holds is not read again', () => {
  const draft = answer(['Subject: <b>{name}</b>'], {}, { text: null, html: '<p>Re: {subject}</p>' });
  expect(draft.html).toBe('<p>Re: &lt;b&gt;{name}&lt;/b&gt;</p>');
  expect(draft.text).toBe('Re: <b>{name}</b>');
});

it.each([
  ['en', 'Out of office'],
  ['de', 'Abwesenheitsnotiz'],
  ['fr', 'Out of office'],
])('without a subject, words in %s', (language, subject) => {
  expect(answer([], { subject: null }, {}, { language }).subject).toBe(subject);
});

it('the end in a standard text is in the language of that text', () => {
  const until = instant(Date.parse('2027-01-03T23:00:00Z'));
  const standard = answerText({ ...away, until }, true, 'fr');
  expect(answer([], { until }, standard ?? {}, { language: 'fr' }).text).toContain('until 4 January 2027.');
});
