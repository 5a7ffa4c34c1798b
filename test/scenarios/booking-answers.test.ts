/** Rooms and equipment answer meeting requests, over the whole product: LMTP in, the command line, answers out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCorp, type Corp } from '../support/corp.js';
import { agendaOf, messagesIn } from '../support/read-server.js';
import { dayAhead, invitation, type Invitation } from '../support/invitation.js';

const ORGANIZER = 'organizer@partner.example';
const SET_UP_WITHIN_MS = 60_000;

let corp: Corp;
beforeAll(async () => {
  // One organizer asks for everything here: nothing shall wait for it.
  corp = await startCorp({ FRONTDESK_BOOKING_OWN_CONFLICT_GRACE_SECONDS: '0' });
}, SET_UP_WITHIN_MS);
afterAll(() => corp.stop());

type Asked = Omit<Invitation, 'organizer' | 'attendee'> & { readonly room: string; readonly organizer?: string };

/** Sends a request and resolves once frontdesk has taken it. */
async function ask({ room, ...meeting }: Asked): Promise<string> {
  const messageId = meeting.messageId ?? `${meeting.uid}.${meeting.method ?? 'REQUEST'}.${meeting.sequence ?? 0}@out`;
  const bytes = invitation({ organizer: ORGANIZER, ...meeting, attendee: `${room}@corp.example`, messageId });
  expect(await corp.deliver(bytes, `${room}@corp.example`, meeting.organizer ?? ORGANIZER)).toEqual(['250 2.0.0']);
  return messageId;
}

/** Sends a request and reads what the room says. */
async function answerFor(asked: Asked): Promise<string> {
  return (await corp.answerTo(await ask(asked))).partstat;
}

describe('a request', () => {
  test('by an outside organizer is accepted by mail', async () => {
    await corp.account('oak', 'room');
    const answer = await corp.answerTo(
      await ask({ room: 'oak', uid: 'oak-1', start: dayAhead(7, 9), minutes: 60, summary: 'Kick-off' }),
    );
    expect(answer.subject).toBe('Accepted: Kick-off');
    expect(answer.partstat).toBe('ACCEPTED');
    expect(answer.calendarLines).toContain('METHOD:REPLY');
    expect(answer.calendarLines).toContain('UID:oak-1');
    // RFC 5545 §3.8.7.2: in UTC.
    expect(answer.calendarLines.filter((line) => /^DTSTAMP:\d{8}T\d{6}Z$/.test(line)).length).toBe(1);
    expect(answer.field('from')).toContain('oak@corp.example');
    expect(answer.field('to')).toContain(ORGANIZER);
    expect(answer.field('auto-submitted')).toBe('auto-replied');
    expect((await agendaOf(corp.frontdesk, 'oak')).map(({ uid }) => uid)).toEqual(['oak-1']);
    expect((await messagesIn(corp.frontdesk, 'oak', 'Handled')).length).toBe(1);
  });

  test('that overlaps is declined, with the reason and the asked time', async () => {
    await corp.account('elm', 'room');
    const start = dayAhead(7, 9);
    expect(await answerFor({ room: 'elm', uid: 'elm-1', start, minutes: 60 })).toBe('ACCEPTED');
    const halfPast = new Date(start.getTime() + 30 * 60_000);
    const answer = await corp.answerTo(await ask({ room: 'elm', uid: 'elm-2', start: halfPast, minutes: 60 }));
    expect(answer.partstat).toBe('DECLINED');
    expect(answer.subject).toMatch(/^Declined: /);
    expect(answer.text).toMatch(/booked|taken|conflict/i);
    expect(answer.text).toContain('09:30');
    expect((await agendaOf(corp.frontdesk, 'elm')).map(({ uid }) => uid)).toEqual(['elm-1']);
  });

  test('that comes again is not answered twice', async () => {
    await corp.account('fir', 'room');
    const stampedAt = new Date();
    const asked = { room: 'fir', uid: 'fir-1', start: dayAhead(8, 9), minutes: 60, stampedAt };
    const first = await ask(asked);
    await corp.answerTo(first);
    const again = await ask({ ...asked, messageId: 'fir-1.again@out' });
    // Whatever the repeat had set off would be out before the answer to a later request.
    await corp.answerTo(await ask({ room: 'fir', uid: 'fir-2', start: dayAhead(9, 9), minutes: 60 }));
    expect(corp.answersTo(first).length).toBe(1);
    expect(corp.answersTo(again)).toEqual([]);
    expect((await agendaOf(corp.frontdesk, 'fir')).map(({ uid }) => uid)).toEqual(['fir-1', 'fir-2']);
  });
});

describe('capacity', () => {
  test('2: only the third at one time is declined', async () => {
    await corp.account('beamers', 'equipment', '--capacity', '2');
    const start = dayAhead(7, 9);
    const answers: string[] = [];
    for (const uid of ['b-1', 'b-2', 'b-3'])
      answers.push(await answerFor({ room: 'beamers', uid, start, minutes: 60 }));
    expect(answers).toEqual(['ACCEPTED', 'ACCEPTED', 'DECLINED']);
  });

  test('2: bookings 9-10 and 10-11 leave 9-11 free', async () => {
    await corp.account('cars', 'equipment', '--capacity', '2');
    const asked = [
      { uid: 'c-1', start: dayAhead(7, 9), minutes: 60 },
      { uid: 'c-2', start: dayAhead(7, 10), minutes: 60 },
      { uid: 'c-3', start: dayAhead(7, 9), minutes: 120 },
      { uid: 'c-4', start: dayAhead(7, 10), minutes: 30 },
    ];
    const answers: string[] = [];
    for (const each of asked) answers.push(await answerFor({ room: 'cars', ...each }));
    expect(answers).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'DECLINED']);
  });
});

describe('a series', () => {
  test('whose fifth occurrence clashes is declined, and the answer names just that date', async () => {
    await corp.account('ash', 'room');
    const weekly = (week: number): Date => dayAhead(7 + 7 * week, 14);
    expect(await answerFor({ room: 'ash', uid: 'ash-1', start: weekly(4), minutes: 60 })).toBe('ACCEPTED');
    const answer = await corp.answerTo(
      await ask({ room: 'ash', uid: 'ash-2', start: weekly(0), minutes: 60, rrule: 'FREQ=WEEKLY;COUNT=8' }),
    );
    expect(answer.partstat).toBe('DECLINED');
    const taken = /taken:.*/i.exec(answer.text)?.[0] ?? '';
    const named = [0, 1, 2, 3, 4, 5, 6, 7].filter((week) => namesDate(taken, weekly(week)));
    expect(named).toEqual([4]);
  });

  test('is declined by a room that accepts none', async () => {
    await corp.account('bay', 'room', '--mr-decline-recurring', 'yes');
    const start = dayAhead(7, 9);
    const rrule = 'FREQ=WEEKLY;COUNT=3';
    expect(await answerFor({ room: 'bay', uid: 'bay-1', start, minutes: 60, rrule })).toBe('DECLINED');
    expect(await answerFor({ room: 'bay', uid: 'bay-2', start, minutes: 60 })).toBe('ACCEPTED');
  });
});

describe('a change', () => {
  test('that moves the meeting frees its old slot', async () => {
    await corp.account('yew', 'room');
    const [nine, noon] = [dayAhead(7, 9), dayAhead(7, 12)];
    expect(await answerFor({ room: 'yew', uid: 'yew-1', start: nine, minutes: 60 })).toBe('ACCEPTED');
    expect(await answerFor({ room: 'yew', uid: 'yew-1', start: noon, minutes: 60, sequence: 1 })).toBe('ACCEPTED');
    expect(await answerFor({ room: 'yew', uid: 'yew-2', start: nine, minutes: 60 })).toBe('ACCEPTED');
    expect(await answerFor({ room: 'yew', uid: 'yew-3', start: noon, minutes: 60 })).toBe('DECLINED');
  });

  test('that cancels frees the slot and is not answered', async () => {
    await corp.account('ivy', 'room');
    const meeting = { room: 'ivy', uid: 'ivy-1', start: dayAhead(7, 9), minutes: 60 };
    expect(await answerFor(meeting)).toBe('ACCEPTED');
    const cancelled = await ask({ ...meeting, method: 'CANCEL', sequence: 1 });
    expect(await answerFor({ ...meeting, uid: 'ivy-2' })).toBe('ACCEPTED');
    expect(corp.answersTo(cancelled)).toEqual([]);
    expect((await agendaOf(corp.frontdesk, 'ivy')).map(({ uid }) => uid)).toEqual(['ivy-2']);
  });
});

test('a person’s request is tentative in the agenda, unread in the Inbox and not answered', async () => {
  await corp.account('john', 'user');
  const asked = await ask({ room: 'john', uid: 'john-1', start: dayAhead(7, 9), minutes: 60 });
  const agenda = await agendaOf(corp.frontdesk, 'john');
  expect(agenda.map(({ uid, status }) => ({ uid, status }))).toEqual([{ uid: 'john-1', status: 'tentative' }]);
  const inbox = await messagesIn(corp.frontdesk, 'john');
  expect(inbox.map(({ messageId, flags }) => ({ messageId, flags }))).toEqual([{ messageId: `<${asked}>`, flags: [] }]);
  expect(corp.answersTo(asked)).toEqual([]);
});

test('`booking set --mr-accept no` is in effect for the very next message, which stays in the Inbox', async () => {
  await corp.account('nut', 'room');
  expect(await answerFor({ room: 'nut', uid: 'nut-1', start: dayAhead(7, 9), minutes: 60 })).toBe('ACCEPTED');
  await corp.frontdesk.cli(['booking', 'set', 'nut', '--mr-accept', 'no']);
  const left = await ask({ room: 'nut', uid: 'nut-2', start: dayAhead(8, 9), minutes: 60 });
  expect((await messagesIn(corp.frontdesk, 'nut')).map(({ messageId }) => messageId)).toEqual([`<${left}>`]);
  expect(corp.answersTo(left)).toEqual([]);
  await corp.frontdesk.cli(['booking', 'set', 'nut', '--mr-accept', 'yes']);
  expect(await answerFor({ room: 'nut', uid: 'nut-3', start: dayAhead(9, 9), minutes: 60 })).toBe('ACCEPTED');
});

/** In any of the ways in which a person writes a date. */
function namesDate(text: string, date: Date): boolean {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const name = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  const numeric = `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return text.includes(numeric) || new RegExp(`\\b(0?${day} ${name}\\w*|${name}\\w* 0?${day}\\b)`).test(text);
}
