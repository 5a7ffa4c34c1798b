import { describe, expect, it } from 'vitest';
import { itipMethods } from '../../../src/calendar/itip-message.js';
import { defaultCalendarPartLimits, locateCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { readItip } from '../../support/calendar-object.js';
import {
  charsets,
  decodedParts,
  encoded,
  encodings,
  filePart,
  fromCharset,
  inCharset,
  inlinePart,
  lone,
  mailOf,
  meeting,
  plainPart,
  send,
  sent,
  stampedText,
  told,
  type Part,
} from './calendar-mail.js';

const speaks = { REQUEST: 1, CANCEL: 1, ADD: 1, PUBLISH: 1, DECLINECOUNTER: 1, REPLY: 0, COUNTER: 0, REFRESH: 0 };

const organizer = 'ORGANIZER;X-A="b;c:d":mailto:Olga@corp.example';
const attendee = 'ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:olga@corp.example';
const stampedOrganizer =
  'ORGANIZER;CN=Olga Owner;X-A="b;c:d";SENT-BY="mailto:john@corp.example":mailto:Olga@corp.example';
const stampedAttendee =
  'ATTENDEE;CN=Olga Owner;PARTSTAT=ACCEPTED;SENT-BY="mailto:john@corp.example":MAILTO:olga@corp.example';

/** RFC 5545 §3.1: 75 octets a line. */
function fold(line: string, octets = 75): string {
  const lines: string[] = [];
  let last = '';
  for (const character of line) {
    if (Buffer.byteLength(last + character) > octets) {
      lines.push(last);
      last = ' ';
    }
    last += character;
  }
  return [...lines, last].join('\r\n');
}

const matrix = itipMethods.flatMap((method) =>
  encodings.flatMap((encoding) =>
    charsets
      .filter((charset) => encoding === 'base64' || encoding === 'quoted-printable' || !charset.startsWith('utf-16'))
      .map((charset) => ({ method, encoding, charset })),
  ),
);

describe('RFC 5545 §3.2.18: inline part and file say who has sent them, and nothing else changes', () => {
  it.each(matrix)('$method, $encoding, $charset', ({ method, encoding, charset }) => {
    const before = meeting(method, organizer, attendee);
    const body = encoded(inCharset(before, charset), encoding);
    const parts: readonly Part[] = [plainPart, inlinePart(body, encoding, charset), filePart(body, encoding, charset)];
    const { mail, stamp } = sent(mailOf(parts));
    const octets = charset.startsWith('utf-16') ? 37 : 75;
    const after =
      speaks[method] === 1
        ? before.replaceAll(organizer, fold(stampedOrganizer, octets))
        : before.replaceAll(attendee, fold(stampedAttendee, octets));
    for (const decoded of decodedParts(mail)) expect(fromCharset(decoded, charset)).toBe(after);
    expect(stamp.objects).toEqual([after, after]);
    const { components } = readItip(after);
    const users = components.map((each) => (speaks[method] === 1 ? each.organizer : each.attendees[0]));
    for (const user of users) expect(user?.sentBy).toEqual({ localPart: 'john', domain: 'corp.example' });
  });

  it.each(encodings)('%s: the message around the parts is the same, byte for byte', (encoding) => {
    const body = encoded(Buffer.from(meeting('REQUEST', organizer)), encoding, 72);
    const before = mailOf([plainPart, inlinePart(body, encoding), plainPart, filePart(body, encoding, 'utf-8')]);
    const { mail } = sent(before);
    const [place] = locateCalendarParts(mail, defaultCalendarPartLimits).places;
    const inner = mail.toString('latin1', place?.start, place?.end);
    expect(inner).not.toBe(body.toString('latin1'));
    expect(mail.toString('latin1')).toBe(before.toString('latin1').replaceAll(body.toString('latin1'), () => inner));
    const longest = Math.max(...inner.split('\r\n').map((line) => line.length));
    if (!encoding.endsWith('bit')) expect(longest).toBeLessThanOrEqual(76);
    if (encoding === 'base64') expect(inner.indexOf('\r\n')).toBe(72);
  });

  it('quoted-printable: lines that are not stamped keep their codes', () => {
    const body =
      'BEGIN:VCALENDAR=0D=0AMETHOD:=52EQUEST\r\nBEGIN:VEVENT=0D=0AORGANIZER:mailto:ol=\r\nga@corp.example=0D=0AEND:VEV=45NT\r\nEND:VCALENDAR';
    const { mail } = sent(mailOf([inlinePart(Buffer.from(body), 'quoted-printable')]));
    expect(mail.toString('latin1')).toContain(
      'BEGIN:VCALENDAR=0D=0AMETHOD:=52EQUEST\r\nBEGIN:VEVENT=0D=0A=\r\n' +
        'ORGANIZER;CN=3DOlga Owner;SENT-BY=3D"mailto:john@corp.example":mailto:olga@=\r\ncorp\r\n .example=\r\n' +
        '=0D=0AEND:VEV=45NT\r\nEND:VCALENDAR',
    );
  });

  it('base64 on one line, and with blank lines around', () => {
    const base64 = Buffer.from(meeting('REQUEST', organizer)).toString('base64');
    const { mail } = sent(mailOf([inlinePart(Buffer.from(`\r\n${base64}\r\n\r\n`), 'base64')]));
    expect(decodedParts(mail)[0]?.toString()).toBe(
      meeting('REQUEST', organizer).replaceAll(organizer, fold(stampedOrganizer)),
    );
    expect(mail.toString()).toMatch(/\r\n\r\n\r\n[^\r\n]+(?:\r\n[^\r\n]+)*\r\n\r\n\r\n--b 1--/);
  });
});

describe('the line that is stamped', () => {
  it.each<[string, string, string]>([
    [
      'a name that is there stays',
      'ORGANIZER;CN="Olga, O.":mailto:olga@corp.example',
      'ORGANIZER;CN="Olga, O.";SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    [
      'a SENT-BY naming somebody else is replaced',
      'ORGANIZER;SENT-BY="mailto:boss@corp.example";CN=Olga:mailto:olga@corp.example',
      'ORGANIZER;CN=Olga;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    [
      'two of them too, though one is right',
      'ORGANIZER;CN=O;SENT-BY="mailto:john@corp.example";sent-by="mailto:x@y.example":mailto:olga@corp.example',
      'ORGANIZER;CN=O;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    [
      'one that names the actor by an alias stays, folded as it was',
      'ORGANIZER;CN=Olga;SENT-BY="mailto:John.Doe@corp.example":mai\r\n lto:olga@corp.example',
      'ORGANIZER;CN=Olga;SENT-BY="mailto:John.Doe@corp.example":mai\r\n lto:olga@corp.example',
    ],
    [
      'folded between characters',
      'ORGANIZER;CN=Ölgä Öwnér äöü äöü äöü äöü äöü:mailto:olga@corp.example',
      'ORGANIZER;CN=Ölgä Öwnér äöü äöü äöü äöü äöü;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    [
      'a name in any case, with a blank lost and TABs in its folds',
      'organizer;cn=\r\n\tOlga\r\n:mailto:olga@corp.example',
      'ORGANIZER;cn=Olga;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    [
      'send-as too: an object has no other place for who has sent it',
      'ORGANIZER:mailto:helpdesk@corp.example',
      'ORGANIZER;CN=Help Desk;SENT-BY="mailto:john@corp.example":mailto:helpdesk@corp.example',
    ],
    [
      'the grant to the Calendar is enough',
      'ORGANIZER:mailto:cal@corp.example',
      'ORGANIZER;CN=Cal Endar;SENT-BY="mailto:john@corp.example":mailto:cal@corp.example',
    ],
    [
      'a bare colon in the name does not begin the address',
      'ORGANIZER;CN=Sales: EU:mailto:olga@corp.example',
      'ORGANIZER;CN=Sales: EU;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example',
    ],
    ["the actor's own: nothing", 'ORGANIZER:mailto:john.doe@corp.example', 'ORGANIZER:mailto:john.doe@corp.example'],
    [
      "the actor's own: nobody else has sent it",
      'ORGANIZER;SENT-BY="mailto:olga@corp.example";CN=John:mailto:john@corp.example',
      'ORGANIZER;CN=John:mailto:john@corp.example',
    ],
    ['nobody is named', 'ORGANIZER:urn:uuid:1', 'ORGANIZER:urn:uuid:1'],
  ])('%s', (_, line, expected) => {
    const text = meeting('REQUEST', line);
    expect(stampedText(text)).toBe(
      text.replaceAll(line, () => (expected.includes('\r\n') ? expected : fold(expected))),
    );
  });

  it('EMAIL, if configured, where there is none', () => {
    const text = meeting('REQUEST', 'ORGANIZER:mailto:olga@corp.example');
    expect(readItip(stampedText(text, { organizerEmail: true })).components[0]?.organizer?.parameters).toEqual({
      CN: ['Olga Owner'],
      'SENT-BY': ['mailto:john@corp.example'],
      EMAIL: ['olga@corp.example'],
    });
    const given =
      'ORGANIZER;CN=O;EMAIL=olga+x@corp.example;SENT-BY="mailto:john@corp.example":mailto:olga@corp.example';
    expect(stampedText(meeting('REQUEST', given), { organizerEmail: true })).toBe(meeting('REQUEST', given));
  });

  it.each<[string, string, string | null, string, string | null]>([
    ['UTF-8, 8bit', 'utf-8', 'utf-8', '8bit', 'Jürgen Öztürk'],
    ['no label: UTF-8', 'utf-8', null, 'quoted-printable', 'Jürgen Öztürk'],
    ['7bit holds no umlaut', 'utf-8', 'utf-8', '7bit', null],
    ['latin-1', 'iso-8859-1', 'iso-8859-1', 'base64', 'Jürgen Öztürk'],
    ['latin-1 labelled UTF-8', 'iso-8859-1', 'utf-8', '8bit', null],
    ['a charset that we do not write', 'iso-8859-1', 'koi8-r', '8bit', null],
    ['us-ascii', 'utf-8', 'us-ascii', '8bit', null],
  ])('a name that is not ASCII: %s', (_, charset, label, encoding, name) => {
    const isPlain = label === 'us-ascii' || encoding === '7bit';
    const text = meeting('REQUEST', 'ORGANIZER:mailto:juergen@corp.example').replaceAll('é', isPlain ? 'e' : 'é');
    const octets = inCharset(text, charset as 'utf-8');
    const body = encoded(octets, encoding as '8bit');
    const { mail } = sent(mailOf([inlinePart(body, encoding, label)]));
    const after = fromCharset(decodedParts(mail)[0] ?? Buffer.alloc(0), charset as 'utf-8');
    expect(readItip(after).components[0]?.organizer?.commonName ?? null).toBe(name);
    expect(after).toContain(isPlain ? 'SUMMARY:Cafe' : 'SUMMARY:Café');
  });

  it('an object with bare LF inside its encoding keeps it', () => {
    const text = meeting('REQUEST', organizer).replaceAll('\r\n', '\n');
    const { mail } = sent(mailOf([inlinePart(encoded(Buffer.from(text), 'base64'), 'base64')]));
    expect(decodedParts(mail)[0]?.toString()).toBe(
      text.replaceAll(organizer, fold(stampedOrganizer).replaceAll('\r\n', '\n')),
    );
  });
});

describe('RFC 5546 §3.2.3: who answers', () => {
  const boss = 'ATTENDEE:mailto:boss@corp.example';
  const john = 'ATTENDEE:mailto:john@corp.example';

  it('in a counter-proposal the author of the message, though the actor is invited too', () => {
    const text = meeting('COUNTER', attendee, boss, john);
    const expected = text.replaceAll(attendee, fold(stampedAttendee));
    expect(stampedText(text, undefined, 'olga@corp.example')).toBe(expected);
    expect(stampedText(text)).toBe(text);
  });

  it("an answer from the account's own address for an owner is stamped too", () => {
    expect(stampedText(meeting('REPLY', attendee))).toContain(fold(stampedAttendee));
  });

  it('alarms have attendees of their own', () => {
    const alarm = ['BEGIN:VALARM', 'ACTION:EMAIL', boss, 'END:VALARM'];
    const text = meeting('REPLY', john, ...alarm);
    expect(stampedText(text)).toBe(text);
  });

  it('an attendee who has delegated may be in the answer (RFC 5546 §3.2.2.3)', () => {
    const text = meeting('REPLY', john, 'ATTENDEE;DELEGATED-TO="mailto:john@corp.example":mailto:boss@corp.example');
    expect(told(lone(text))).toBe('sent');
  });

  it.each([
    ['REPLY', [boss]],
    ['REPLY', [john, boss]],
    ['COUNTER', [boss]],
    ['REFRESH', [boss]],
  ])('%s for somebody else is refused', (method, lines) => {
    expect(told(lone(meeting(method, ...lines)))).toBe(
      '550 5.7.1 You are not allowed to answer meetings for <boss@corp.example>',
    );
  });
});

describe('what is left alone', () => {
  const boss = 'ORGANIZER:mailto:boss@corp.example';

  it('an object without a method is a file like any other', () => {
    const text = meeting('REQUEST', boss).replace('METHOD:REQUEST\r\n', '');
    expect(told(mailOf([filePart(Buffer.from(text), '8bit', 'utf-8')]))).toBe('sent');
  });

  it('a forwarded message is not entered (RFC 2046 §5.2.1)', () => {
    const inner = Buffer.from(lone(meeting('REQUEST', boss)).toString('latin1').replaceAll('b 1', 'b 2'), 'latin1');
    expect(told(mailOf([{ fields: ['Content-Type: message/rfc822'], body: inner }]))).toBe('sent');
  });

  it('RFC 1847 §2.1: signed parts are not changed, and the result says so', () => {
    const mail = mailOf([inlinePart(Buffer.from(meeting('REQUEST', organizer)), '8bit')], 'multipart/signed');
    const outcome = sent(mail);
    expect(outcome.mail.equals(mail)).toBe(true);
    expect(outcome.stamp.leftAlone).toEqual(['signed']);
    expect(outcome.stamp.objects).toEqual([meeting('REQUEST', organizer)]);
  });

  it('signed, and nothing to stamp: nothing to tell', () => {
    const text = meeting('REQUEST', 'ORGANIZER:mailto:john@corp.example');
    expect(sent(mailOf([inlinePart(Buffer.from(text), '8bit')], 'multipart/signed')).stamp.leftAlone).toEqual([]);
  });

  it('a large file without a method; a large object with one is refused: 552 5.3.4', () => {
    const limits = { ...defaultCalendarPartLimits, maxObjectBytes: 1000 };
    const rest = 'x'.repeat(2000);
    const file = meeting('REQUEST', organizer, `COMMENT:${rest}`);
    const refused = '552 5.3.4 The calendar objects are larger than 1000 octets or 50000 lines';
    expect(told(mailOf([filePart(Buffer.from(file), '8bit', 'utf-8')]), limits)).toBe(refused);
    expect(told(lone(file), limits)).toBe(refused);
    const quiet = file.replace('METHOD:REQUEST\r\n', '');
    const outcome = send(mailOf([filePart(Buffer.from(quiet), '8bit', 'utf-8')]), undefined, limits);
    expect(outcome).toMatchObject({ stamp: { leftAlone: ['too-large'], replacements: [] } });
  });

  it("several objects count as one: the budget is a message's", () => {
    const text = meeting('REQUEST', organizer);
    const limits = { ...defaultCalendarPartLimits, maxObjectBytes: Math.floor(1.5 * Buffer.byteLength(text)) };
    const part = (object: string): Part => inlinePart(Buffer.from(object), '8bit');
    const refused = `552 5.3.4 The calendar objects are larger than ${limits.maxObjectBytes} octets or 50000 lines`;
    expect(told(mailOf([part(text)]), limits)).toBe('sent');
    expect(told(mailOf([part(text), part(text.replaceAll('Café', 'Other'))]), limits)).toBe(refused);
    // The same object as a file beside it is one.
    expect(told(mailOf([part(text), part(text)]), limits)).toBe('sent');
    const lines = { ...defaultCalendarPartLimits, maxLines: 30 };
    expect(told(mailOf([part(text)]), lines)).toBe('sent');
    expect(told(mailOf([part(text), part(text.replaceAll('Café', 'Other'))]), lines)).toMatch(/^552 5.3.4/);
  });

  it.each([
    ['folded', 'MET\r\n HOD:REQUEST'],
    ['with a parameter', 'METHOD;X=y:REQUEST'],
    ['in lower case', 'method:REQUEST'],
    ['behind another kind of line break', 'X:a\u2028METHOD:REQUEST'],
    ['with a control character in it', 'METH\u0000OD:REQUEST'],
  ])('a large file with a method that is %s is refused', (_, method) => {
    const limits = { ...defaultCalendarPartLimits, maxObjectBytes: 1000 };
    const file = meeting('REQUEST', organizer, `COMMENT:${'x'.repeat(2000)}`).replace('METHOD:REQUEST', method);
    expect(told(mailOf([filePart(Buffer.from(file), '8bit', 'utf-8')]), limits)).toMatch(/^552 5.3.4/);
  });

  it('parts beyond the limits: the result says so', () => {
    const outcome = send(
      mailOf(Array.from({ length: 9 }, () => ({ ...plainPart, body: Buffer.from('x') }))),
      undefined,
      {
        ...defaultCalendarPartLimits,
        maxParts: 5,
      },
    );
    expect(outcome).toMatchObject({ stamp: { leftAlone: ['beyond-limits'] } });
  });

  it('a plain message is not looked into', () => {
    const mail = Buffer.from(`From: john@corp.example\r\n\r\n${meeting('REQUEST', boss)}`);
    expect(sent(mail).stamp).toEqual({ kind: 'stamped', replacements: [], objects: [], leftAlone: [] });
  });
});

it('a message that is nothing but the object', () => {
  const mail = Buffer.from(
    `From: olga@corp.example\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n${meeting('REQUEST', organizer)}`,
  );
  expect(sent(mail).mail.toString()).toBe(mail.toString().replaceAll(organizer, fold(stampedOrganizer)));
});
