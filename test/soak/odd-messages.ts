/**
 * Messages that no proper program writes, or large ones; all of them are accepted unchanged. These fields come after
 * From and To of an otherwise proper mail.
 */

const MIB = 1024 ** 2;
const LINE = 'All work and no play makes Jack a dull boy, said the clerk and stamped it.\r\n';
const PARTS = 1000;
const NESTED = 200;

export interface OddMail {
  readonly kind: string;
  /** By BDAT: DATA cannot carry it. */
  readonly isChunked?: boolean;
  readonly rest: () => Buffer;
}

export const text = (bytes: number): string => LINE.repeat(Math.ceil(bytes / LINE.length));

const ascii = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');

/** Any number of these. */
export const oddMails: readonly OddMail[] = [
  { kind: 'a header section and nothing more', rest: () => ascii('Subject: no body', '') },
  { kind: 'no final newline', isChunked: true, rest: () => ascii('Subject: cut', '', 'the end comes early') },
  { kind: 'ends in its header section', isChunked: true, rest: () => ascii('Subject: cut off her') },
  { kind: 'lone CR and LF', isChunked: true, rest: () => ascii('Subject: lines', '', 'a\rb\nc\n\r\n.\nd\r.\r', '\n') },
  { kind: 'NUL bytes', isChunked: true, rest: () => ascii('Subject: n\0l', 'X-\0: \0', '', 'zero\0\0\0', '') },
  { kind: 'bytes above 127 in fields', rest: () => ascii('Subject: \xff\xfe\xe4', 'X-\xe9: \xe9', '', '\xa4', '') },
  { kind: 'a line that is no field', rest: () => ascii('this is not a field', ': nor this', '', 'text', '') },
  { kind: 'one line of 1 MB', rest: () => ascii('Subject: long', '', 'x'.repeat(MIB), '') },
  {
    kind: 'multipart without its boundary',
    rest: () =>
      ascii('MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="lost"', '', '--found', '', 'x', ''),
  },
  {
    kind: 'multipart that never ends',
    rest: () => ascii('Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'x', ''),
  },
  {
    kind: 'base64 that is none',
    rest: () =>
      ascii('Content-Type: text/calendar; method=REQUEST', 'Content-Transfer-Encoding: base64', '', '!!=%%=A', ''),
  },
  {
    kind: 'a calendar that is none',
    rest: () =>
      ascii('Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR', 'END:VEVENT', 'RRULE:x', ''),
  },
  {
    kind: '1,000 MIME parts',
    rest: () => {
      const part = ascii('--b', 'Content-Type: text/html; charset=utf-8', '', '<p>part</p>', '').toString();
      return ascii('Content-Type: multipart/mixed; boundary=b', '', `${part.repeat(PARTS)}--b--`, '');
    },
  },
  {
    kind: '200 nested multiparts',
    rest: () => {
      const levels = Array.from({ length: NESTED }, (_, level) =>
        [`Content-Type: multipart/mixed; boundary=b${level}`, '', `--b${level}`].join('\r\n'),
      );
      return ascii(...levels, 'Content-Type: text/plain', '', 'deep', '');
    },
  },
];

/** Few of these. */
export const largeMails: readonly OddMail[] = [
  { kind: '20 MB', rest: () => ascii('Subject: huge', '', text(20 * MIB)) },
  { kind: 'a header section of 10 MB', rest: () => ascii(`X-Pad: ${LINE}`.repeat(10 * 13_000), '', 'text', '') },
];

/** Larger than the limit of the server. */
export const LARGEST_MAIL = '24MiB';
export const tooLargeMail: OddMail = { kind: 'too large', rest: () => ascii('Subject: no', '', text(25 * MIB)) };
