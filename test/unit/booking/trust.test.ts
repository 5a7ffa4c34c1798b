/**
 * Who is believed (RFC 6047 §3): by the header's word, or by proven authors alone.
 */
import { describe, expect, it } from 'vitest';
import type { BookingOptions } from '../../../src/booking/booking-request.js';
import type { CarryingMessage } from '../../../src/booking/carrying-message.js';
import { isProvenFor } from '../../../src/booking/spoken-for.js';
import { defaultItipLimits } from '../../../src/calendar/parse-itip.js';
import { findMeeting } from '../../../src/delivery/planning/read-meeting.js';
import { resultTrust } from '../../../src/settings/trust-settings.js';
import { defaultCalendarPartLimits } from '../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { fixture } from '../../support/fixture.js';
import { address, itip, openRoom } from './desk-model.js';

const ORGANIZER = 'ORGANIZER:mailto:ann@example.org';
const event = (...lines: string[]): string[] => ['DTSTART:20270201T090000Z', 'DTEND:20270201T100000Z', ...lines];
const by = (authors: string[], proven: string[] = authors): Partial<CarryingMessage> => ({
  authors: authors.map(address),
  provenAuthors: proven.map(address),
});
const GOOGLE = 'calendar-notification@google.com';
const secondary = 'ORGANIZER:mailto:c_1@group.calendar.google.com';

describe('a request is believed', () => {
  it.each<[string, string, Partial<CarryingMessage>, author: boolean, authenticated: boolean]>([
    ['from the organizer, proven', ORGANIZER, by(['ann@example.org']), true, true],
    ['from the organizer, unproven', ORGANIZER, by(['ann@example.org'], []), true, false],
    [
      'Reply-To is the organizer, From proven',
      ORGANIZER,
      by(['eve@evil.example', 'ann@example.org'], ['eve@evil.example']),
      true,
      false,
    ],
    ['from somebody else', ORGANIZER, by(['eve@evil.example']), false, false],
    [
      'from its deputy',
      'ORGANIZER;SENT-BY="mailto:joe@example.org":mailto:ann@example.org',
      by(['joe@example.org']),
      true,
      true,
    ],
    [
      'from who calls himself its deputy',
      'ORGANIZER;SENT-BY="mailto:eve@evil.example":mailto:ann@example.org',
      by(['eve@evil.example']),
      true,
      false,
    ],
    [
      'by its EMAIL parameter alone',
      'ORGANIZER;EMAIL=ann@example.org:/principal/1/',
      by(['ann@example.org']),
      true,
      true,
    ],
    [
      'by an EMAIL parameter beside another address',
      'ORGANIZER;EMAIL=eve@evil.example:mailto:ann@example.org',
      by(['eve@evil.example']),
      true,
      false,
    ],
    ["from Google for a person's second calendar", secondary, by(['ann@example.org', GOOGLE]), true, true],
    [
      'from whoever says so for such a calendar',
      secondary,
      by(['eve@evil.example', GOOGLE], ['eve@evil.example']),
      true,
      false,
    ],
  ])('%s', (_, organizer, mail, author, authenticated) => {
    const decide = (trust: BookingOptions['trust']): string | null =>
      openRoom({ options: { trust } }).send(itip('REQUEST', event(organizer)), mail).record.because;
    expect(decide('author')).toBe(author ? null : 'author-is-not-organizer');
    expect(decide('authenticated')).toBe(
      authenticated ? null : author ? 'not-authenticated' : 'author-is-not-organizer',
    );
  });

  it.each(['REQUEST', 'CANCEL', 'ADD'])('%s that nothing proves is left to a person', (method) => {
    const room = openRoom({ options: { trust: 'authenticated' } });
    room.send(itip('REQUEST', event('SEQUENCE:0')), by(['ann@example.org']));
    const outcome = room.send(
      itip(method, event('SEQUENCE:1', 'DTSTAMP:20261202T000000Z')),
      by(['ann@example.org'], []),
    );
    expect(outcome).toMatchObject({ handled: false, change: null, answer: null, notices: [] });
    expect(outcome.record).toMatchObject({ decision: 'leave-to-person', because: 'not-authenticated' });
    expect(room.taken()).toEqual(['2027-02-01T09:00']);
  });
});

describe('an override names the organizer anew', () => {
  const deputy = 'ORGANIZER;SENT-BY="mailto:joe@example.org":mailto:ann@example.org';
  const override = ['RECURRENCE-ID:20270201T090000Z', 'DTSTART:20270201T100000Z', 'DURATION:PT1H'];

  it.each(['author', 'authenticated'] as const)('trust %s: the deputy is named only in the master', (trust) => {
    const decide = (organizer: string): unknown => {
      const mail = itip('REQUEST', event('RRULE:FREQ=DAILY;COUNT=2', deputy), [...override, organizer]);
      return openRoom({ options: { trust } }).send(mail, by(['joe@example.org'])).record.decision;
    };
    expect(decide(ORGANIZER)).toBe('accept');
    expect(decide('ORGANIZER:mailto:eve@example.org')).toBe('leave-to-person');
    expect(decide('ORGANIZER:urn:uuid:1')).toBe('leave-to-person');
  });
});

describe('what nothing proves is reported to the stored organizer', () => {
  const options = { trust: 'author', reportUnproven: true } as const;
  const booked = itip('REQUEST', event('SUMMARY:Planning', 'SEQUENCE:0'));
  const later = ['SUMMARY:Planning', 'SEQUENCE:1', 'DTSTAMP:20261202T000000Z'];
  const moved = itip('REQUEST', ['DTSTART:20270201T140000Z', 'DTEND:20270201T150000Z', ...later]);
  const forged = { ...by(['ann@example.org'], []), messageId: '<forged@evil.example>', reversePath: null };

  it.each([
    ['a cancellation', itip('CANCEL', event(...later)), 'Your booking was cancelled: Planning'],
    ['an update that moves it', moved, 'Your booking was moved: Planning'],
    [
      'an update that uninvites the room',
      itip('REQUEST', event('ATTENDEE:mailto:other@example.com', ...later)),
      'Your booking was cancelled: Planning',
    ],
  ])('%s', (_, changedComponents, subject) => {
    const room = openRoom({ options });
    expect(room.send(booked).notices).toEqual([]);
    const { notices } = room.send(changedComponents, forged);
    expect(notices.map((notice) => [notice.subject, notice.to.map(({ address: to }) => to.localPart)])).toEqual([
      [subject, ['ann']],
    ]);
    const [notice] = notices;
    expect(notice?.calendar).toBeNull();
    expect(notice?.extraFields).toContainEqual({ name: 'Auto-Submitted', value: 'auto-generated' });
    expect(notice?.text).toContain('Monday, 1 February 2027, 10:00–11:00');
    expect(notice?.text).toContain('From ann@example.org\n  Message-ID <forged@evil.example>');
  });

  it('says both times, in German too', () => {
    const room = openRoom({ options, language: 'de' });
    room.send(booked);
    expect(room.send(moved, forged).notices[0]?.text).toMatch(
      /Bisherige Zeit:\n {2}Montag, 1\. Februar 2027, 10:00–11:00.*\n\nNeue Zeit:\n {2}Montag, 1\. Februar 2027, 15:00–16:00/,
    );
  });

  it.each<[string, string, Partial<CarryingMessage>, Partial<BookingOptions>, string]>([
    ['proven', itip('CANCEL', event(...later)), by(['ann@example.org']), {}, booked],
    ['not asked for', itip('CANCEL', event(...later)), forged, { reportUnproven: false }, booked],
    ['details alone', itip('REQUEST', event('SUMMARY:Other', ...later.slice(1))), forged, {}, booked],
    ['an old cancellation', itip('CANCEL', event('DTSTAMP:20260101T000000Z')), forged, {}, booked],
    ['of a meeting that is not known', itip('CANCEL', event('UID:other')), forged, {}, booked],
    [
      'of a declined meeting',
      itip('CANCEL', event(...later)),
      forged,
      {},
      itip('REQUEST', event('RRULE:FREQ=DAILY;COUNT=2')),
    ],
  ])('not: %s', (_, changedComponents, mail, changed, first) => {
    const room = openRoom({ options: { ...options, ...changed }, policy: { declineRecurring: true } });
    room.send(first);
    expect(room.send(changedComponents, mail).notices).toEqual([]);
  });

  it('one date of a series is named', () => {
    const room = openRoom({ options });
    room.send(itip('REQUEST', event('RRULE:FREQ=DAILY;COUNT=5', 'SUMMARY:Daily')));
    const date = ['RECURRENCE-ID:20270203T090000Z', 'DTSTART:20270203T090000Z', 'DTEND:20270203T100000Z'];
    const { notices } = room.send(itip('CANCEL', [...date, ...later.slice(1)]), forged);
    expect(notices[0]?.text).toContain('Part of your booking of Blue Room was cancelled');
    expect(notices[0]?.text).toContain('Wednesday, 3 February 2027, 10:00–11:00');
    expect(notices[0]?.text).not.toContain('series');
    const whole = room.send(itip('CANCEL', event('SEQUENCE:2', 'DTSTAMP:20261203T000000Z')), forged);
    expect(whole.notices[0]?.text).toContain('(CET), the entire series');
  });
});

describe('known exceptions', () => {
  const limits = { parts: defaultCalendarPartLimits, itip: defaultItipLimits };
  const trust = resultTrust({ trust: 'auto', trustedAuthserv: ['mx.corp.example'], trustedRelays: [] });

  it.each(['apple-icloud-authenticated', 'google-secondary-calendar'])('%s is proven, and not by its look', (name) => {
    const bytes = fixture(`messages/${name}.eml`);
    const provenIn = (source: Uint8Array): boolean => {
      const arrival = { reversePath: null, peerIp: null };
      const meeting = findMeeting(readHeaderSection(source), source, arrival, { limits, trust });
      if (meeting?.parsed.kind !== 'itip') throw new Error('no meeting');
      return isProvenFor(meeting.parsed.message.components, meeting.mail.provenAuthors);
    };
    expect(provenIn(bytes)).toBe(true);
    expect(provenIn(Buffer.from(bytes.toString().replaceAll('=pass', '=fail')))).toBe(false);
  });
});
