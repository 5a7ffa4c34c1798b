import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import { parseAddressList } from '../../../src/mail/address-list.js';
import { decodeEncodedWords } from '../../../src/mail/encoded-words.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { readMessageId, threadFields } from '../../../src/mail/message-ids.js';
import { readAuthors } from '../../../src/mail/read-authors.js';

const header = (...lines: readonly string[]) => readHeaderSection(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));

describe('address lists', () => {
  it.each([
    ['RFC 5322 §3.4: a bare address', 'ann@example.org', ['ann@example.org']],
    ['with a name', 'Ann Ample <ann@example.org>', ['Ann Ample <ann@example.org>']],
    ['a quoted name with a comma', '"Ample, Ann" <ann@example.org>', ['Ample, Ann <ann@example.org>']],
    ['several', 'a@x.example, B <b@x.example>,c@x.example', ['a@x.example', 'B <b@x.example>', 'c@x.example']],
    ['a group', 'Team: a@x.example, b@x.example;, c@x.example', ['a@x.example', 'b@x.example', 'c@x.example']],
    ['an empty group', 'undisclosed-recipients:;', []],
    ['comments, nested ones too', 'ann(her (very) own)@example.org (Ann)', ['ann@example.org']],
    ['a source route', '<@relay.example:ann@example.org>', ['ann@example.org']],
    ['RFC 2047 §5: an encoded name', '=?utf-8?Q?J=C3=B6rg?= <j@x.example>', ['Jörg <j@x.example>']],
    ['a comma inside an encoded word is no separator', '=?utf-8?Q?A=2C_B?= <j@x.example>', ['A, B <j@x.example>']],
    ['a quoted local part', '"a b"@x.example', ['"a b"@x.example']],
    ['an address in the name is a name', '"boss@x.example" <evil@y.example>', ['boss@x.example <evil@y.example>']],
    ['no address', 'nobody, <>', []],
    ['an open bracket, an open quote', '"a <a@x.example', []],
    ['an open comment', 'a@x.example (b', ['a@x.example']],
  ])('%s', (_, value, expected) => {
    const shown = parseAddressList(value).map(({ address, displayName }) =>
      displayName === null ? formatAddress(address) : `${displayName} <${formatAddress(address)}>`,
    );
    expect(shown).toEqual(expected);
  });

  it('a hostile field is read in bounded time', () => {
    const startedAt = performance.now();
    parseAddressList('"\\'.repeat(1_000_000));
    parseAddressList('('.repeat(1_000_000));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('encoded words', () => {
  it.each([
    ['Q, underscore is a space', '=?iso-8859-1?q?a_=E4?=', 'a ä'],
    ['B', '=?UTF-8?B?w6TDtg==?=', 'äö'],
    ['RFC 2047 §6.2: no space between two', '=?utf-8?q?a?= =?utf-8?q?b?=', 'ab'],
    ['text around stays', 'x =?utf-8?q?a?= y', 'x a y'],
    ['a character cut in two', '=?utf-8?q?=C3?= =?utf-8?q?=A4?=', 'ä'],
    ['RFC 2231 §5: a language', '=?utf-8*de?q?a?=', 'a'],
    ['control characters become spaces', '=?utf-8?q?a=0D=0ABcc:?=', 'a  Bcc:'],
    ['an unknown charset', '=?x-none?q?a=FF?=', 'a?'],
    ['not one', '=?utf-8?x?a?=', '=?utf-8?x?a?='],
  ])('%s', (_, text, expected) => {
    expect(decodeEncodedWords(text)).toBe(expected);
  });
});

describe('who wrote a message', () => {
  it('RFC 5322 §3.6.2: From, Sender and Reply-To', () => {
    const authors = readAuthors(header('From: A <a@x.example>,', ' b@x.example', 'Sender: s@x.example', 'Subject: hi'));
    expect(authors.from.map(({ address }) => address.localPart)).toEqual(['a', 'b']);
    expect(authors.sender?.address.localPart).toBe('s');
    expect(authors.replyTo).toEqual([]);
  });

  it('two From fields count as one list, so that neither hides the other', () => {
    expect(readAuthors(header('From: a@x.example', 'From: b@x.example')).from).toHaveLength(2);
  });
});

describe('thread fields', () => {
  it.each([
    [
      'RFC 5322 §3.6.4: References and the Message-ID',
      ['Message-ID: <c@x>', 'References: <a@x>', ' <b@x>'],
      ['<a@x>', '<b@x>', '<c@x>'],
    ],
    ['without References the In-Reply-To', ['Message-ID: <c@x>', 'In-Reply-To: <b@x>'], ['<b@x>', '<c@x>']],
    ['an In-Reply-To of several is not used', ['Message-ID: <c@x>', 'In-Reply-To: <a@x> <b@x>'], ['<c@x>']],
    ['no Message-ID', ['References: <a@x> junk <a@x>'], ['<a@x>']],
    ['one that no line can hold', [`Message-ID: <${'x'.repeat(1000)}>`], []],
  ])('%s', (_, lines, references) => {
    expect(threadFields(header(...lines)).references).toEqual(references);
  });

  it('a long thread keeps its first and latest messages', () => {
    const ids = Array.from({ length: 200 }, (_, index) => `<${index}@x>`);
    const { references } = threadFields(header(`References: ${ids.join(' ')}`, 'Message-ID: <own@x>'));
    expect(references).toHaveLength(50);
    expect([references[0], references[1], references.at(-1)]).toEqual(['<0@x>', '<152@x>', '<own@x>']);
  });

  it('the Message-ID alone', () => {
    expect(readMessageId(header('Message-ID: (c) <a@x>'))).toBe('<a@x>');
    expect(readMessageId(header('Subject: none'))).toBeNull();
  });
});
