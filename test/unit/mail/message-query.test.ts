import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { cleanedWords, matchesHeader, matchesText, type MessageQuery } from '../../../src/mail/message-query.js';
import { excessiveGrowth } from '../../support/growth.js';

const nothing: MessageQuery = { anywhere: [], from: [], to: [], subject: [], text: [] };
const header = readHeaderSection(
  Buffer.from(
    'From: =?utf-8?Q?J=C3=B6rg?= <joerg@else.example>\r\nTo: anna@corp.example\r\nCc: bob@corp.example\r\n' +
      'Subject: A very\r\n long subject\r\nX-Note: secret\r\n\r\n',
  ),
);

describe('RFC 9051 §6.4.4: words in header fields', () => {
  it.each<[Partial<MessageQuery>, boolean]>([
    [{}, true],
    [{ anywhere: ['JÖRG'] }, true],
    [{ anywhere: ['jo\u0308rg', 'bob', 'long subject'] }, true],
    [{ anywhere: ['jörg', 'nobody'] }, false],
    [{ anywhere: ['secret'] }, false],
    [{ from: ['joerg@'] }, true],
    [{ from: ['anna'] }, false],
    [{ to: ['anna', 'bob'] }, true],
    [{ subject: ['very long'] }, true],
    [{ subject: ['very'], from: ['bob'] }, false],
  ])('%j: %s', (query, expected) => {
    const cleaned = Object.fromEntries(Object.entries(query).map(([key, words]) => [key, cleanedWords(words)]));
    expect(matchesHeader({ ...nothing, ...cleaned }, header)).toBe(expected);
  });

  it('any part of the text is found in it, whatever its case and line breaks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }), { minLength: 1, maxLength: 5 }),
        (words) => {
          const text = words.join('\r\n  ');
          expect(matchesText({ ...nothing, text: cleanedWords(words) }, text)).toBe(true);
          expect(
            matchesText({ ...nothing, text: cleanedWords([text.toUpperCase().toLowerCase()]) }, text.toUpperCase()),
          ).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['white space', ' '],
    ['letters', 'ab'],
    ['combining marks', 'a\u0308'],
  ])('takes time in proportion to the text: %s', async (_, part) => {
    const query = { ...nothing, text: cleanedWords(['abababc', 'a b', 'ä']) };
    const sized = (size: number) => {
      const text = part.repeat(size * 8);
      return () => matchesText(query, text);
    };
    expect(await excessiveGrowth(sized)).toBeNull();
  });
});
