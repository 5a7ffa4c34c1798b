/** In which language a message is: the organizer's, as the invitation says it, else the resource's. */
import { describe, expect, it } from 'vitest';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { languagesOf } from '../../../src/mail/language-fields.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { address, itip, openRoom } from './desk-model.js';

const times = ['DTSTART:20270208T080000Z', 'DURATION:PT1H'];
const headerOf = (...fields: string[]): ReturnType<typeof readHeaderSection> =>
  readHeaderSection(Buffer.from([...fields, '', ''].join('\r\n')));

function languageOf(message: MessageDraft | null | undefined): string | undefined {
  return /<html lang="(\w+)"/.exec(message?.html ?? '')?.[1];
}

describe('the language of an answer', () => {
  it.each<[string, { room: string; lines?: string[]; fields?: string[]; language: string }]>([
    ['nothing said: the resource’s', { room: 'de-AT', language: 'de' }],
    ['nothing said, and no text in the resource’s: English', { room: 'fr', language: 'en' }],
    ['LANGUAGE of SUMMARY', { room: 'en', lines: ['SUMMARY;LANGUAGE=de-DE:Planung'], language: 'de' }],
    [
      'LANGUAGE of ORGANIZER',
      { room: 'en', lines: ['ORGANIZER;LANGUAGE=de;CN=Ann:mailto:ann@example.org'], language: 'de' },
    ],
    [
      'the organizer’s word before that of the summary',
      {
        room: 'en',
        lines: ['ORGANIZER;LANGUAGE=en-GB:mailto:ann@example.org', 'SUMMARY;LANGUAGE=de:Planung'],
        language: 'en',
      },
    ],
    ['Content-Language', { room: 'en', fields: ['Content-Language: de-CH'], language: 'de' }],
    ['Accept-Language', { room: 'de', fields: ['Accept-Language: fr;q=0.4, en-US;q=0.9'], language: 'en' }],
    [
      'Content-Language before Accept-Language',
      { room: 'en', fields: ['Accept-Language: en', 'Content-Language: de'], language: 'de' },
    ],
    [
      'the invitation before its message',
      { room: 'en', lines: ['SUMMARY;LANGUAGE=en:Planning'], fields: ['Content-Language: de'], language: 'en' },
    ],
    [
      'a language without a text: the next one',
      { room: 'en', fields: ['Accept-Language: fr, de;q=0.5'], language: 'de' },
    ],
    ['languages without a text: the resource’s', { room: 'de', fields: ['Content-Language: fr'], language: 'de' }],
  ])('%s', (_name, { room, lines = [], fields = [], language }) => {
    const languages = languagesOf(headerOf(...fields));
    const { answer } = openRoom({ language: room }).send(itip('REQUEST', [...times, ...lines]), { languages });
    expect(languageOf(answer)).toBe(language);
  });

  it('stays for later messages about the meeting', () => {
    const room = openRoom({ language: 'en', options: { reportUnproven: true } });
    room.send(itip('REQUEST', times), { languages: ['de'] });
    const update = ['DTSTART:20270209T080000Z', 'DURATION:PT1H', 'SEQUENCE:1'];
    expect(languageOf(room.send(itip('REQUEST', update)).answer)).toBe('de');
    expect(room.calendar.entries.map(({ language }) => language)).toEqual(['de']);
  });

  it('of a report is not what the message in question says', () => {
    const room = openRoom({ language: 'en', options: { reportUnproven: true } });
    room.send(itip('REQUEST', times));
    const cancel = itip('CANCEL', [...times, 'SUMMARY;LANGUAGE=de:Planung', 'DTSTAMP:20261202T000000Z']);
    const { notices } = room.send(cancel, { languages: ['de'], authors: [address('ann@example.org')] });
    expect(notices.map(languageOf)).toEqual(['en']);
  });
});

describe('RFC 3282: the languages that a header section names', () => {
  it.each<[string, string[], string[]]>([
    ['none', ['Subject: x'], []],
    ['Content-Language first', ['Accept-Language: en', 'Content-Language: de, fr'], ['de', 'fr', 'en']],
    ['ordered by weight', ['Accept-Language: a1, en;q=0.5, de-DE ;q=0.8, fr'], ['fr', 'de-DE', 'en']],
    ['a weight of zero is a no', ['Accept-Language: de;q=0, en;q=nan'], []],
    ['no tags', ['Content-Language: *, "de", d, <script>'], []],
    ['bounded', [`Content-Language: ${'xx, '.repeat(10_000)}de`], Array.from({ length: 10 }, () => 'xx')],
  ])('%s', (_name, fields, languages) => {
    expect(languagesOf(headerOf(...fields))).toEqual(languages);
  });
});
