/**
 * What lists, scanners and careless programs leave around and in an object: it is found and read all the same, where only
 * one reading is possible.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/mail/address.js';
import { defaultItipLimits as limits, parseItip } from '../../../src/calendar/parse-itip.js';
import { objectFor } from '../../../src/calendar/object-for.js';
import type { EventComponent } from '../../../src/calendar/itip-message.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const lines = ['DTSTART:20270510T100000Z', 'DTEND:20270510T110000Z', 'SUMMARY:Talk'];
const plain = calendarObject(event(...lines));
const only = (content: string): EventComponent => {
  const { components } = readItip(content);
  expect(components).toHaveLength(1);
  if (components[0] === undefined) throw new Error('no component');
  return components[0];
};

const footers = [
  [
    'a footer of a list',
    ['_______________________________________________', 'staff mailing list', 'https://lists.ext.example/staff'],
  ],
  ['a signature', ['', '-- ', 'Ann', ' Sales, EU']],
  ['a scanner', ['[EXTERNAL] This mail comes from outside.', '  Do not open: attachments!']],
  ['a line that looks like a property', ['CAUTION: outside', 'Location: unknown', 'SUMMARY;x']],
  ['HTML', ['<br><a href="https://ext.example">unsubscribe</a>', '</body></html>']],
  ['a blank and a TAB', [' ', '\t', ' indented']],
] as const;

describe('text around and between', () => {
  const inserted = (at: RegExp, text: readonly string[]): string =>
    plain.replace(at, (line) => `${line}\r\n${text.join('\r\n')}`);
  it.each(footers)('behind END:VCALENDAR: %s', (_, text) => {
    expect(only(`${plain}${text.join('\r\n')}\r\n`)).toEqual(only(plain));
    expect(only(`${plain}${text.join('\n')}`)).toEqual(only(plain));
  });

  it.each(footers)('on the line of END:VCALENDAR, or in its place: %s', (_, text) => {
    expect(only(`${plain.trimEnd()} ${text.join(' ')}`)).toEqual(only(plain));
    expect(only(plain.replace('END:VCALENDAR', text.join('\r\n')))).toEqual(only(plain));
  });

  it.each(footers)('before BEGIN:VCALENDAR and between components: %s', (_, text) => {
    expect(only(`${text.join('\r\n')}\r\n${plain}`)).toEqual(only(plain));
    expect(only(inserted(/END:VEVENT/, text))).toEqual(only(plain));
    expect(only(inserted(/METHOD:REQUEST/, ['BEGIN:VTIMEZONE', 'TZID:X', 'END:VTIMEZONE', ...text]))).toEqual(
      only(plain),
    );
  });

  it('before the first property of an event', () => {
    expect(only(inserted(/BEGIN:VEVENT/, ['[EXTERNAL] take care']))).toEqual(only(plain));
  });

  it('text after a text is text: it may be a lost space', () => {
    expect(only(inserted(/SUMMARY:Talk/, ['more'])).summary).toBe('Talkmore');
  });

  it('between two events', () => {
    const two = calendarObject(
      event(...lines, 'RRULE:FREQ=WEEKLY;COUNT=3'),
      'This message was scanned.',
      event('RECURRENCE-ID:20270517T100000Z', ...lines),
    );
    expect(readItip(two).components).toHaveLength(2);
  });

  it('any text behind the object, as long as it begins none', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (text) => {
        expect(only(`${plain}${text.join('\r\n')}`)).toEqual(only(plain));
      }),
    );
  });
});

describe('a bare colon in a parameter', () => {
  const organizerOf = (line: string): unknown[] => {
    const { organizer } = only(calendarObject(event(...lines, line)));
    return [
      organizer?.addresses.map(formatAddress)[0],
      organizer?.commonName,
      organizer?.sentBy && formatAddress(organizer.sentBy),
    ];
  };
  it.each([
    ['ORGANIZER;CN=Sales: EU:mailto:org@ext.example', 'Sales: EU', null],
    ['ORGANIZER;CN=Sales:EU:mailto:org@ext.example', 'Sales:EU', null],
    ['ORGANIZER;CN=mailto:sales:mailto:org@ext.example', 'mailto:sales', null],
    ['ORGANIZER;CN="Sales: EU":mailto:org@ext.example', 'Sales: EU', null],
    ['ORGANIZER;CN="Sales: EU:mailto:org@ext.example', 'Sales: EU', null],
    ['ORGANIZER;CN=Sales "EU" team:MAILTO:org@ext.example', 'Sales EU team', null],
    ['ORGANIZER;CN=Sales, EU; team:mailto:org@ext.example', 'Sales, EU', null],
    ['ORGANIZER;CN=Sales: EU: mailto:org@ext.example', 'Sales: EU', null],
    ['ORGANIZER;SENT-BY:"MAILTO:pa@ext.example":MAILTO:org@ext.example', null, 'pa@ext.example'],
    ['ORGANIZER;SENT-BY=mailto:pa@ext.example:mailto:org@ext.example', null, 'pa@ext.example'],
    ['ORGANIZER;SENT-BY=mailto:pa@ext.example;CN=A:B:mailto:org@ext.example', 'A:B', 'pa@ext.example'],
    ['ORGANIZER;SENT_BY="mailto:pa@ext.example":mailto:org@ext.example', null, 'pa@ext.example'],
    ['organizer;cn=Sales: EU:mailto:org@ext.example', 'Sales: EU', null],
    ['ORGANIZER;EMAIL=org@ext.example;CN="A:mailto:x@y.example":/principals/1', 'A:mailto:x@y.example', null],
    ['ORGANIZER:org@ext.example', null, null],
  ])('%s', (line, name, sentBy) => {
    expect(organizerOf(line)).toEqual(['org@ext.example', name, sentBy]);
  });

  it('lists of members are read to their end, however many there are', () => {
    const members = Array.from({ length: 12 }, (_, index) => `mailto:m${index}@ext.example`);
    const [attendee] = only(
      calendarObject(event(...lines, `ATTENDEE;MEMBER="${members.join('","')}":mailto:blue@corp.example`)),
    ).attendees;
    expect(attendee).toMatchObject({ uri: 'mailto:blue@corp.example', parameters: { MEMBER: members } });
  });

  it('what is written of it can be read again', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((name) => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, ''));
    fc.assert(
      fc.property(text, (name) => {
        const line = `ORGANIZER;CN=${name.replaceAll(/[";]/g, '')}:mailto:org@ext.example`;
        const first = only(calendarObject(event(...lines, line)));
        const again = only(calendarObject(first.ical.trimEnd()));
        expect(again.organizer).toEqual(first.organizer);
        expect(again.organizer?.addresses.map(formatAddress)).toEqual(['org@ext.example']);
      }),
    );
  });
});

describe('names and parameters', () => {
  it.each([
    ['names with _', 'Recurrence_Id:20270517T100000Z'],
    ['names in lower case with _', 'recurrence_id:20270517T100000Z'],
    ['unknown parameters', 'RECURRENCE-ID;X-A=1;FOO="b:c":20270517T100000Z'],
    ['parameters with _', 'RECURRENCE_ID;X_A=1:20270517T100000Z'],
  ])('%s', (_, line) => {
    expect(only(calendarObject(event(...lines, line))).recurrenceId).toEqual({
      kind: 'utc',
      at: Date.UTC(2027, 4, 17, 10),
    });
  });

  it.each([
    ['RRULE;TZID=Eastern:FREQ=DAILY;COUNT=2', 'FREQ=DAILY;COUNT=2'],
    ['RRULE;TZID=(UTC+01:00) Amsterdam:FREQ=DAILY;COUNT=2', 'FREQ=DAILY;COUNT=2'],
    ['RRULE;X-EVOLUTION-ENDDATE=20270601T000000Z:FREQ=DAILY;COUNT=2;', 'FREQ=DAILY;COUNT=2'],
    ['RRULE;VALUE=RECUR:freq=daily; count=2', 'FREQ=DAILY;COUNT=2'],
    ['rrule:FREQ=WEEKLY;UNTIL=2027-06-01T10:00:00Z;BYDAY=MO,TU', 'FREQ=WEEKLY;UNTIL=20270601T100000Z;BYDAY=MO,TU'],
    ['RRULE:FREQ=DAILY;X-NOTE=1;COUNT=2', 'FREQ=DAILY;X-NOTE=1;COUNT=2'],
  ])('%s', (line, rule) => {
    expect(only(calendarObject(event(...lines, line))).rrule).toBe(rule);
  });

  it.each([
    'CONSTRUCTOR:x',
    'PROTOTYPE:x',
    'TOSTRING;VALUE=CONSTRUCTOR:x',
    'X-A;CONSTRUCTOR=1:x',
    'HASOWNPROPERTY:1',
    'SUMMARY;VALUE=CONSTRUCTOR:Talk',
  ])('%s is a property like any other', (line) => {
    const component = only(calendarObject(event(...lines, line)));
    expect(only(calendarObject(component.ical.trimEnd()))).toEqual(component);
  });

  it('parameters of METHOD, UID, SEQUENCE and STATUS say nothing', () => {
    const content = calendarObject(event(...lines, 'SEQUENCE;X-A=1;VALUE=DATE:3', 'STATUS;X-B="c:d":TENTATIVE'))
      .replace('METHOD:', 'METHOD;X-C=1:')
      .replace('UID:', 'UID;VALUE=DATE:');
    expect(readItip(content)).toMatchObject({ method: 'REQUEST', uid: 'meeting-1@partner.example' });
    expect(only(content)).toMatchObject({ revision: { sequence: 3 }, status: 'TENTATIVE' });
  });

  it('a component of a series has the organizer of its master, or of another one', () => {
    const master = event(...lines, 'RRULE:FREQ=WEEKLY;COUNT=3', 'ORGANIZER:mailto:ann@ext.example');
    const bare = event('RECURRENCE-ID:20270517T100000Z', ...lines);
    for (const components of [
      [master, bare],
      [bare, master],
    ]) {
      const { components: read } = readItip(calendarObject(...components));
      expect(read.map(({ organizer }) => organizer?.uri)).toEqual(['mailto:ann@ext.example', 'mailto:ann@ext.example']);
      expect(read.every(({ ical }) => ical.includes('ORGANIZER:mailto:ann@ext.example'))).toBe(true);
    }
  });
});

describe('which object is for an account', () => {
  const blue = [parseAddress('blue@corp.example')].filter((address) => address !== null);
  const object = (method: string, uid: string, ...users: readonly string[]): string =>
    calendarObject(event(...lines, ...users))
      .replace('METHOD:REQUEST', `METHOD:${method}`)
      .replace('meeting-1@partner.example', uid);
  const ann = 'ORGANIZER:mailto:ann@ext.example';
  const toBlue = 'ATTENDEE:mailto:blue@corp.example';
  const request = object('REQUEST', 'ours', ann, toBlue);
  const chosen = (...contents: readonly string[]): string => {
    const parsed = objectFor(
      parseItip(
        contents.map((content) => ({ content, method: null })),
        limits,
      ),
      blue,
    );
    return parsed.kind === 'itip' ? parsed.message.uid : parsed.because;
  };
  const broken = (content: string): string => content.replace('DTEND:20270510T110000Z', 'DTEND:never');

  it.each<[string, string, string]>([
    ["a hotel's PUBLISH", object('PUBLISH', 'hotel'), 'ours'],
    ['a PUBLISH that names it', object('PUBLISH', 'hotel', ann, toBlue), 'ours'],
    ['a PUBLISH that nobody can read', broken(object('PUBLISH', 'hotel')), 'ours'],
    ["somebody's REPLY", object('REPLY', 'other', ann, 'ATTENDEE:mailto:bob@ext.example'), 'ours'],
    ["another's REQUEST", object('REQUEST', 'other', ann, 'ATTENDEE:mailto:red@corp.example'), 'ours'],
    [
      "another's REQUEST that nobody can read",
      broken(object('REQUEST', 'other', ann, 'ATTENDEE:mailto:red@corp.example')),
      'ours',
    ],
    ['an object without a method', object('X-NONE', 'other', ann, toBlue), 'ours'],
    ['a VTODO', calendarObject('BEGIN:VTODO', 'UID:todo', 'END:VTODO'), 'ours'],
    ['what is no object', 'hello', 'ours'],
    ['the same object', request, 'ours'],
    ['a copy with other attendees', request.replace('blue@', 'room-1@'), 'ours'],
    ['a second REQUEST to it', object('REQUEST', 'second', ann, toBlue), 'several-objects'],
    ['one to it that nobody can read', broken(object('REQUEST', 'second', ann, toBlue)), 'several-objects'],
    ['a CANCEL to it', object('CANCEL', 'second', ann, toBlue), 'several-objects'],
    ['a CANCEL that names nobody', object('CANCEL', 'second', ann), 'several-objects'],
    ['a REPLY to it', object('REPLY', 'second', 'ORGANIZER:mailto:blue@corp.example'), 'several-objects'],
  ])('%s beside an invitation', (_, other, expected) => {
    expect(chosen(request, other)).toBe(expected);
    expect(chosen(other, request)).toBe(expected);
    expect(chosen(`${request}${other}`)).toBe(
      expected === 'ours' && other.includes('room-1@') ? 'several-objects' : expected,
    );
  });

  it('several meetings in one VCALENDAR', () => {
    const events = (content: string): string =>
      content
        .replace(/[^]*?(?=BEGIN:VEVENT)/, '')
        .replace(/END:VCALENDAR[^]*/, '')
        .trimEnd();
    const other = object('REQUEST', 'other', ann, 'ATTENDEE:mailto:red@corp.example');
    expect(chosen(calendarObject(centralEurope('X'), events(other), events(request)))).toBe('ours');
    expect(chosen(calendarObject(events(request), events(object('REQUEST', 'second', ann, toBlue))))).toBe(
      'several-objects',
    );
  });

  it('no object names the account: the only one that asks is taken, of several none', () => {
    const elsewhere = object('REQUEST', 'other', ann, 'ATTENDEE:mailto:red@corp.example');
    expect(chosen(object('PUBLISH', 'hotel'), elsewhere)).toBe('other');
    expect(chosen(elsewhere, object('REQUEST', 'third', ann))).toBe('several-objects');
  });

  it('a series in pieces, each a VCALENDAR of its own, is left to a person', () => {
    expect(chosen(request + request.replace('DTSTART', 'RECURRENCE-ID:20270517T100000Z\r\nDTSTART'))).toBe(
      'several-objects',
    );
  });
});
