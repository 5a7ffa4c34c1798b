/** How the messages look: their colours, the dark page, and lists of dates on two clocks. */
import { describe, expect, it } from 'vitest';
import { decideBooking } from '../../../src/booking/decide-booking.js';
import { prepareBooking } from '../../../src/booking/prepare-booking.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { address, itip, openRoom, questionFor } from './desk-model.js';

const newYork = (hours: readonly [string, string]): string[] =>
  hours.map((hour, index) => `${index === 0 ? 'DTSTART' : 'DTEND'};TZID=America/New_York:20270208T${hour}0000`);
const meeting = newYork(['09', '10']);

function messages(): Readonly<Record<string, MessageDraft | null | undefined>> {
  const room = openRoom({ options: { reportUnproven: true } });
  const accepted = room.send(itip('REQUEST', meeting)).answer;
  const declined = room.send(itip('REQUEST', ['UID:other', ...meeting])).answer;
  const report = room.send(itip('CANCEL', ['DTSTAMP:20261202T000000Z', 'SEQUENCE:1'])).notices[0];
  const policy = { approvers: ['anna'] };
  const approval = { newUid: 'approval-00000000000000000000000000000000@x', approvers: [address('anna@example.com')] };
  const nothing = { entries: [], tombstones: [], busy: [] };
  const asked = { ...questionFor(itip('REQUEST', meeting), { policy }), approval };
  const { answer, notices, change } = decideBooking(prepareBooking(asked), nothing);
  const cancelled = questionFor(itip('CANCEL', ['DTSTAMP:20261202T000000Z', 'SEQUENCE:1']), { policy });
  const entries = change?.put.map(({ entry }) => entry) ?? [];
  const settled = decideBooking(prepareBooking({ ...cancelled, approval }), { ...nothing, entries }).notices.at(-1);
  return { accepted, declined, report, pending: answer, question: notices[0], settled };
}

describe('the page', () => {
  it.each([
    { mail: 'accepted', colour: 'green', light: '#1a7f37' },
    { mail: 'declined', colour: 'red', light: '#b3261e' },
    { mail: 'pending', colour: 'amber', light: '#9a6700' },
    { mail: 'question', colour: 'amber', light: '#9a6700' },
    { mail: 'report', colour: 'amber', light: '#9a6700' },
    { mail: 'settled', colour: 'blue', light: '#0550ae' },
  ])('of the mail $mail is $colour', ({ mail, light }) => {
    expect(messages()[mail]?.html?.match(/border-left:4px solid (#\w+)/)?.[1]).toBe(light);
  });

  it('paints its own ground, and has a dark one for programs that ask for it', () => {
    const html = messages()['accepted']?.html ?? '';
    expect(html).toContain('background:#ffffff;color:#1f2328');
    expect(html).toMatch(/@media \(prefers-color-scheme:dark\)\{\n\.page\{background:#16181c!important/);
  });

  it('says whether the message is a reply', () => {
    const footers = Object.entries(messages()).map(([name, mail]) => [
      name,
      /This is an automatic (\w+) from Blue Room\./.exec(mail?.text ?? '')?.[1],
    ]);
    expect(Object.fromEntries(footers)).toEqual({
      ...{ accepted: 'reply', declined: 'reply', pending: 'reply' },
      ...{ report: 'message', question: 'message', settled: 'message' },
    });
  });
});

describe('a date in a list, on the organizer’s clock and the resource’s', () => {
  it.each([
    { hours: ['09', '10'] as const, line: 'Monday, 8 February 2027, 09:00–10:00 (EST) = 15:00–16:00 (CET)' },
    {
      hours: ['20', '21'] as const,
      line: 'Monday, 8 February 2027, 20:00–21:00 (EST) = Tuesday, 9 February 2027, 02:00–03:00 (CET)',
    },
    {
      hours: ['17', '19'] as const,
      line: 'Monday, 8 February 2027, 17:00–19:00 (EST) = 23:00 – Tuesday, 9 February 2027, 01:00 (CET)',
    },
  ])('$line', ({ hours, line }) => {
    const room = openRoom();
    room.send(itip('REQUEST', newYork(hours)));
    const { answer } = room.send(itip('REQUEST', ['UID:other', ...newYork(hours)]));
    expect(answer?.text).toContain(`Already taken:\n  ${line}\n`);
  });
});
