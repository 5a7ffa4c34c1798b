/** Expensive messages: deep, wide, endless or broken MIME. Each is searched in bounded time, and never fails. */
import { describe, expect, it } from 'vitest';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import {
  defaultCalendarPartLimits as limits,
  findCalendarParts,
  mayHoldCalendar,
  type CalendarPart,
} from '../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { readAuthors } from '../../../src/mail/read-authors.js';
import { readCalendar } from '../../../src/authorship/calendar/read-calendar.js';
import type { ParsedItip } from '../../../src/calendar/itip-message.js';
import { fastest } from '../../support/growth.js';
import { cheaply } from '../../support/cheaply.js';

const MIB = 1024 ** 2;
/** Some hundred milliseconds for 64 MiB; what multiplies takes minutes. */
const SOON_MS = 3000;

function search(...pieces: readonly (string | Buffer)[]): readonly CalendarPart[] {
  const bytes = Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
  return cheaply(SOON_MS, () => {
    const header = readHeaderSection(bytes);
    readAuthors(header);
    return mayHoldCalendar(header, bytes) ? findCalendarParts(bytes, limits) : [];
  });
}

const calendarHeader = 'Content-Type: text/calendar; method=REQUEST\r\n';
const multipart = (boundary: string): string => `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
const object = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';

describe('sizes', () => {
  it.each([
    ['7bit', 'BEGIN:VCALENDAR\r\n'],
    ['quoted-printable', '=42EGIN:VCALENDAR=\r\n'],
    ['base64', `${Buffer.from(object.repeat(3)).toString('base64')}\r\n`],
  ])('a text/calendar of 64 MiB in %s: one octet more than an object may have is read', (encoding, line) => {
    const body = Buffer.alloc(64 * MIB, line);
    const [part] = search(`${calendarHeader}Content-Transfer-Encoding: ${encoding}\r\n\r\n`, body);
    expect(part?.content).toHaveLength(limits.maxObjectBytes + 1);
    const parsed = cheaply(SOON_MS, () => parseItip(part === undefined ? [] : [part], defaultItipLimits));
    expect(parsed).toMatchObject({ kind: 'refused', because: 'too-large' });
  });

  it('a line of 64 MiB that begins like a delimiter', () => {
    expect(search(multipart('b'), '\r\n--b', Buffer.alloc(64 * MIB, ' '), 'x calendar')).toEqual([]);
  });

  it('a header section of 2 MiB, one field folded all the way', () => {
    expect(search(`Content-Type: text/calendar\r\nX-Long: a${'\r\n b'.repeat(MIB / 2)}\r\n\r\n${object}`)).toHaveLength(
      1,
    );
  });

  it('From with addresses by the ten thousand, comments in comments, and quotes without end', () => {
    const list = 'a@partner.example, '.repeat(20_000);
    expect(
      search(
        `From: ${list}${'('.repeat(20_000)}\r\nReply-To: "${'\\"'.repeat(20_000)}\r\n${calendarHeader}\r\n${object}`,
      ),
    ).toHaveLength(1);
  });
});

describe('structures', () => {
  it('a thousand multiparts within each other, around 8 MiB', () => {
    const opened = Array.from({ length: 1000 }, (_, depth) => `--b${depth - 1}-\r\n${multipart(`b${depth}-`)}`).join(
      '',
    );
    expect(search(multipart('b-1-'), opened, calendarHeader, '\r\n', Buffer.alloc(8 * MIB, object))).toEqual([]);
  });

  it('one boundary for all levels', () => {
    const level = `--b\r\n${multipart('b')}`;
    expect(search(multipart('b'), level.repeat(2000), `--b\r\n${calendarHeader}\r\n${object}`)).toEqual([]);
  });

  it('fifty thousand parts, and fifty thousand delimiters that are none', () => {
    const part = `--b\r\n${calendarHeader}\r\n${object}`;
    expect(search(multipart('b'), part.repeat(50_000))).toHaveLength(limits.maxParts - 1);
    expect(search(multipart('b'), '--bx\r\n'.repeat(50_000), part)).toHaveLength(1);
  });

  it('a boundary of one character in a body that holds nothing else', () => {
    expect(search(multipart('-'), '-'.repeat(4 * MIB), 'calendar')).toEqual([]);
    expect(search(multipart('-'), '---\r\n'.repeat(MIB), 'calendar')).toEqual([]);
  });

  it.each([
    ['parameters by the thousand', `text/calendar${';a=b'.repeat(100_000)}`],
    ['an endless quoted parameter', `text/calendar; name="${'\\'.repeat(200_000)}`],
    [
      'continuations without end',
      `text/calendar${Array.from({ length: 5000 }, (_, index) => `; name*${index}=x`).join('')}`,
    ],
    ['a continuation that starts late', 'text/calendar; name*99999999999999999999*=x'],
    ['names of the prototype', 'text/calendar; __proto__=x; constructor=y; boundary*0*=__proto__'],
    ['a charset that is a program', 'text/calendar; charset="$(touch x)"'],
    ['control characters', 'text/calendar; method="RE\u0000QUEST"'],
  ])('a content type with %s', (_, type) => {
    expect(search(`Content-Type: ${type}\r\n\r\n${object}`)).toHaveLength(1);
  });
});

describe('many objects in one message cost about as much as one', () => {
  const KIB = 1024;
  const filler = 'COMMENT;LANGUAGE=de:a\\,b\\;c\r\n';
  const objectOf = (uid: string, kib: number): string => {
    const event = ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20270101T000000Z', 'DTSTART:20270201T100000Z', ''];
    return [
      'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nORGANIZER:mailto:john@corp.example\r\n',
      event.join('\r\n'),
      filler.repeat((kib * KIB) / filler.length),
      'END:VEVENT\r\nEND:VCALENDAR\r\n',
    ].join('');
  };
  const mailOf = (count: number, kib: number, sameUid: boolean, encoding: string): Buffer => {
    const parts = Array.from({ length: count }, (_, index) => {
      const text = Buffer.from(objectOf(sameUid ? 'one' : `no-${index}`, kib - (sameUid ? index / KIB : 0)));
      const written = encoding === 'base64' ? text.toString('base64') : text.toString();
      return `--b\r\n${calendarHeader}Content-Transfer-Encoding: ${encoding}\r\n\r\n${written}\r\n`;
    });
    return Buffer.from(`From: john@corp.example\r\n${multipart('b')}${parts.join('')}--b--\r\n`);
  };
  const readByDelivery = (mail: Buffer): ParsedItip => parseItip(findCalendarParts(mail, limits), defaultItipLimits);
  const readBySubmission = (mail: Buffer): unknown => readCalendar(mail, limits);

  it.each([
    [20, 980, false, '8bit'],
    [20, 980, false, 'base64'],
    [20, 980, true, '8bit'],
    [190, 76, false, '8bit'],
    [190, 76, true, 'base64'],
  ] as const)('%i of %i KB, of one meeting: %s, in %s', async (count, kib, sameUid, encoding) => {
    const one = mailOf(1, 980, false, encoding);
    const many = mailOf(count, kib, sameUid, encoding);
    for (const read of [readByDelivery, readBySubmission]) {
      const alone = await fastest(() => read(one), 3);
      expect(await fastest(() => read(many), 3)).toBeLessThan(4 * alone);
    }
    expect(readByDelivery(many)).toMatchObject(sameUid ? { kind: 'itip' } : { kind: 'refused', because: 'too-large' });
  });

  it('what encloses parts is looked at once, however deep', async () => {
    const body = '--x\r\n'.repeat(20_000);
    const nested = (depth: number): Buffer => {
      const open = Array.from({ length: depth }, (_, level) => `--${level}\r\n${multipart(String(level + 1))}`).join(
        '',
      );
      return Buffer.from(`${multipart('0')}${open}${body}`);
    };
    const flat = await fastest(() => findCalendarParts(nested(1), limits), 5);
    expect(await fastest(() => findCalendarParts(nested(19), limits), 5)).toBeLessThan(10 * flat);
  });

  it('header sections of parts that do not end', async () => {
    const part = (lines: number): string => `--b\r\n${'a:\r\n'.repeat(lines)}`;
    const of = (lines: number): Buffer => Buffer.from(`${multipart('b')}${part(lines).repeat(150)}`);
    const short = await fastest(() => findCalendarParts(of(2000), limits), 3);
    expect(await fastest(() => findCalendarParts(of(20_000), limits), 3)).toBeLessThan(5 * short);
  });
});

describe('octets that are no text', () => {
  const everyOctet = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
  it.each(['utf-8', 'utf-16', 'iso-2022-jp', 'gb18030', 'x-none', ''])('all octets, labelled "%s"', (charset) => {
    const [part] = search(`Content-Type: text/calendar; charset="${charset}"\r\n\r\n`, everyOctet, object, everyOctet);
    const parsed = parseItip(part === undefined ? [] : [part], defaultItipLimits);
    expect(parsed.kind).toBe('refused');
  });

  it('octets of every value as a whole message', () => {
    expect(search(Buffer.concat(Array<Buffer>(4096).fill(everyOctet)))).toEqual([]);
  });
});
