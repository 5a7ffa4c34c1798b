/**
 * Text from outside is read in time in proportion to its length, whatever it says: hostile texts of growing size are
 * given to every public function of the folders that read it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excessiveGrowth } from '../../support/growth.js';
import type { Reader } from '../../support/text-reader.js';
import { authorshipReaders } from '../../unit/authorship/text-readers.js';
import { askManyRecipients, vacationReaders } from '../../unit/out-of-office/text-readers.js';
import { mailReaders } from '../../unit/mail/text-readers.js';

const files = [...mailReaders, ...vacationReaders, ...authorshipReaders];

const readers = files.flatMap(({ path, readers: ofFile }) =>
  Object.entries(ofFile).flatMap(([name, reader]): [string, Reader][] =>
    reader === null ? [] : [[`${path} ${name}`, reader]],
  ),
);

/** What grammars of mail and calendars give a meaning to, alone and as beginnings that want an end. */
const words = String.raw`
  " \ \" "\ ( ) () (a \( < > <> <a , ; : = @ . [ ] ? * ' % %4 & / - + _ a 1 é ü. xn--a. 😀 a" ," ;" ;a= ;a*0*='' ;name*1=a
  =? ?= =?a?q? =?utf-8?b?QQ==?= =4 =41 QUJD <a@b.example> a@b.example, a: a:; <@ @a: (a) -- X; CN="a"; SENT-BY=a;
  ATTENDEE;CN=" <br <br> <style> </style </p> &nbsp; {subject} { srs0= a=b= oof,
`;
const withWhiteSpace = [
  ...[' ', '\t', '\r', '\n', '\r\n', '\r\n ', ' \r\n ', '\0', '\x1b', '\u00a0', 'a ', '" ', '=\r\n', '= ', 'QUJD\r\n'],
  ...['=?utf-8?q?=41?= ', 'a b <a@b.example>, ', '<a@b> ', 'by ', 'from ', 'from a (b [1.2.3.4]) by c ', '<li ', 'no '],
  ...['mx.example; ', 'dkim=pass ', 'dkim=pass header.d=a.example; ', 'a:\r\n', 'To: "\r\n', 'To: a@b.example\r\n'],
  'Authentication-Results: mx.example; a=b c.d=e\r\n',
  'Received: from a ([192.0.2.1]) by b; c\r\n',
  ...['\r\n\r\n', '--b\r\n', '--b\r\na:b\r\n\r\n', '--bx\r\n', 'A\r\n b', 'BEGIN:VCALENDAR\r\n', 'BEGIN:VEVENT\r\n'],
  '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
  '--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nUID:a\r\n',
  'ORGANIZER:mailto:olga@corp.example\r\n',
  'END:VEVENT\r\n',
];
const units = [...words.trim().split(/\s+/), ...withWhiteSpace];

const filled = (start: string, unit: string, size: number): string =>
  start + unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

async function slowest(reader: Reader, start: string, unit: string): Promise<string | null> {
  const growth = await excessiveGrowth((size) => {
    const text = filled(start, unit, size);
    return () => reader(text);
  });
  return growth === null ? null : `${JSON.stringify(start + unit)} repeated, ${growth}`;
}

describe.each(readers)('%s', (_, reader) => {
  it('what has a meaning in mail, repeated', async () => {
    const slow: string[] = [];
    for (const unit of units) slow.push(...[await slowest(reader, '', unit)].filter((each) => each !== null));
    expect(slow).toEqual([]);
  });

  it('any few of them, one behind the other, repeated', async () => {
    const some = fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(some, some, async (start, unit) => {
        expect(await slowest(reader, start, unit)).toBeNull();
      }),
      { numRuns: 10 },
    );
  });
});

it('one message with many recipients, none of whom it names', async () => {
  for (const unit of units) expect(await slowest(askManyRecipients, '', unit)).toBeNull();
});

it('every file with a public function is measured', () => {
  const folder = fileURLToPath(new URL('../../../src/', import.meta.url));
  const found = ['mail', 'out-of-office', 'authorship'].flatMap((name) =>
    readdirSync(`${folder}${name}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map((path) => `${name}/${path.slice(0, -3)}`)
      .filter((path) => /^export (?:async )?(?:function|const)\b/m.test(readFileSync(`${folder}${path}.ts`, 'utf8'))),
  );
  expect(files.map(({ path }) => path).sort()).toEqual(found.sort());
});
