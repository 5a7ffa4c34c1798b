import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { composeMessage } from '../../../src/outbox/compose-message.js';
import { parseAddressList } from '../../../src/mail/address-list.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { decodeEncodedWords } from '../../../src/mail/encoded-words.js';
import { allFields, firstField, readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import { address } from '../../support/account-fields.js';
import { readMimeTree, structureOf } from '../../support/mime-tree.js';

const CALENDAR = 'BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nSUMMARY:Große Runde\r\nEND:VCALENDAR\r\n';
const stamp = { messageId: '<answer.1@corp.example>', date: instant(Date.UTC(2026, 10, 22, 9)) };

const answer: MessageDraft = {
  reversePath: address('boardroom@corp.example'),
  from: { address: address('boardroom@corp.example'), displayName: 'Boardroom' },
  to: [{ address: address('mary@corp.example'), displayName: null }],
  cc: [],
  subject: 'Accepted: Große Runde',
  text: 'The boardroom is yours.\n.\nFrom here on it is booked.\n',
  html: '<p>Schöne Grüße</p>',
  calendar: { method: 'REPLY', content: CALENDAR },
  inReplyTo: '<ask@mail.example>',
  references: ['<first@mail.example>', '<ask@mail.example>'],
  extraFields: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
};

describe('an answer to a meeting request', () => {
  test('RFC 6047 §2.4: the calendar object beside the text, and as a file', async () => {
    const mail = readMimeTree(await composeMessage(answer, stamp));
    expect(structureOf(mail)).toBe(
      'multipart/mixed[multipart/alternative[text/plain text/html text/calendar] application/ics]',
    );
    const [alternative, file] = mail.parts;
    const [text, html, inline] = alternative?.parts ?? [];
    expect(text?.text).toBe('The boardroom is yours.\r\n.\r\nFrom here on it is booked.\r\n');
    expect(html?.text).toBe('<p>Schöne Grüße</p>\r\n');
    expect(inline?.text).toBe(CALENDAR);
    expect(Object.fromEntries(inline?.contentType.parameters ?? [])).toEqual({ charset: 'utf-8', method: 'REPLY' });
    expect(inline?.header.fields.map(({ name }) => name)).not.toContain('content-disposition');
    expect(file?.text).toBe(CALENDAR);
    expect(firstField(file?.header ?? mail.header, 'content-disposition')).toMatch(/^attachment; filename=/);
  });

  test('the header says what the draft and the stamp say, and nothing of the machine', async () => {
    const header = readHeaderSection(await composeMessage(answer, stamp));
    const fields = Object.fromEntries(header.fields.map(({ name, value }) => [name, value]));
    expect(fields).toEqual({
      from: 'Boardroom <boardroom@corp.example>',
      to: 'mary@corp.example',
      subject: expect.stringContaining('=?UTF-8?') as unknown,
      date: 'Sun, 22 Nov 2026 09:00:00 +0000',
      'message-id': '<answer.1@corp.example>',
      'in-reply-to': '<ask@mail.example>',
      references: '<first@mail.example> <ask@mail.example>',
      'auto-submitted': 'auto-replied',
      'mime-version': '1.0',
      'content-type': expect.stringMatching(/^multipart\/mixed; boundary=/) as unknown,
    });
    expect(decodeEncodedWords(fields['subject'] ?? '')).toBe('Accepted: Große Runde');
  });
});

describe('a message without a calendar object', () => {
  test.each([
    ['text/plain', null],
    ['multipart/alternative[text/plain text/html]', '<p>Away</p>'],
  ])('is %s', async (structure, html) => {
    const mail = readMimeTree(await composeMessage({ ...answer, calendar: null, html }, stamp));
    expect(structureOf(mail)).toBe(structure);
  });

  test('has no thread fields if it answers nothing', async () => {
    const bytes = await composeMessage({ ...answer, inReplyTo: null, references: [], extraFields: [] }, stamp);
    const names = readHeaderSection(bytes).fields.map(({ name }) => name);
    expect(names).not.toContain('in-reply-to');
    expect(names).not.toContain('references');
  });
});

/** Text as people and attackers write it: any character, line breaks and header-like lines among them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.constantFrom('\r\n', '\n', '\r', 'Bcc: x@y.example', '\0', ' ', 'ä', '=?', '?=', '"', '<', ',', 'word'))
    .map((parts) => parts.join('')),
);

const wireForm = /^(?:[\x09\x20-\x7e]{0,998}\r\n)*$/;

/** Control characters gone, runs of white space as one: what a reader sees is the same. */
const seen = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();

describe('whatever the draft holds', () => {
  test('RFC 5322 §2.1.1, RFC 5321 §2.3.8: seven bits, CRLF, lines of 998 characters; no field but ours', async () => {
    const names = readHeaderSection(await composeMessage(answer, stamp)).fields.map(({ name }) => name);
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, anyText, async (subject, displayName, text, calendar) => {
        const draft: MessageDraft = {
          ...answer,
          subject: `S${subject}`,
          from: { ...answer.from, displayName },
          to: [{ address: address('mary@corp.example'), displayName }],
          text,
          calendar: { method: 'REPLY', content: `BEGIN:VCALENDAR\r\n${calendar}` },
          extraFields: [{ name: 'Auto-Submitted', value: `auto-replied${subject}` }],
        };
        const bytes = await composeMessage(draft, stamp);
        expect(Buffer.from(bytes).toString('latin1')).toMatch(wireForm);
        const header = readHeaderSection(bytes);
        expect(header.fields.map(({ name }) => name).sort()).toEqual([...names].sort());
        expect(parseAddressList(firstField(header, 'to') ?? '').map((each) => each.address)).toEqual([
          address('mary@corp.example'),
        ]);
      }),
    );
  });

  test('RFC 2047: a subject is read as it was written', async () => {
    const subjects = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((text) => seen(text) !== '');
    await fc.assert(
      fc.asyncProperty(subjects, async (subject) => {
        const header = readHeaderSection(await composeMessage({ ...answer, subject }, stamp));
        expect(seen(decodeEncodedWords(firstField(header, 'subject') ?? ''))).toBe(seen(subject));
      }),
    );
  });

  test('the longest identifiers of a long thread are folded', async () => {
    const references = Array.from({ length: 50 }, (_, index) => `<${String(index).padStart(974, 'x')}@mail.example>`);
    const bytes = await composeMessage({ ...answer, references, inReplyTo: references[0] ?? null }, stamp);
    expect(Buffer.from(bytes).toString('latin1')).toMatch(wireForm);
    expect(allFields(readHeaderSection(bytes), 'references')[0]?.split(/\s+/)).toEqual(references);
  });
});

describe('a subject that looks like encoded words', () => {
  const subjectOf = async (subject: string): Promise<string> =>
    firstField(readHeaderSection(Buffer.from(await composeMessage({ ...answer, subject }, stamp))), 'subject') ?? '';
  const lookalike = '=?utf-8?Q?=0D=0ABcc:x?=';

  test('is shown as it was written, not decoded', async () => {
    const written = await subjectOf(`Accepted: ${lookalike}`);
    expect(written).not.toContain(lookalike);
    expect(decodeEncodedWords(written)).toBe(`Accepted: ${lookalike}`);
  });

  test('whatever surrounds it', async () => {
    const text = fc.array(fc.constantFrom('=?', '?=', lookalike, 'ä', '😀', ' ', 'a'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const subject = `=?${parts.join('')}!`;
        const written = await subjectOf(subject);
        expect(decodeEncodedWords(written)).toBe(subject);
        for (const word of written.split(/\s+/)) expect(word.length).toBeLessThanOrEqual(75);
      }),
    );
  });
});
