import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { logicalLines } from '../../../src/calendar/repair-lines.js';
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
  mailOf,
  plainPart,
  send,
  sent,
} from './calendar-mail.js';

const value = fc.string({
  unit: fc.constantFrom('a', ' ', ';', ':', ',', '=', '"', '\\n', 'é', 'ü', '.', 'From '),
  maxLength: 120,
});
const property = fc
  .tuple(fc.constantFrom('SUMMARY', 'DESCRIPTION', 'X-ORGANIZER', 'COMMENT', 'LOCATION'), value)
  .map(([name, text]) => `${name}:x${text.replaceAll(/["\s]+$/g, '')}`);
/** Folded after every so many characters, as some clients do. */
const folding = fc.integer({ min: 16, max: 74 });
const who = fc.constantFrom('olga', 'helpdesk', 'both', 'cal', 'john', 'OLGA');
const commonName = fc.constantFrom(
  '',
  ';CN=Olga',
  ';CN="O: ; ,"',
  ';SENT-BY="mailto:boss@corp.example"',
  ';X-Y=é;CN=Ü',
);

const component = fc
  .tuple(fc.array(property), fc.array(property), who, commonName, folding)
  .map(([above, below, name, parameters, length]) => {
    const lines = ['UID:u@corp.example', 'DTSTAMP:20270201T080000Z', 'DTSTART:20270301T090000Z'];
    const organizer = `ORGANIZER${parameters}:mailto:${name}@corp.example`;
    const folded = [...lines, ...above, organizer, ...below].map((line) =>
      line.replaceAll(new RegExp(`(.{${length}})(?=.)`, 'gu'), '$1\r\n '),
    );
    return ['BEGIN:VEVENT', ...folded, 'END:VEVENT'].join('\r\n');
  });
const calendar = fc
  .tuple(fc.constantFrom('REQUEST', 'CANCEL', 'ADD', 'PUBLISH'), fc.array(component, { minLength: 1, maxLength: 3 }))
  .map(([method, components]) =>
    ['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, ...components, 'END:VCALENDAR', ''].join('\r\n'),
  );
const carriage = fc.constantFrom(
  ...encodings
    .flatMap((encoding) => charsets.map((charset) => ({ encoding, charset })))
    .filter(
      ({ encoding, charset }) =>
        !charset.startsWith('utf-16') || encoding === 'base64' || encoding === 'quoted-printable',
    ),
);

const linesOf = (text: string): readonly string[] => logicalLines(text).map((line) => text.slice(line.start, line.end));
const isOrganizer = (line: string): boolean => /^ORGANIZER/.test(line.replaceAll('\r\n ', ''));

it("in any calendar and encoding, only the organizer's lines change, and they say who has sent them", () => {
  fc.assert(
    fc.property(calendar, carriage, fc.integer({ min: 40, max: 76 }), (text, { encoding, charset }, length) => {
      const body = encoded(inCharset(text, charset), encoding, length);
      const before = mailOf([plainPart, inlinePart(body, encoding, charset), filePart(body, encoding, charset)]);
      const { mail, stamp } = sent(before);
      for (const decoded of decodedParts(mail)) {
        const after = fromCharset(decoded, charset);
        const [old, now] = [linesOf(text), linesOf(after)];
        expect(now.length).toBe(old.length);
        const changed = now.filter((line, index) => line !== old[index]);
        expect(changed.every(isOrganizer)).toBe(true);
        expect(old.every((line, index) => isOrganizer(line) || now[index] === line)).toBe(true);
        for (const line of changed.flatMap((each) => each.split('\r\n')))
          expect(inCharset(line, charset).length).toBeLessThanOrEqual(75);
        for (const { organizer } of readItip(after).components) {
          const isOwn = organizer?.addresses[0]?.localPart === 'john';
          expect(organizer?.sentBy?.localPart ?? null).toBe(isOwn ? null : 'john');
        }
      }
      expect(stamp.leftAlone).toEqual([]);
      expect(around(mail)).toBe(around(before));
      // What is stamped is right already.
      expect(sent(mail).mail.equals(mail)).toBe(true);
    }),
    { numRuns: 120 },
  );
});

it('what is in the hands of an attacker ends in a value, in bounded time', () => {
  const startedAt = performance.now();
  const head = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n';
  for (const piece of [
    '"',
    ';',
    ';a=',
    'ORGANIZER;',
    'ORGANIZER:mailto:olga@corp.example\r\n',
    'BEGIN:A\r\n',
    '\r\n ',
    '=\r\n',
    '\r',
    '\u001b',
    ';SENT-BY="',
    '=4',
    '\u2028END:',
  ]) {
    const text = head + `ORGANIZER;CN=${piece.repeat(100_000 / piece.length)}`;
    for (const encoding of encodings) send(mailOf([inlinePart(Buffer.from(text), encoding)]));
    send(mailOf([inlinePart(encoded(Buffer.from(text), 'base64'), 'base64')]));
  }
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

/** The digest of all that is no calendar part. */
function around(mail: Buffer): string {
  const hash = createHash('sha256');
  let at = 0;
  for (const { start, end } of locateCalendarParts(mail, defaultCalendarPartLimits).places) {
    hash.update(mail.subarray(at, start)).update('|');
    at = end;
  }
  return hash.update(mail.subarray(at)).digest('hex');
}
