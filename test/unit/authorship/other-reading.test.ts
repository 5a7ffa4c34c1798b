/** Invitations in the name of somebody else, in messages that others would read otherwise than the first reader does. */
import { describe, expect, it } from 'vitest';
import { defaultCalendarPartLimits } from '../../../src/mail/find-calendar-parts.js';
import { calendarObject, event } from '../../support/calendar-object.js';
import { inlinePart, mailOf, plainPart, send } from './calendar-mail.js';

const meeting = (organizer: string): string => calendarObject(event('DTSTART:20270301T090000Z', organizer));

function told(mail: Buffer, limits = defaultCalendarPartLimits): string {
  const outcome = send(mail, undefined, limits);
  return 'because' in outcome ? `${outcome.reply.code} ${outcome.reply.status} ${outcome.reply.text}` : 'sent';
}

it('parts beyond the limits of a message that names a calendar: refused', () => {
  const few = { ...defaultCalendarPartLimits, maxParts: 5 };
  const parts = Array.from({ length: 9 }, () => plainPart);
  const invitation = inlinePart(Buffer.from(meeting('ORGANIZER:mailto:boss@corp.example')), '8bit');
  expect(told(mailOf([...parts, invitation]), few)).toMatch(/^550 5\.6\.0 A calendar object is inside too many/);
});

describe('an object that others would find or read otherwise', () => {
  const object = meeting('ORGANIZER:mailto:boss@corp.example');
  const base64 = Buffer.from(object).toString('base64');
  const boss = '550 5.7.1 You are not allowed to send meetings organized by <boss@corp.example>';
  const file = 'Content-Type: application/octet-stream; name="x.ics"';
  it.each<[string, readonly string[], string, RegExp | string]>([
    ['a comment in the type', ['Content-Type: text/(x)calendar (y); method=REQUEST'], object, boss],
    ['blanks in the type', ['Content-Type: text / calendar'], object, boss],
    ['an encoded file name', ['Content-Disposition: attachment; filename="=?utf-8?q?x=2Eics?="'], object, boss],
    ['a blank behind the name', ['Content-Disposition: attachment; filename="x.ics "'], object, boss],
    [
      'an address before the last one, for who takes the first colon',
      ['Content-Type: text/calendar; method=REQUEST'],
      meeting('ORGANIZER;X-A=b:mailto:boss@corp.example?x=:mailto:john@corp.example'),
      boss,
    ],
    ['two names', [file, 'Content-Disposition: attachment; filename="x.bin"'], object, boss],
    ['Content-Type twice', ['Content-Type: text/plain', 'Content-Type: text/calendar'], object, /two ways/],
    [
      'two transfer encodings',
      ['Content-Type: text/calendar', 'Content-Transfer-Encoding: 7bit', 'Content-Transfer-Encoding: base64'],
      base64,
      /two ways/,
    ],
    [
      'a transfer encoding with a comment',
      ['Content-Type: text/calendar', 'Content-Transfer-Encoding: base64 (x)'],
      base64,
      /unknown transfer encoding/,
    ],
    [
      'one that nobody knows',
      ['Content-Type: text/calendar', 'Content-Transfer-Encoding: x-uuencode'],
      base64,
      /unknown transfer encoding/,
    ],
    [
      'another method in the type than in the object',
      ['Content-Type: text/calendar; method=REQUEST'],
      object.replace('METHOD:REQUEST', 'METHOD:X-NONE'),
      /two ways/,
    ],
    [
      'a method of the other side',
      ['Content-Type: text/calendar; method=REPLY'],
      meeting('ORGANIZER:mailto:john@corp.example'),
      /two ways/,
    ],
  ])('%s', (_, fields, body, reply) => {
    const whole = Buffer.from(['From: john@corp.example', ...fields, '', body].join('\r\n'));
    for (const mail of [mailOf([plainPart, { fields, body: Buffer.from(body) }]), whole]) {
      if (typeof reply === 'string') expect(told(mail)).toBe(reply);
      else expect(told(mail)).toMatch(reply);
    }
  });
});
