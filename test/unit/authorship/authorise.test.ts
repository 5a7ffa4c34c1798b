import { describe, expect, it } from 'vitest';
import { readWriting } from '../../../src/authorship/read-writing.js';
import { formatAddress } from '../../../src/mail/address.js';
import { attempt, decided, john, olga, outcome, owner, type Attempt } from './people.js';

describe('RFC 5322 §3.6.2: whom a message shows', () => {
  it.each([
    ['the own address', 'John <john@corp.example>', 'own', null, null],
    ['an alias', 'john.doe@corp.example', 'own', null, null],
    ['a detail', 'john+list@corp.example', 'own', null, null],
    ['any case', 'JOHN@Corp.EXAMPLE', 'own', null, null],
    ['an IDN domain in Unicode', 'john@Müller.example', 'own', null, null],
    ['the same in ASCII', 'john@XN--MLLER-KVA.example', 'own', null, null],
    ['on behalf', 'Olga <olga@corp.example>', 'on-behalf', 'olga', 'john@corp.example'],
    ['on behalf of a group', 'team@corp.example', 'on-behalf', 'team', 'john@corp.example'],
    ['send-as', 'helpdesk@corp.example', 'send-as', 'helpdesk', null],
    ['send-as a contact', 'press@partner.example', 'send-as', 'press', null],
    ['both rights: on behalf wins', 'both@corp.example', 'on-behalf', 'both', 'john@corp.example'],
    ['an encoded name', '=?utf-8?Q?J=C3=BCrgen?= <juergen@corp.example>', 'on-behalf', 'juergen', 'john@corp.example'],
    ['a name that is an address', '"boss@corp.example" <john@corp.example>', 'own', null, null],
    ["several of one's own", 'john@corp.example, john.doe@corp.example', 'own', null, 'john@corp.example'],
    ['several, one on behalf', 'john@corp.example, olga@corp.example', 'on-behalf', 'olga', 'john@corp.example'],
    [
      'several, all send-as',
      'helpdesk@corp.example, press@partner.example',
      'on-behalf',
      'helpdesk',
      'john@corp.example',
    ],
  ])('%s', (_, from, kind, whose, sender) => {
    const decision = decided({ from });
    expect(decision.kind).toBe(kind);
    expect(decision.owner?.name ?? null).toBe(whose);
    expect(decision.sender === null ? null : formatAddress(decision.sender.address)).toBe(sender);
  });

  it('submission.precedence = "send-as": the message shows the owner alone', () => {
    const decision = decided({ from: 'both@corp.example', settings: { precedence: 'send-as' } });
    expect(decision).toMatchObject({ kind: 'send-as', sender: null });
  });

  it('several authors: every owner is notified once', () => {
    const from = 'olga@corp.example, olga+x@corp.example, helpdesk@corp.example';
    expect(decided({ from }).owners.map(({ name }) => name)).toEqual(['olga', 'helpdesk']);
  });

  it('Sender shows the actor by name', () => {
    expect(decided({ from: 'olga@corp.example' }).sender).toEqual({ address: john.address, displayName: 'John Doe' });
  });
});

describe('no right: 550 5.7.1 naming the address', () => {
  it.each<[string, Attempt, string]>([
    ['a stranger', { from: 'ceo@elsewhere.example' }, 'You are not allowed to write as <ceo@elsewhere.example>'],
    [
      'an account without a grant',
      { from: 'boss@corp.example' },
      'You are not allowed to write as <boss@corp.example>',
    ],
    [
      'one of several',
      { from: 'john@corp.example, Boss <boss@corp.example>' },
      'You are not allowed to write as <boss@corp.example>',
    ],
    [
      'a calendar grant, and no meeting in the message',
      { from: 'cal@corp.example' },
      'You are not allowed to write as <cal@corp.example>',
    ],
    [
      "a calendar grant, and another one's meeting",
      { from: 'cal@corp.example', calendarUsers: ['olga@corp.example', 'x@elsewhere.example'] },
      'You are not allowed to write as <cal@corp.example>',
    ],
    [
      'RFC 5322 §3.6.6: Resent-From is judged the same way',
      { lines: ['From: john@corp.example', 'Resent-From: boss@corp.example'] },
      'You are not allowed to write as <boss@corp.example>',
    ],
    [
      'the second Resent-From too',
      { lines: ['Resent-From: john@corp.example', 'From: john@corp.example', 'Resent-From: boss@corp.example'] },
      'You are not allowed to write as <boss@corp.example>',
    ],
    [
      'the reverse-path',
      { from: 'john@corp.example', reversePath: 'boss@corp.example' },
      'You are not allowed to send from <boss@corp.example>',
    ],
    [
      'actor#target writing as himself',
      { from: 'john@corp.example', target: olga },
      'You are logged in for olga and are not allowed to write as <john@corp.example>',
    ],
    [
      'actor#target without a right',
      { from: 'boss@corp.example', target: owner('boss') },
      'You are not allowed to write as <boss@corp.example>',
    ],
    [
      'what is not ASCII is shown as it can be',
      { from: 'jürgen@elsewhere.example' },
      'You are not allowed to write as <j?rgen@elsewhere.example>',
    ],
  ])('%s', (_, trial, text) => {
    expect(outcome(trial)).toBe(`550 5.7.1 ${text}`);
  });
});

describe('550 5.6.0: a message whose author cannot be determined', () => {
  it.each<[string, readonly string[], string]>([
    ['no From', ['Subject: x'], 'There is no From field'],
    ['two', ['From: john@corp.example', 'FROM : john@corp.example'], 'There is more than one From field'],
    ['empty', ['From:'], 'The From field contains no address'],
    ['empty brackets', ['From: John <>'], 'The From field contains no address'],
    ['a comment alone', ['From: (john@corp.example)'], 'The From field contains no address'],
    ['a group', ['From: Us: john@corp.example;'], 'The From field contains a group'],
    ['an empty group', ['From: undisclosed-recipients:;'], 'The From field contains a group'],
    ['no address', ['From: John'], 'The From field is not a list of addresses'],
    [
      'an address beside another',
      ['From: boss@corp.example <john@corp.example>'],
      'The From field is not a list of addresses',
    ],
    ['two in a row', ['From: <boss@corp.example> <john@corp.example>'], 'The From field is not a list of addresses'],
    ['words around', ['From: the boss@corp.example'], 'The From field is not a list of addresses'],
    ['an open quote', ['From: "John <john@corp.example>'], 'The From field is not a list of addresses'],
    ['an open comment', ['From: john@corp.example (John'], 'The From field is not a list of addresses'],
    ['a missing one', ['From: john@corp.example,, john@corp.example'], 'The From field is not a list of addresses'],
    [
      'an address that goes on behind the domain',
      ['From: <john@corp.example/boss.example>'],
      'The From field is not a list of addresses',
    ],
    ['a source route', ['From: <@boss.example:john@corp.example>'], 'The From field is not a list of addresses'],
    [
      'a group that was sent on',
      ['From: john@corp.example', 'Resent-From: Us:;'],
      'The Resent-From field contains a group',
    ],
    [
      'a line that is no field',
      ['Subject: x', 'boss wrote', 'From: john@corp.example'],
      'The header section contains a line that is not a header field',
    ],
    [
      'a continuation of nothing',
      [' x', 'From: john@corp.example'],
      'The header section contains a line that is not a header field',
    ],
    ['NUL', ['From: john@corp.example', 'X-A: \0'], 'The header section contains a NUL octet'],
    [
      'CR alone',
      ['From: john@corp.example', 'X-A: \rFrom: boss@corp.example'],
      'The header section contains a bare CR or LF',
    ],
    [
      'LF alone',
      ['From: john@corp.example', 'X-A: \nFrom: boss@corp.example'],
      'The header section contains a bare CR or LF',
    ],
  ])('%s', (_, lines, text) => {
    expect(outcome({ lines })).toBe(`550 5.6.0 ${text}`);
  });

  it('a From that is neither ASCII nor UTF-8', () => {
    const writing = readWriting(Buffer.from('From: J\u00fcrgen <john@corp.example>\r\n\r\n', 'latin1'), null);
    expect(writing).toMatchObject({ kind: 'refused', reply: { text: 'The From field is not UTF-8' } });
  });
});

describe('old and odd spellings that have one meaning', () => {
  it.each([
    ['comments', 'john(not (the) boss@corp.example)@corp.example (John)'],
    ['folding', 'John\r\n <john@corp.example>'],
    ['RFC 5322 §4.2: a folded line of blanks', 'John\r\n \r\n <john@corp.example>'],
    ['a dot in a name', 'John Q. Public <john@corp.example>'],
    ['a quoted name with a comma and brackets', '"Doe, <boss@corp.example>" <john@corp.example>'],
    ['RFC 6532: a name in UTF-8', 'Jürgen <john@corp.example>'],
    ['a comma in an encoded word', '=?utf-8?Q?Doe=2C_John?= <john@corp.example>'],
    ['a long line', `${'John '.repeat(300)}<john@corp.example>`],
  ])('%s', (_, from) => {
    expect(outcome({ from })).toBe('own');
  });

  it.each(['From: john@corp.example', 'From: john@corp.example\r\n', 'From: john@corp.example\r\n\r\n'])(
    'a message that ends early: %j',
    (text) => {
      expect(readWriting(Buffer.from(text), null).kind).toBe('writing');
    },
  );
});

describe('a calendar grant is enough for the message of a meeting', () => {
  it('decorated on behalf', () => {
    const decision = decided({
      from: 'cal@corp.example',
      reversePath: 'cal@corp.example',
      calendarUsers: ['cal@corp.example'],
    });
    expect(decision).toMatchObject({ kind: 'on-behalf', sender: { address: john.address } });
  });
});

describe('actor#target', () => {
  it('the target by any of its addresses, shown by the right that is held', () => {
    expect(outcome({ from: 'olga+x@corp.example', target: olga })).toBe('on-behalf');
    expect(outcome({ from: 'helpdesk@corp.example', target: owner('helpdesk') })).toBe('send-as');
  });

  it("one may be one's own target", () => {
    expect(outcome({ from: 'john.doe@corp.example', target: john })).toBe('own');
  });
});

describe('the reverse-path that a message leaves with', () => {
  const leaving = (trial: Attempt): string | null => {
    const { reversePath } = decided(trial);
    return reversePath === null ? null : formatAddress(reversePath);
  };

  it.each<[string, Attempt, string | null]>([
    ['RFC 8098 §2.1: null stays null', { from: 'olga@corp.example', reversePath: null }, null],
    ['own: as given', { from: 'john@corp.example', reversePath: 'john+list@corp.example' }, 'john+list@corp.example'],
    [
      "own, another one's: the own",
      { from: 'john@corp.example', reversePath: 'olga@corp.example' },
      'john@corp.example',
    ],
    ["on behalf: the actor's", { from: 'olga@corp.example', reversePath: 'olga@corp.example' }, 'john@corp.example'],
    [
      "on behalf: the actor's alias",
      { from: 'olga@corp.example', reversePath: 'john+list@corp.example' },
      'john+list@corp.example',
    ],
    ["send-as: the owner's", { from: 'helpdesk@corp.example' }, 'helpdesk@corp.example'],
    [
      'send-as: details stay',
      { from: 'helpdesk@corp.example', reversePath: 'helpdesk+7@corp.example' },
      'helpdesk+7@corp.example',
    ],
    [
      "send-as: not a third one's",
      { from: 'helpdesk@corp.example', reversePath: 'olga@corp.example' },
      'helpdesk@corp.example',
    ],
    ['rule actor', { from: 'helpdesk@corp.example', settings: { reversePath: 'actor' } }, 'john@corp.example'],
    ['rule owner', { from: 'olga@corp.example', settings: { reversePath: 'owner' } }, 'olga@corp.example'],
    ['rule owner, own mail', { from: 'john@corp.example', settings: { reversePath: 'owner' } }, 'john@corp.example'],
    [
      'rule as-given',
      { from: 'olga@corp.example', reversePath: 'olga@corp.example', settings: { reversePath: 'as-given' } },
      'olga@corp.example',
    ],
  ])('%s', (_, trial, expected) => {
    expect(leaving(trial)).toBe(expected);
  });
});

it('hostile author fields are read in bounded time', () => {
  const startedAt = performance.now();
  for (const piece of ['"\\', '(', 'a@b.example,', 'a.', '<', ' \r\n', '=?utf-8?Q?', '[', 'é'])
    attempt({ from: piece.repeat(200_000 / piece.length) });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
