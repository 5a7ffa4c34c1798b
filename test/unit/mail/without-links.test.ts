/** A stranger's text holds nothing of which a mail program makes a link. */
import { expect, it } from 'vitest';
import { withoutLinks } from '../../../src/mail/without-links.js';

/** What mail programs take for a link, roughly: a scheme, www, a name with a dot in it, an address. */
const link = /[a-z]+:\/\/\S|www\.\S|[\p{L}\p{N}-]+\.[\p{L}\p{N}]{2,}|\S@\S*\p{L}|(mailto|tel):\S/iu;

it.each([
  'https://evil.example/pay?x=1',
  'HTTP://evil.example',
  'see www.evil.example now',
  'evil.example/login',
  'bücher.example',
  'ann@evil.example',
  'mailto:ann@evil.example',
  'tel:+4930123',
])('%s', (text) => {
  expect(text).toMatch(link);
  const shown = withoutLinks(text);
  expect(shown).not.toMatch(/\.[a-z]|:\/|@[a-z]/i);
  expect(shown.replaceAll('\u2060', '')).toBe(text);
});

it('a text without links stays as it is', () => {
  for (const text of ['Planning', 'Room 1. Floor', 'a: b', 'Who? We!']) expect(withoutLinks(text)).toBe(text);
});
