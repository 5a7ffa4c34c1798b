import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { composeReply, type ReplyContext, type ReplyPart } from '../../../src/calendar/compose-reply.js';
import type { ItipMessage } from '../../../src/calendar/itip-message.js';
import { instant } from '../../../src/mail/instant.js';
import { calendarObject, centralEurope, event, readItip } from '../../support/calendar-object.js';

const series = [
  'DTSTART;TZID=Ours:20270308T090000',
  'DTEND;TZID=Ours:20270308T100000',
  'RRULE:FREQ=WEEKLY;COUNT=5;WKST=SU',
  'SEQUENCE:3',
  'SUMMARY:Plans\\, and more',
  'ORGANIZER;CN="Miller, Ann";SENT-BY="mailto:assistant@partner.example":MAILTO:Ann@Partner.example',
  'ATTENDEE;CN=Boardroom;CUTYPE=ROOM;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:MAILTO:Boardroom@Corp.example',
  'ATTENDEE;CN=John:mailto:john@corp.example',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'TRIGGER:-PT15M',
  'END:VALARM',
];

function reply(message: ItipMessage, ...parts: readonly Partial<ReplyPart>[]): string {
  const [component] = message.components;
  const [attendee] = component?.attendees ?? [];
  if (component === undefined || attendee === undefined) throw new Error('no request');
  const context: ReplyContext = {
    attendee,
    zones: message.zones,
    readerZone: 'Europe/Berlin',
    stampedAt: instant(Date.UTC(2027, 1, 2, 8)),
  };
  const accepted: ReplyPart = {
    component,
    occurrence: null,
    partstat: 'ACCEPTED',
    requestStatus: '2.0;Success',
    comment: null,
  };
  return composeReply(
    parts.map((part) => ({ ...accepted, ...part })),
    context,
  );
}

const unfolded = (content: string): string[] => content.replaceAll('\r\n ', '').split('\r\n');
const weekly = readItip(calendarObject(centralEurope('Ours'), event(...series)));

describe('RFC 5546 §3.2.3: REPLY', () => {
  it('says who answers what, and repeats what Outlook wants', () => {
    const lines = unfolded(reply(weekly, { comment: 'See you there\nat nine' }));
    expect(lines.slice(lines.indexOf('BEGIN:VEVENT'))).toEqual([
      'BEGIN:VEVENT',
      'UID:meeting-1@partner.example',
      'DTSTAMP:20270202T080000Z',
      'SEQUENCE:3',
      'DTSTART;TZID=Ours:20270308T090000',
      'DTEND;TZID=Ours:20270308T100000',
      'RRULE:FREQ=WEEKLY;COUNT=5;WKST=SU',
      'SUMMARY:Plans\\, and more',
      'ORGANIZER;CN="Miller, Ann";SENT-BY="mailto:assistant@partner.example":MAILTO:Ann@Partner.example',
      'ATTENDEE;CN=Boardroom;CUTYPE=ROOM;PARTSTAT=ACCEPTED:MAILTO:Boardroom@Corp.example',
      'REQUEST-STATUS:2.0;Success',
      'COMMENT:See you there\\nat nine',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
    expect(lines).toContain('METHOD:REPLY');
    expect(lines).toContain('TZID:Ours');
  });

  it('an occurrence with a decision of its own has RECURRENCE-ID and its times, no RRULE', () => {
    const start = instant(Date.UTC(2027, 2, 29, 7));
    const occurrence = { recurrenceId: start, start, end: instant(Date.UTC(2027, 2, 29, 8)) };
    const content = reply(weekly, {}, { occurrence, partstat: 'DECLINED', requestStatus: '4.0;Event conflict' });
    const lines = unfolded(content);
    const second = lines.slice(lines.lastIndexOf('BEGIN:VEVENT'));
    expect(second).toContain('RECURRENCE-ID;TZID=Ours:20270329T090000');
    expect(second).toContain('DTEND;TZID=Ours:20270329T100000');
    expect(second).toContain('REQUEST-STATUS:4.0;Event conflict');
    expect(second.some((line) => line.startsWith('RRULE'))).toBe(false);
    expect(new ICAL.Component(ICAL.parse(content) as unknown[]).getAllSubcomponents('vevent')).toHaveLength(2);
  });

  it('a named zone without definition gets one', () => {
    const message = readItip(
      calendarObject(event('DTSTART;TZID=W. Europe Standard Time:20270308T090000', 'ATTENDEE:mailto:a@corp.example')),
    );
    const lines = unfolded(reply(message, {}));
    expect(lines).toContain('TZID:W. Europe Standard Time');
    expect(lines).toContain('TZOFFSETTO:+0200');
  });

  it('an all-day occurrence is written in dates', () => {
    const message = readItip(
      calendarObject(
        event('DTSTART;VALUE=DATE:20270308', 'RRULE:FREQ=DAILY;COUNT=3', 'ATTENDEE:mailto:a@corp.example'),
      ),
    );
    const occurrence = {
      recurrenceId: instant(Date.UTC(2027, 2, 8, 23)),
      start: instant(Date.UTC(2027, 2, 8, 23)),
      end: instant(Date.UTC(2027, 2, 9, 23)),
    };
    expect(unfolded(reply(message, { occurrence }))).toContain('RECURRENCE-ID;VALUE=DATE:20270309');
  });

  const zoned = 'DTSTART;TZID=Europe/Berlin:20270308T090000';
  it.each([
    ['a date that ends times', zoned, 'RRULE:FREQ=WEEKLY;UNTIL=20270405', 'RRULE:FREQ=WEEKLY;UNTIL=20270405T215959Z'],
    ['a local end', zoned, 'RRULE:FREQ=WEEKLY;UNTIL=20270405T090000', 'RRULE:FREQ=WEEKLY;UNTIL=20270405T070000Z'],
    ['an end in UTC', zoned, 'RRULE:FREQ=WEEKLY;UNTIL=20270405T070000Z', 'RRULE:FREQ=WEEKLY;UNTIL=20270405T070000Z'],
    [
      'a time that ends floating ones',
      'DTSTART:20270308T090000',
      'RRULE:FREQ=WEEKLY;UNTIL=20270405T070000Z',
      'RRULE:FREQ=WEEKLY;UNTIL=20270405T090000',
    ],
    [
      'a time that ends dates',
      'DTSTART;VALUE=DATE:20270308',
      'RRULE:FREQ=WEEKLY;UNTIL=20270405T235959Z',
      'RRULE:FREQ=WEEKLY;UNTIL=20270405',
    ],
    ['an added day', zoned, 'RDATE;VALUE=DATE:20270310', 'RDATE;TZID=Europe/Berlin:20270310T090000'],
    ['an added time in UTC', zoned, 'RDATE:20270405T070000Z', 'RDATE;TZID=Europe/Berlin:20270405T090000'],
    ['an excluded day', zoned, 'EXDATE:20270315,20270322', 'EXDATE;TZID=Europe/Berlin:20270315T090000,20270322T090000'],
    ['a period', zoned, 'RDATE:20270310T090000Z/PT2H', 'RDATE;VALUE=PERIOD:20270310T090000Z/PT2H'],
    [
      'what nothing explains',
      zoned,
      'RDATE;TZID=Mars/Olympus:20270310T090000',
      'RDATE;TZID=Mars/Olympus:20270310T090000',
    ],
  ])('the dates of a series have the type of DTSTART: %s', (_, start, line, expected) => {
    const rule = line.startsWith('RRULE') ? [] : ['RRULE:FREQ=WEEKLY;COUNT=5'];
    const message = readItip(calendarObject(event(start, ...rule, line, 'ATTENDEE:mailto:a@corp.example')));
    expect(unfolded(reply(message, {}))).toContain(expected);
  });

  it('an override repeats no rule, which would say more than it answers', () => {
    const lines = ['RECURRENCE-ID:20270315T090000Z', 'DTSTART:20270315T100000Z', 'RRULE:FREQ=WEEKLY'];
    const message = readItip(calendarObject(event(...lines, 'ATTENDEE:mailto:a@corp.example')));
    expect(reply(message, {})).not.toContain('RRULE');
  });

  it('control characters and line breaks cannot leave their value', () => {
    const lines = unfolded(reply(weekly, { comment: 'a\r\nATTENDEE:mailto:evil@example.org\u0000\u0085\u001b[31m' }));
    expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('COMMENT'))).toBe('COMMENT:a\\nATTENDEE:mailto:evil@example.org[31m');
  });

  it('RFC 5545 §3.1: no line is longer than 75 octets, and no character is cut', () => {
    const content = reply(weekly, { comment: 'Größe 🏢 '.repeat(100) });
    expect(content.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(unfolded(content)).toContain(`COMMENT:${'Größe 🏢 '.repeat(100)}`);
  });
});
