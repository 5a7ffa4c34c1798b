import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stampHeader, type Stamp } from '../../../src/authorship/stamp-header.js';
import { editHeader } from '../../../src/mail/edit-header.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { instant } from '../../../src/mail/instant.js';
import { readRawHeader } from '../../../src/mail/raw-header.js';
import { decidedOn, message, writingOf } from './people.js';

const stamp: Stamp = {
  now: instant(Date.UTC(2027, 1, 1, 8)),
  messageId: '<made@corp.example>',
  proof: null,
  keepBcc: false,
};
const complete = ['Date: Mon, 01 Feb 2027 08:00:00 +0000', 'Message-ID: <client@corp.example>'];

/** The header section that a message with these lines leaves with, as lines. */
function stamped(lines: readonly string[], change: Partial<Stamp> = {}): readonly string[] {
  return stampedBytes(message(lines), change).toString('utf8').split('\r\n').slice(0, -2);
}

function stampedBytes(bytes: Buffer, change: Partial<Stamp> = {}): Buffer {
  const writing = writingOf(bytes);
  return editHeader(writing.header, stampHeader(writing.header, decidedOn(writing), { ...stamp, ...change }));
}

describe('the header fields that result', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['own: nothing', ['From: john@corp.example'], ['From: john@corp.example']],
    [
      'RFC 8601 §5: no Authentication-Results of a client, and no Delivered-To',
      ['Authentication-Results: mx.corp.example; dmarc=pass', 'Delivered-To: x@y.example', 'From: john@corp.example'],
      ['From: john@corp.example'],
    ],
    [
      'RFC 5321 §4.4: no Return-Path leaves here',
      ['Return-Path: <boss@corp.example>', 'From: john@corp.example', 'return-path : <>'],
      ['From: john@corp.example'],
    ],
    [
      'a Sender that the client wrote goes, every one, folded ones too',
      [
        'Sender: Boss\r\n <boss@corp.example>',
        'From: john@corp.example',
        'SENDER: x@y.example',
        'sender : z@y.example',
      ],
      ['From: john@corp.example'],
    ],
    [
      'on behalf: From as written, Sender the deputy',
      ['From: "Olga, the Owner" <OLGA@corp.example>'],
      ['From: "Olga, the Owner" <OLGA@corp.example>', 'Sender: John Doe <john@corp.example>'],
    ],
    [
      "on behalf, no name: the owner's",
      ['From: olga@corp.example'],
      ['From: Olga Owner <olga@corp.example>', 'Sender: John Doe <john@corp.example>'],
    ],
    [
      'on behalf, brackets without a name, folded',
      ['From:\r\n\t<olga@corp.example>'],
      ['From:', '\tOlga Owner <olga@corp.example>', 'Sender: John Doe <john@corp.example>'],
    ],
    [
      'an empty name is none',
      ['From: "" <olga@corp.example>'],
      ['From: Olga Owner <olga@corp.example>', 'Sender: John Doe <john@corp.example>'],
    ],
    [
      'RFC 5322 §3.4: a comment is an old form of name',
      ['From: olga@corp.example (Olga)'],
      ['From: olga@corp.example (Olga)', 'Sender: John Doe <john@corp.example>'],
    ],
    [
      'RFC 2047 §5: a name that is not ASCII',
      ['From: juergen@corp.example'],
      ['From: =?utf-8?B?SsO8cmdlbiDDlnp0w7xyaw==?= <juergen@corp.example>', 'Sender: John Doe <john@corp.example>'],
    ],
    ['send-as: no Sender, From as written', ['From: helpdesk@corp.example'], ['From: helpdesk@corp.example']],
    [
      'several authors: names where they are missing, Sender',
      ['From: john@corp.example, olga@corp.example,\r\n Bo <both@corp.example>'],
      [
        'From: john@corp.example, Olga Owner <olga@corp.example>,',
        ' Bo <both@corp.example>',
        'Sender: John Doe <john@corp.example>',
      ],
    ],
    [
      'RFC 5322 §3.6.6: sent on, on behalf',
      [
        'Resent-Sender: boss@corp.example',
        'Resent-From: olga@corp.example',
        'Resent-Bcc: x@y.example',
        'From: john@corp.example',
      ],
      [
        'Resent-From: Olga Owner <olga@corp.example>',
        'Resent-Sender: John Doe <john@corp.example>',
        'From: john@corp.example',
      ],
    ],
    [
      'Bcc goes, every one',
      ['Bcc: a@y.example,\r\n b@y.example', 'From: john@corp.example', 'To: c@y.example', 'BCC: d@y.example'],
      ['From: john@corp.example', 'To: c@y.example'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(stamped([...complete, ...lines])).toEqual([...complete, ...expected]);
  });

  it('RFC 6409 §8.2, §8.3: Date and Message-ID where they are missing', () => {
    expect(stamped(['From: john@corp.example'])).toEqual([
      'From: john@corp.example',
      'Date: Mon, 1 Feb 2027 08:00:00 +0000',
      'Message-ID: <made@corp.example>',
    ]);
  });

  it("Bcc stays in the actor's own copy", () => {
    const lines = [...complete, 'From: john@corp.example', 'Bcc: a@y.example'];
    expect(stamped(lines, { keepBcc: true })).toEqual(lines);
  });

  it('the proof of submission is ours alone', () => {
    const lines = [...complete, 'X-Frontdesk-Submitted: forged', 'From: john@corp.example'];
    expect(stamped(lines, { proof: 'v1 x' })).toEqual([
      ...complete,
      'From: john@corp.example',
      'X-Frontdesk-Submitted: v1 x',
    ]);
    expect(stamped(lines)).toEqual([...complete, 'From: john@corp.example']);
  });

  it.each(['From: john@corp.example', 'From: john@corp.example\r\n'])(
    'a message that ends in its header: %j',
    (text) => {
      expect(stampedBytes(Buffer.from(text)).toString()).toBe(
        'From: john@corp.example\r\nDate: Mon, 1 Feb 2027 08:00:00 +0000\r\nMessage-ID: <made@corp.example>\r\n',
      );
    },
  );
});

const name = fc.constantFrom(
  'Subject',
  'X-Thing',
  'DKIM-Signature',
  'Received',
  'Sender',
  'bcc',
  'Resent-Bcc',
  'SENDER',
);
const octets = fc
  .uint8Array({ maxLength: 1200 })
  .map((bytes) =>
    Buffer.from(bytes.filter((octet) => octet !== 0 && octet !== 0x0a && octet !== 0x0d)).toString('latin1'),
  );
const field = fc
  .tuple(name, fc.constantFrom('', ' ', '\t'), octets, fc.array(octets, { maxLength: 3 }))
  .map(([first, blank, value, more]) => `${first}${blank}:${[value, ...more].join('\r\n ')}`);
const body = fc.uint8Array({ maxLength: 400 });

const isOwnHop = (line: string): boolean => /^(sender|bcc|resent-bcc|return-path)[ \t]*:/i.test(line);

describe('what is not changed', () => {
  it('every other field is the same, byte for byte and in order; the body is not touched', () => {
    fc.assert(
      fc.property(fc.array(field), fc.array(field), body, (above, below, content) => {
        const from = 'From:\tOlga <olga@corp.example>';
        const lines = [...above, ...complete, from, ...below];
        const before = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
        const header = stampedBytes(before);
        const kept = (each: string): boolean => !isOwnHop(each);
        const expected = [
          ...above.filter(kept),
          ...complete,
          from,
          'Sender: John Doe <john@corp.example>',
          ...below.filter(kept),
        ];
        expect(header.toString('latin1')).toBe(`${expected.join('\r\n')}\r\n\r\n`);
        const raw = readRawHeader(before);
        if (raw.kind === 'malformed') throw new Error(raw.fault);
        expect(sha256(before.subarray(raw.bytes.length))).toBe(sha256(content));
      }),
    );
  });

  it('what is written can be read: any name of an owner comes back, and no line of it is another field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (fullName) => {
        const bytes = message([...complete, 'From: olga@corp.example', 'To: x@y.example']);
        const writing = writingOf(bytes);
        const plain = decidedOn(writing);
        const decision = {
          ...plain,
          from: { ...plain.from, names: new Map([[0, fullName]]), sender: null },
        };
        const header = editHeader(writing.header, stampHeader(writing.header, decision, stamp));
        expect(readHeaderSection(header).fields.map((each) => each.name)).toEqual(['date', 'message-id', 'from', 'to']);
        const shown = writingOf(header).from.mailboxes[0]?.displayName ?? '';
        const squeezed = fullName.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
        expect(shown).toBe(squeezed);
      }),
    );
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
