import { expect, it } from 'vitest';
import { firstField, readHeaderSection } from '../../../src/mail/header-section.js';

const subjectOf = (bytes: Buffer): string | null => firstField(readHeaderSection(bytes), 'subject');

it.each([
  ['RFC 6532 §3.2: UTF-8', Buffer.from('Subject: Größe – 5 €\r\n\r\n', 'utf8'), 'Größe – 5 €'],
  ['Latin-1 without a label', Buffer.from('Subject: Gr\u00f6\u00dfe\r\n\r\n', 'latin1'), 'Größe'],
  [
    'each line by itself',
    Buffer.concat([Buffer.from('Subject: Größe\r\n', 'utf8'), Buffer.from(' \u00e4\r\n\r\n', 'latin1')]),
    'Größe ä',
  ],
])('a subject in %s is read as it was written', (_, bytes, subject) => {
  expect(subjectOf(bytes)).toBe(subject);
});
