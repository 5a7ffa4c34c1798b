/**
 * What others learn of a booking: from the stored event, from an answer.
 */
import { describe, expect, it } from 'vitest';
import { readStoredCalendar } from '../../../src/calendar/stored-calendar.js';
import type { StrippablePart } from '../../../src/booking/booking-policy.js';
import { itip, openRoom, type RoomModel, type RoomSettings } from './desk-model.js';

const detailed = [
  'DTSTART:20270208T080000Z',
  'DURATION:PT1H',
  'SUMMARY:Salaries',
  'DESCRIPTION:who gets what',
  'X-ALT-DESC;FMTTYPE=text/html:<p>who gets what</p>',
  'ATTACH:https://files.example.org/salaries',
  'CLASS:PRIVATE',
  'LOCATION:upstairs',
];

describe('what is stripped from the stored event', () => {
  it.each<{ strip: StrippablePart[]; gone: string[]; there: string[] }>([
    {
      strip: [],
      gone: [],
      there: ['SUMMARY:Salaries', 'DESCRIPTION:who', 'ATTACH:https', 'CLASS:PRIVATE'],
    },
    { strip: ['subject'], gone: ['Salaries'], there: ['SUMMARY:Ann', 'DESCRIPTION:who', 'ATTACH:https'] },
    { strip: ['description'], gone: ['who gets what'], there: ['SUMMARY:Salaries', 'ATTACH:https'] },
    { strip: ['attachments'], gone: ['ATTACH'], there: ['SUMMARY:Salaries', 'DESCRIPTION:who'] },
    { strip: ['private'], gone: ['\r\nCLASS'], there: ['SUMMARY:Salaries', 'DESCRIPTION:who'] },
    {
      strip: ['subject', 'description', 'attachments', 'private'],
      gone: ['Salaries', 'who gets what', 'ATTACH', '\r\nCLASS'],
      there: ['SUMMARY:Ann', 'LOCATION:upstairs', 'ATTENDEE'],
    },
  ])('$strip', ({ strip, gone, there }) => {
    const room = openRoom({ policy: { strip } });
    const { answer } = room.send(itip('REQUEST', detailed));
    const ical = room.calendar.entries[0]?.ical ?? '';
    for (const text of gone) expect(ical).not.toContain(text);
    for (const text of there) expect(ical).toContain(text);
    const subject = strip.includes('subject') ? 'Ann' : 'Salaries';
    expect(room.calendar.entries[0]?.summary).toBe(subject);
    expect(room.calendar.busy.map(({ summary }) => summary)).toEqual([subject]);
    expect(answer?.subject).toBe('Accepted: Salaries');
  });

  it('an alarm goes with what it repeats, an organizer without a name is named by the address', () => {
    const room = openRoom({ policy: { strip: ['subject', 'description'] } });
    const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'DESCRIPTION:Salaries', 'END:VALARM'];
    room.send(itip('REQUEST', ['ORGANIZER:mailto:ann@example.org', ...detailed, ...alarm]));
    expect(room.calendar.entries[0]?.ical).not.toMatch(/Salaries|VALARM/);
    expect(room.calendar.entries[0]?.summary).toBe('ann@example.org');
  });

  it('the stored event is still known again, updated and cancelled', () => {
    const room = openRoom({ policy: { strip: ['subject', 'description', 'attachments', 'private'] } });
    const series = [...detailed, 'RRULE:FREQ=DAILY;COUNT=3'];
    room.send(itip('REQUEST', series));
    expect(room.send(itip('REQUEST', series)).record.because).toBe('same-revision');
    room.send(itip('CANCEL', ['RECURRENCE-ID:20270209T080000Z', 'DTSTAMP:20261202T000000Z']));
    expect(room.taken()).toEqual(['2027-02-08T08:00', '2027-02-10T08:00']);
    expect(room.calendar.busy.map(({ summary }) => summary)).toEqual(['Ann', 'Ann']);
    expect(readStoredCalendar(room.calendar.entries[0]?.ical ?? '').components[0]?.isPrivate).toBe(true);
  });
});

describe('conflict holder named in the answer or not', () => {
  const bob = ['UID:other', 'ORGANIZER;CN=Bob:mailto:bob@example.com', 'DTSTART:20270208T083000Z', 'DURATION:PT1H'];
  const wanted = ['DTSTART:20270208T080000Z', 'DURATION:PT1H'];
  const answerBeside = (
    lines: readonly string[],
    settings: RoomSettings,
    asked: readonly string[] = wanted,
  ): string => {
    const room: RoomModel = openRoom(settings);
    room.send(itip('REQUEST', lines), { authors: [{ localPart: 'bob', domain: 'example.com' }] });
    return room.send(itip('REQUEST', asked)).answer?.text ?? '';
  };
  const inside: RoomSettings = { policy: { nameConflictHolder: true }, booker: { isInside: true } };

  it.each<{ name: string; lines: readonly string[]; settings: RoomSettings; asked?: string[]; isNamed: boolean }>([
    { name: 'an organizer inside is told', lines: bob, settings: inside, isNamed: true },
    { name: 'not by default', lines: bob, settings: { booker: { isInside: true } }, isNamed: false },
    {
      name: 'an organizer outside is not told',
      lines: bob,
      settings: { policy: { nameConflictHolder: true } },
      isNamed: false,
    },
    {
      name: 'nor one whose copy goes to somebody elsewhere',
      lines: bob,
      settings: inside,
      asked: [...wanted, 'ORGANIZER;SENT-BY="mailto:pa@agency.example":mailto:ann@example.org'],
      isNamed: false,
    },
    { name: 'never of CLASS:PRIVATE', lines: [...bob, 'CLASS:PRIVATE'], settings: inside, isNamed: false },
    { name: 'never of CLASS:CONFIDENTIAL', lines: [...bob, 'CLASS:CONFIDENTIAL'], settings: inside, isNamed: false },
    {
      name: 'never of CLASS:PRIVATE, though the flag is stripped',
      lines: [...bob, 'CLASS:PRIVATE'],
      settings: { ...inside, policy: { nameConflictHolder: true, strip: ['private'] } },
      isNamed: false,
    },
    {
      name: 'with a buffer, who is too near',
      lines: bob.map((line) => line.replace('T083000Z', 'T090500Z')),
      settings: { ...inside, policy: { nameConflictHolder: true, bufferMinutes: 10 } },
      isNamed: true,
    },
  ])('$name', ({ lines, settings, asked, isNamed }) => {
    const text = answerBeside(lines, settings, asked);
    expect(text).toContain('Already taken:');
    expect(text.includes('bob@example.com')).toBe(isNamed);
  });

  it('beside the date, in the language of the answer', () => {
    expect(answerBeside(bob, inside)).toContain('09:30–10:30 (CET) – booked by bob@example.com\n');
    expect(answerBeside(bob, { ...inside, language: 'de' })).toContain(' – gebucht von bob@example.com\n');
  });
});

describe('additional text', () => {
  it('is in every answer, escaped in the HTML', () => {
    const room = openRoom({ policy: { additionalText: 'Keys & <badges> are at the desk.' } });
    for (const uid of ['first', 'second']) {
      const { answer } = room.send(itip('REQUEST', [`UID:${uid}`, 'DTSTART:20270208T080000Z', 'DURATION:PT1H']));
      expect(answer?.text).toContain('\n\nKeys & <badges> are at the desk.\n\n-- \n');
      expect(answer?.html).toContain('Keys &amp; &lt;badges&gt; are at the desk.');
    }
  });
});
