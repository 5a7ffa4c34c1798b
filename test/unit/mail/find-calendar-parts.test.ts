import { describe, expect, it } from 'vitest';
import {
  defaultCalendarPartLimits as limits,
  findCalendarParts,
  mayHoldCalendar,
} from '../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { fixture } from '../../support/fixture.js';

const object = 'BEGIN:VCALENDAR\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n';

function mail(...lines: readonly string[]): Buffer {
  return Buffer.from(['From: ann@partner.example', 'MIME-Version: 1.0', ...lines].join('\r\n'));
}

function parts(boundary: string, ...entities: readonly string[]): string {
  return [...entities.map((entity) => `--${boundary}\r\n${entity}`), `--${boundary}--`, ''].join('\r\n');
}

function nested(depth: number): string {
  let entity = `Content-Type: text/calendar\r\n\r\n${object}`;
  for (let level = 0; level < depth; level++)
    entity = `Content-Type: multipart/mixed; boundary="b${level}-"\r\n\r\n${parts(`b${level}-`, entity)}`;
  return entity;
}

describe('RFC 6047 §2.4: where a calendar object is found', () => {
  it.each([
    ['outlook-365-single', 1, 'REQUEST'],
    ['outlook-2003-without-method-parameter', 1, null],
    ['google-single', 2, 'REQUEST'],
    ['apple-ios-single', 2, 'REQUEST'],
    ['evolution-lone-part', 1, 'REQUEST'],
    ['signed-invitation', 1, 'REQUEST'],
    ['domino-latin-1', 1, 'REQUEST'],
    ['broken-folding', 1, null],
  ])('%s: %i parts, method %s first', (name, count, method) => {
    const bytes = fixture(`messages/${name}.eml`);
    const found = findCalendarParts(bytes, limits);
    expect(mayHoldCalendar(readHeaderSection(bytes), bytes)).toBe(true);
    expect(found).toHaveLength(count);
    expect(found[0]?.method).toBe(method);
    expect(found[0]?.content).toContain('BEGIN:VCALENDAR');
  });

  it('not in a forwarded message (RFC 2046 §5.2.1), nor in a part without type of a digest', () => {
    expect(findCalendarParts(fixture('messages/forwarded-invitation.eml'), limits)).toEqual([]);
    const inner = `\r\nContent-Type: text/calendar\r\n\r\n${object}`;
    const digest = mail('Content-Type: multipart/digest; boundary=d', '', parts('d', inner));
    expect(findCalendarParts(digest, limits)).toEqual([]);
  });

  it.each([
    ['application/ics', 'Content-Type: application/ics'],
    ['a file name', 'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="A.ICS"'],
    ['a name of the type', 'Content-Type: text/plain; name=invite.ics'],
    ['an RFC 2231 name', "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''caf%C3%A9.ics"],
    [
      'a name in pieces',
      'Content-Type: text/plain\r\nContent-Disposition: attachment; filename*0=inv; filename*1=ite.ics',
    ],
  ])('by %s', (_, fields) => {
    const bytes = mail('Content-Type: multipart/mixed; boundary=b', '', parts('b', `${fields}\r\n\r\n${object}`));
    expect(mayHoldCalendar(readHeaderSection(bytes), bytes)).toBe(true);
    expect(findCalendarParts(bytes, limits)).toMatchObject([{ content: object, method: null }]);
  });

  it('the text/calendar part takes precedence over a file before it', () => {
    const file = 'Content-Type: application/ics\r\n\r\nfile';
    const inline = 'Content-Type: text/calendar; method="request"\r\n\r\ninline';
    const bytes = mail('Content-Type: multipart/mixed; boundary=b', '', parts('b', file, inline));
    expect(findCalendarParts(bytes, limits)).toMatchObject([
      { content: 'inline', method: 'REQUEST' },
      { content: 'file', method: null },
    ]);
  });

  it.each(['plain-text', 'plain-html-with-attachment', 'outlook-rich-text-winmail-dat'])('%s holds none', (name) => {
    expect(findCalendarParts(fixture(`messages/${name}.eml`), limits)).toEqual([]);
  });

  it('a message that is no multipart and no calendar is not looked into', () => {
    const bytes = fixture('messages/plain-text.eml');
    expect(mayHoldCalendar(readHeaderSection(bytes), bytes)).toBe(false);
  });
});

describe('what the octets mean', () => {
  const lone = (fields: readonly string[], body: Buffer): string => {
    const bytes = Buffer.concat([mail('Content-Type: text/calendar; charset=X', ...fields, '', ''), body]);
    return findCalendarParts(bytes, limits)[0]?.content ?? '';
  };
  const withCharset = (charset: string, body: Buffer): string =>
    findCalendarParts(Buffer.concat([mail(`Content-Type: text/calendar; charset=${charset}`, '', ''), body]), limits)[0]
      ?.content ?? '';

  it.each([
    ['base64 with bare LF', 'base64', Buffer.from(object).toString('base64').replaceAll(/.{20}/g, '$&\n')],
    ['quoted-printable with blanks before soft breaks', 'quoted-printable', object.replace('é', '=C3= \r\n=a9')],
    ['8bit under 7bit', '7bit', object],
    ['an unknown encoding', 'x-unknown', object],
  ])('RFC 2045 §6: %s', (_, encoding, body) => {
    expect(lone([`Content-Transfer-Encoding: ${encoding}`], Buffer.from(body))).toBe(object);
  });

  it('an equals sign that begins no code is literal', () => {
    expect(lone(['Content-Transfer-Encoding: quoted-printable'], Buffer.from('a=b=3D=zz'))).toBe('a=b==zz');
  });

  it.each([
    ['UTF-8 labelled latin-1', 'iso-8859-1', Buffer.from(object)],
    ['latin-1 labelled UTF-8', 'utf-8', Buffer.from(object, 'latin1')],
    ['latin-1', 'iso-8859-1', Buffer.from(object, 'latin1')],
    ['an unknown label', 'x-none', Buffer.from(object)],
    ['a byte order mark', 'us-ascii', Buffer.from(`\ufeff${object}`)],
    ['UTF-16 with its mark', 'utf-8', Buffer.from(`\ufeff${object}`, 'utf16le')],
  ])('charset: %s', (_, charset, body) => {
    expect(withCharset(charset, body)).toBe(object);
  });
});

describe('bounds', () => {
  it('multiparts deeper than maxDepth are not opened', () => {
    expect(findCalendarParts(mail(nested(limits.maxDepth)), limits)).toHaveLength(1);
    expect(findCalendarParts(mail(nested(limits.maxDepth + 1)), limits)).toEqual([]);
  });

  it('parts beyond maxParts are not looked at', () => {
    const entity = `Content-Type: text/calendar\r\n\r\n${object}`;
    const bytes = mail('Content-Type: multipart/mixed; boundary=b', '', parts('b', ...Array<string>(50).fill(entity)));
    expect(findCalendarParts(bytes, { ...limits, maxParts: 10 })).toHaveLength(9);
  });

  it('an object is cut one octet past the limit', () => {
    const bytes = mail('Content-Type: text/calendar', '', 'x'.repeat(5000));
    expect(findCalendarParts(bytes, { ...limits, maxObjectBytes: 100 })[0]?.content).toHaveLength(101);
  });

  it('a missing last delimiter and a delimiter inside a line are forgiven', () => {
    const entity = `--b\r\nContent-Type: text/calendar\r\n\r\nX:--b\r\n--bc\r\nY:1`;
    const bytes = mail('Content-Type: multipart/mixed; boundary=b', '', entity);
    expect(findCalendarParts(bytes, limits)).toMatchObject([
      { content: 'X:--b\r\n--bc\r\nY:1', method: null, isWhole: true },
    ]);
  });
});

describe('one budget a message', () => {
  const objectOf = (uid: string, length: number): string => `UID:${uid}\r\n${'x'.repeat(length)}`;
  const inline = (text: string): string => `Content-Type: text/calendar\r\n\r\n${text}`;
  const file = (text: string): string => `Content-Type: application/ics\r\n\r\n${text}`;
  const read = (entities: readonly string[], other: Partial<typeof limits> = {}): readonly string[] => {
    const bytes = mail('Content-Type: multipart/mixed; boundary=b', '', parts('b', ...entities));
    return findCalendarParts(bytes, { ...limits, maxObjectBytes: 30_000, ...other }).map(
      ({ content, isWhole }) => `${/UID:(\w+)/.exec(content)?.[1] ?? ''} ${isWhole ? 'whole' : content.length}`,
    );
  };

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'what fits together is read whole',
      [inline(objectOf('a', 9000)), inline(objectOf('b', 9000))],
      ['a whole', 'b whole'],
    ],
    [
      'of what comes behind only the beginning is',
      [inline(objectOf('a', 20_000)), inline(objectOf('b', 20_000)), inline(objectOf('c', 100))],
      ['a whole', 'b 16385', 'c 107'],
    ],
    ['text/calendar first', [file(objectOf('a', 20_000)), inline(objectOf('b', 20_000))], ['b whole', 'a 16385']],
    ['the first is always read, to be told too large', [inline(objectOf('a', 40_000))], ['a whole']],
    [
      'the same again costs nothing',
      [inline(objectOf('a', 20_000)), file(objectOf('a', 20_000)), file(objectOf('b', 5000))],
      ['a whole', 'a whole', 'b whole'],
    ],
  ])('%s', (_, entities, expected) => {
    expect(read(entities)).toEqual(expected);
  });

  it('lines count as octets do', () => {
    const long = inline(`UID:a${'\r\nX:1'.repeat(50)}`);
    expect(read([long, inline('UID:b')], { maxLines: 100 })).toEqual(['a whole', 'b whole']);
    expect(read([long, inline('UID:b')], { maxLines: 40 })).toEqual(['a whole', 'b 5']);
    expect(read([long.replaceAll('\r\nX', '\rX'), inline('UID:b')], { maxLines: 40 })).toEqual(['a whole', 'b 5']);
  });
});
