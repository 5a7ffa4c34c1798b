import { describe, expect, it } from 'vitest';
import { calendarObject, event } from '../../support/calendar-object.js';
import { filePart, inlinePart, lone, mailOf, meeting, told } from './calendar-mail.js';

const organizer = 'ORGANIZER;X-A="b;c:d":mailto:Olga@corp.example';

describe('an organizer that the actor may not write for: 550 5.7.1', () => {
  const refused = (named: string): string => `550 5.7.1 You are not allowed to send meetings organized by <${named}>`;

  it.each(['REQUEST', 'CANCEL', 'ADD', 'PUBLISH', 'DECLINECOUNTER'])('%s', (method) => {
    expect(told(lone(meeting(method, 'ORGANIZER:mailto:boss@corp.example')))).toBe(refused('boss@corp.example'));
  });

  it.each([
    [
      'a file',
      mailOf([filePart(Buffer.from(meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example')), '8bit', 'utf-8')]),
    ],
    [
      'in one component of several',
      lone(calendarObject(event(organizer), event('ORGANIZER:MAILTO:boss@corp.example'))),
    ],
    ['by EMAIL', lone(meeting('REQUEST', 'ORGANIZER;EMAIL=boss@corp.example:mailto:john@corp.example'))],
    ['by EMAIL alone', lone(meeting('REQUEST', 'ORGANIZER;EMAIL=boss@corp.example:urn:uuid:1'))],
    ['percent-encoded', lone(meeting('REQUEST', 'ORGANIZER:mailto:%62oss@corp.example'))],
    [
      'in a signed message',
      mailOf(
        [inlinePart(Buffer.from(meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example')), '8bit')],
        'multipart/signed',
      ),
    ],
    [
      'a method named inside a component only',
      lone(calendarObject(event('METHOD:REFRESH', 'ORGANIZER:mailto:boss@corp.example'))),
    ],
    [
      'the method in the content type only',
      mailOf([
        inlinePart(
          Buffer.from(meeting('', 'ORGANIZER:mailto:boss@corp.example').replace('METHOD:\r\n', '')),
          '8bit',
          'utf-8',
          'REQUEST',
        ),
      ]),
    ],
    ['broken folding', lone(meeting('REQUEST', 'organizer;CN=x\r\n\r\n:mailto:boss@corp.example'))],
    [
      'the second object of a part',
      lone(meeting('REQUEST', organizer) + meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example')),
    ],
    [
      'a content type in odd case',
      mailOf([
        {
          fields: ['CONTENT-TYPE: tExT/cAlEnDaR'],
          body: Buffer.from(meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example')),
        },
      ]),
    ],
  ])('%s', (_, mail) => {
    expect(told(mail)).toBe(refused('boss@corp.example'));
  });

  it.each([
    [
      'an address that cannot be read',
      'ORGANIZER:mailto:boss@corp..example',
      'The ORGANIZER cannot be read: <mailto:boss@corp..example>',
    ],
    [
      'a charset that shifts',
      'ORGANIZER;CN=\u001b$B%\u001b(B:mailto:olga@corp.example',
      'The ORGANIZER cannot be read: <mailto:olga@corp.example>',
    ],
  ])('%s', (_, line, text) => {
    expect(told(lone(meeting('REQUEST', line)))).toBe(`550 5.7.1 ${text}`);
  });

  it.each([
    ['several methods', 'METHOD:REQUEST', 'METHOD:REFRESH\r\nMETHOD:REQUEST'],
    ['a fold without its blank, which not everybody mends', 'boss', 'bo\r\nss'],
    ['a bare CR for a line break', 'METHOD:REQUEST', 'METHOD:REFRESH\r\nX-A:\rMETHOD:REQUEST'],
    ['a line separator of Unicode', 'METHOD:REQUEST', 'METHOD:REFRESH\r\nX-A:\u2028METHOD:REQUEST'],
  ])('%s: 550 5.6.0', (_, line, instead) => {
    const text = meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example').replace(line, instead);
    expect(told(lone(text))).toBe('550 5.6.0 A calendar object can be read in two ways');
  });
});

describe('RFC 5545 §3.1: a line may be folded anywhere', () => {
  it.each([
    ['in the name of the organizer', 'ORGANIZER', 'ORGANI\r\n ZER'],
    ['in the method', 'METHOD:', 'MET\r\n HOD:'],
  ])('%s, and who speaks is found', (_, line, instead) => {
    const text = meeting('REQUEST', 'ORGANIZER:mailto:boss@corp.example').replace(line, instead);
    expect(told(lone(text))).toBe('550 5.7.1 You are not allowed to send meetings organized by <boss@corp.example>');
  });
});
