import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../../src/mail/address.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { defaultItipLimits as limits, parseItip } from '../../../src/calendar/parse-itip.js';
import type { EventComponent } from '../../../src/calendar/itip-message.js';
import { calendarObject, event, readItip } from '../../support/calendar-object.js';
import { fixture } from '../../support/fixture.js';

const start = 'DTSTART:20270208T090000Z';
const only = (content: string): EventComponent => {
  const [component] = readItip(content).components;
  if (component === undefined) throw new Error('no component');
  return component;
};

describe('messages of known programs', () => {
  it.each([
    ['outlook-365-single', 'REQUEST', 'Budget review', 0, 'ann@partner.example'],
    ['outlook-365-update', 'REQUEST', 'Budget review', 1, 'ann@partner.example'],
    ['outlook-365-cancel', 'CANCEL', 'Canceled: Budget review', 2, 'ann@partner.example'],
    ['outlook-2003-without-method-parameter', 'REQUEST', 'Supplier talk', 3, 'ann@partner.example'],
    ['google-series-with-override', 'REQUEST', 'Stand-up', 1, 'ann@partner.example'],
    ['apple-ios-single', 'REQUEST', 'Café with the architects', 0, 'ann@partner.example'],
    ['thunderbird-8bit', 'REQUEST', 'Beamer für den Workshop', 0, 'ann@partner.example'],
    ['domino-latin-1', 'REQUEST', 'Prüfung der Verträge', 0, '"Jörg Weiß/Partner"@partner.example'],
    ['zimbra-private-series', 'REQUEST', 'Training', 0, 'ann@partner.example'],
    [
      'broken-folding',
      'REQUEST',
      'A title that was cut withoutthe blank that a folded line begins with',
      1,
      'ann@partner.example',
    ],
  ])('%s: %s "%s", SEQUENCE %i', (name, method, summary, sequence, organizer) => {
    const parsed = parseItip(findCalendarParts(fixture(`messages/${name}.eml`), defaultCalendarPartLimits), limits);
    if (parsed.kind === 'refused') throw new Error(parsed.detail);
    const [component] = parsed.message.components;
    expect(parsed.message.method).toBe(method);
    expect(component?.summary).toBe(summary);
    expect(component?.revision.sequence).toBe(sequence);
    expect(component?.organizer?.addresses.map(formatAddress)[0]).toBe(organizer);
  });
});

describe('repairs, where only one reading is possible', () => {
  const withSummary = (...lines: readonly string[]): string => calendarObject(event(start, ...lines));
  it.each([
    ['folded with TAB', withSummary('SUMMARY:one', '\ttwo')],
    ['folded with a blank', withSummary('SUMMARY:one', ' two')],
    ['folded without a blank', withSummary('SUMMARY:one', 'two')],
    ['the colon on the next line', withSummary('SUMMARY;LANGUAGE=en', ':onetwo')],
    ['RFC 5545 §3.1: folded behind the name', withSummary('SUMMARY', ' :onetwo')],
    ['RFC 5545 §3.1: folded behind the name, before a parameter', withSummary('SUMMARY', ' ;LANGUAGE=en', ' :onetwo')],
    ['RFC 5545 §3.1: folded in the name', withSummary('SUMM', ' ARY:onetwo')],
    ['bare LF', withSummary('SUMMARY:onetwo').replaceAll('\r\n', '\n')],
    ['bare CR', withSummary('SUMMARY:onetwo').replaceAll('\r\n', '\r')],
    ['CRCRLF', withSummary('SUMMARY:one', ' two').replaceAll('\r\n', '\r\r\n')],
    ['empty lines between', withSummary('SUMMARY:onetwo').replaceAll('\r\n', '\r\n\r\n')],
    ['byte order mark', `\ufeff${withSummary('SUMMARY:onetwo')}`],
    ['text before the object', `Hello\r\n${withSummary('SUMMARY:onetwo')}`],
    ['names in lower case', withSummary('summary:onetwo')],
    ['a parameter without value', withSummary('SUMMARY;X-EMPTY;LANGUAGE=en:onetwo')],
    ['control characters', withSummary('SUMMARY:one\u0000\u001b\u0085two')],
    ['END:VCALENDAR missing', withSummary('SUMMARY:onetwo').replace('END:VCALENDAR', '')],
  ])('%s', (_, content) => {
    expect(only(content).summary).toBe('onetwo');
  });

  it('METHOD after the VEVENT, in any case', () => {
    const content = calendarObject(event(start), 'METHOD:cancel').replace('METHOD:REQUEST\r\n', '');
    expect(readItip(content).method).toBe('CANCEL');
  });

  it('a line of text that looks like a property belongs to the text', () => {
    expect(only(withSummary('DESCRIPTION:Today', 'Agenda: none')).description).toBe('TodayAgenda: none');
  });

  it.each([
    ['DATE without VALUE', 'DTSTART:20270208', { kind: 'date', date: '2027-02-08' }],
    [
      'DATE-TIME under VALUE=DATE',
      'DTSTART;VALUE=DATE:20270208T090000',
      { kind: 'floating', local: '2027-02-08T09:00:00' },
    ],
    ['TZID beside Z', 'DTSTART;TZID=Europe/Berlin:20270208T090000Z', { kind: 'utc', at: Date.UTC(2027, 1, 8, 9) }],
    [
      'an unquoted TZID with colon and commas',
      'DTSTART;TZID=(UTC+01:00) Amsterdam, Berlin:20270208T090000',
      { kind: 'zoned', local: '2027-02-08T09:00:00', tzid: '(UTC+01:00) Amsterdam, Berlin' },
    ],
    [
      'an escaped TZID',
      'DTSTART;TZID="Chennai\\, Kolkata";X-A=1:20270208T090000',
      { kind: 'zoned', local: '2027-02-08T09:00:00', tzid: 'Chennai, Kolkata' },
    ],
  ])('%s', (_, line, time) => {
    expect(only(calendarObject(event(line))).start).toEqual(time);
  });

  it('the repaired event is written by the standard', () => {
    const { ical } = only(calendarObject(event('dtstart:20270208', 'X_A_B:1', `SUMMARY:${'ü'.repeat(60)}`)));
    expect(ical).toContain('DTSTART;VALUE=DATE:20270208\r\nX-A-B:1\r\n');
    expect(ical.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });
});

describe('values', () => {
  it.each([
    ['missing SEQUENCE is 0', [], 0],
    ['old Outlook: X-MICROSOFT-CDO-APPT-SEQUENCE', ['X-MICROSOFT-CDO-APPT-SEQUENCE:4'], 4],
    ['SEQUENCE holds over it', ['SEQUENCE:1', 'X-MICROSOFT-CDO-APPT-SEQUENCE:4'], 1],
    ['a negative one is 0', ['SEQUENCE:-3'], 0],
    ['an unreadable one is 0', ['SEQUENCE:abc'], 0],
  ])('RFC 5546 §2.1.5: %s', (_, lines, sequence) => {
    expect(only(calendarObject(event(start, ...lines))).revision).toEqual({
      sequence,
      stampedAt: Date.UTC(2027, 1, 1, 8),
    });
  });

  it.each([
    [
      'DTEND and DURATION together: DTEND',
      ['DTEND:20270208T100000Z', 'DURATION:PT5H'],
      { kind: 'utc', at: Date.UTC(2027, 1, 8, 10) },
    ],
    ['DURATION', ['DURATION:P1DT30M'], { kind: 'utc', at: Date.UTC(2027, 1, 9, 9, 30) }],
    ['neither: no time at all', [], { kind: 'utc', at: Date.UTC(2027, 1, 8, 9) }],
  ])('RFC 5545 §3.6.1: %s', (_, lines, end) => {
    expect(only(calendarObject(event(start, ...lines))).end).toEqual(end);
  });

  it.each([
    ['a DATE without end is one day', []],
    ['a DATE that ends on itself is one day', ['DTEND;VALUE=DATE:20270208']],
  ])('RFC 5545 §3.6.1: %s', (_, lines) => {
    const component = only(calendarObject(event('DTSTART;VALUE=DATE:20270208', ...lines)));
    expect(component.end).toEqual({ kind: 'date', date: '2027-02-09' });
  });

  it.each([
    ['MAILTO:John@Corp.Example', 'John@corp.example'],
    ['john@corp.example', 'john@corp.example'],
    ['mailto:<john@corp.example>', 'john@corp.example'],
    ['mailto:john%2Broom@corp.example?subject=x', 'john+room@corp.example'],
    ['mailto:John%20Smith/Corp@corp.example', '"John Smith/Corp"@corp.example'],
    ['invalid:nomail', undefined],
    [`mailto:${'?'.repeat(100_000)}@corp.example`, undefined],
  ])('RFC 5545 §3.3.3: the address of %.40s', (uri, address) => {
    const [attendee] = only(calendarObject(event(start, `ATTENDEE:${uri}`))).attendees;
    expect(attendee?.addresses.map(formatAddress)[0]).toBe(address);
    expect(attendee?.uri).toBe(uri);
  });

  it('EMAIL tells who a principal is; RSVP and PARTSTAT have their defaults', () => {
    const [one, other] = only(
      calendarObject(
        event(
          start,
          'ATTENDEE;EMAIL=john@corp.example:/principals/1',
          'ATTENDEE;RSVP=false;PARTSTAT=declined:mailto:a@b.example',
        ),
      ),
    ).attendees;
    expect(one).toMatchObject({ rsvp: null, partstat: 'NEEDS-ACTION', addresses: [{ localPart: 'john' }] });
    expect(other).toMatchObject({ rsvp: false, partstat: 'DECLINED', parameters: { RSVP: ['false'] } });
  });

  it('RFC 5546 §3.2.5: a CANCEL may leave DTSTART out', () => {
    const content = calendarObject(event('RECURRENCE-ID;RANGE=THISANDFUTURE:20270215T090000Z')).replace(
      'REQUEST',
      'CANCEL',
    );
    expect(only(content)).toMatchObject({ thisAndFuture: true, start: { kind: 'utc', at: Date.UTC(2027, 1, 15, 9) } });
  });
});

describe('the method', () => {
  const without = calendarObject(event(start)).replace('METHOD:REQUEST\r\n', '');
  it.each([
    ['the body wins over the parameter', calendarObject(event(start)), 'CANCEL', 'REQUEST'],
    ['the parameter is taken where the body has none', without, 'cancel', 'CANCEL'],
  ])('RFC 6047 §2.4: %s', (_, content, method, expected) => {
    expect(parseItip([{ content, method }], limits)).toMatchObject({ kind: 'itip', message: { method: expected } });
  });
});

describe('two copies in one message', () => {
  const one = calendarObject(event(start, 'SUMMARY:inline'));
  const twin = calendarObject(event(start, 'SUMMARY:file', 'ATTENDEE:mailto:else@corp.example'));
  const part = (content: string): { content: string; method: null } => ({ content, method: null });

  it('the first one holds', () => {
    const parsed = parseItip([part(one), part(twin), part(one)], limits);
    expect(parsed).toMatchObject({ kind: 'itip', message: { components: [{ summary: 'inline', attendees: [] }] } });
  });

  it('an unreadable first copy does not hide the second', () => {
    expect(parseItip([part('BEGIN:VCALENDAR'), part(twin)], limits).kind).toBe('itip');
  });
});

describe('refusals have names', () => {
  const attendees = Array<string>(1001).fill('ATTENDEE:mailto:a@corp.example');
  it.each([
    ['no-calendar-object', 'hello'],
    ['unreadable', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR'],
    ['unreadable', calendarObject(event(start, 'RRULE:FREQ=SOMETIMES'))],
    ['unreadable', calendarObject(event(start), ...Array<string>(9).fill('BEGIN:X-DEEP'))],
    ['unreadable', calendarObject(event(start, `ATTENDEE${';A=B'.repeat(10_000)}:mailto:a@corp.example`))],
    ['too-large', calendarObject(event(start, `SUMMARY:${'é'.repeat(600_000)}`))],
    ['too-large', calendarObject(event(start, ...Array<string>(1001).fill('EXRULE:FREQ=DAILY')))],
    ['too-large', calendarObject(event(start, ...Array<string>(50_001).fill('X-A:b')))],
    ['too-many-components', calendarObject(...Array<string>(1001).fill(event(start)))],
    ['too-many-attendees', calendarObject(event(start, ...attendees))],
    ['no-method', calendarObject(event(start)).replace('REQUEST', 'ASK')],
    ['not-an-event', calendarObject('BEGIN:VTODO', 'UID:1', 'END:VTODO')],
    ['not-an-event', calendarObject()],
    ['several-objects', calendarObject(event(start)) + calendarObject(event(start, 'SUMMARY:other'))],
    ['no-uid', calendarObject(event(start).replace(/UID:.*\r\n/, ''))],
    ['no-start', calendarObject(event())],
  ])('%s', (because, content) => {
    expect(parseItip([{ content, method: null }], limits)).toMatchObject({ kind: 'refused', because });
  });

  it('no parts: no-calendar-object', () => {
    expect(parseItip([], limits)).toMatchObject({ kind: 'refused', because: 'no-calendar-object' });
  });
});

describe('hostile input ends soon', () => {
  const size = 1_000_000;
  const inEvent = (line: string): string => calendarObject(event(start, line));
  it.each([
    ['nested components', `BEGIN:VCALENDAR\r\n${'BEGIN:X\r\n'.repeat(size / 9)}`],
    ['a million backslashes', inEvent(`SUMMARY:${'\\'.repeat(size)}`)],
    ['quotes', inEvent(`ATTENDEE;CN=${'";"=:'.repeat(size / 5)}`)],
    ['folds', inEvent(`SUMMARY:a${'\r\n a'.repeat(size / 4)}`)],
    ['carriage returns', `BEGIN:VCALENDAR\n${'\r'.repeat(size)}`],
    ['list values', inEvent(`CATEGORIES:${'a,'.repeat(size / 2)}`)],
    ['many parameters on many lines', inEvent(`ATTENDEE${';A=B'.repeat(4000)}:x\r\n`.repeat(60).trimEnd())],
    ['at signs', inEvent(`ATTENDEE:mailto:${'?'.repeat(size / 2)}${'@'.repeat(size / 2 - 1000)}`)],
  ])('%s', (_, content) => {
    const before = performance.now();
    parseItip([{ content, method: null }], limits);
    // A tenth of this on an idle machine; what backtracks takes minutes.
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('names of the prototype are only names', () => {
    const message = readItip(
      calendarObject(
        'BEGIN:VTIMEZONE\r\nTZID:__proto__\r\nEND:VTIMEZONE',
        event(start, 'ATTENDEE;__PROTO__=1;CONSTRUCTOR=2:x'),
      ),
    );
    expect(Object.getPrototypeOf(message.zones.definitions)).toBe(Object.prototype);
    expect(message.components[0]?.attendees).toHaveLength(1);
  });
});
