/**
 * Who is believed (RFC 6047 §3): by the header's word, or by proven authors alone.
 */
import { describe, expect, it } from 'vitest';
import type { BookingOptions, CarryingMail } from '../../../src/booking/booking-request.js';
import { address, itip, openRoom } from './desk-model.js';

const ORGANIZER = 'ORGANIZER:mailto:ann@example.org';
const event = (...lines: string[]): string[] => ['DTSTART:20270201T090000Z', 'DTEND:20270201T100000Z', ...lines];
const by = (authors: string[], proven: string[] = authors): Partial<CarryingMail> => ({
  authors: authors.map(address),
  provenAuthors: proven.map(address),
});
const GOOGLE = 'calendar-notification@google.com';
const secondary = 'ORGANIZER:mailto:c_1@group.calendar.google.com';

describe('a request is believed', () => {
  it.each<[string, string, Partial<CarryingMail>, author: boolean, authenticated: boolean]>([
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
