/**
 * One message of every kind that booking sends, as the engine composes it: read whole by booking-messages.test.ts.
 */
import { answerWithOffers } from '../../../src/booking/answer/answer-with-offers.js';
import { composeWithdrawal } from '../../../src/booking/answer/compose-withdrawal.js';
import type { BookingOutcome } from '../../../src/booking/booking-outcome.js';
import type { BookingPolicy } from '../../../src/booking/booking-policy.js';
import { decideBooking } from '../../../src/booking/decide-booking.js';
import { prepareBooking } from '../../../src/booking/prepare-booking.js';
import { retireMeeting } from '../../../src/booking/retire-meeting.js';
import { expireApproval } from '../../../src/booking/settle-approval.js';
import { recallEntry } from '../../../src/booking/stored-meeting.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import type { Interval } from '../../../src/mail/instant.js';
import { address, at, itip, openRoom, questionFor, type RoomModel, type RoomSettings } from '../booking/desk-model.js';

type Messages = Readonly<Record<string, MessageDraft | null | undefined>>;

const newYork = (day: number, from: string, until: string): string[] => [
  `DTSTART;TZID=America/New_York:202702${String(day).padStart(2, '0')}T${from}00`,
  `DTEND;TZID=America/New_York:202702${String(day).padStart(2, '0')}T${until}00`,
];
const meeting = [...newYork(8, '0900', '1000'), 'SUMMARY:Planning', 'LOCATION:Blue Room'];
const berlin = ['DTSTART;TZID=Europe/Berlin:20270208T090000', 'DTEND;TZID=Europe/Berlin:20270208T100000'];
const weekly = [...berlin, 'RRULE:FREQ=WEEKLY;COUNT=8', 'SUMMARY:Weekly'];
const interval = (start: string, end: string): Interval => ({ start: at(start), end: at(end) });
const bob = (...lines: string[]): string =>
  itip('REQUEST', [`UID:${lines[0] ?? ''}`, 'ORGANIZER;CN=Bob:mailto:bob@example.com', ...lines]);
const byBob = { authors: [address('bob@example.com')], reversePath: address('bob@example.com') };

/** @param language of the resource; the organizer's messages say none */
export function bookingMessages(language: string): Messages {
  const open = (policy: Partial<BookingPolicy> = {}, other: Partial<RoomSettings> = {}): RoomModel =>
    openRoom({
      language,
      policy: { contact: 'reception@example.com, +49 30 1234', ...policy },
      ...other,
      options: { organization: 'Example Ltd', offerSlots: 'inside', ...other.options },
    });
  const declined = (policy: Partial<BookingPolicy>, lines: readonly string[] = meeting): MessageDraft | null =>
    open(policy).send(itip('REQUEST', lines)).answer;
  return {
    accepted: open({ additionalText: 'The key is at the desk.' }).send(itip('REQUEST', meeting)).answer,
    'accepted-series': open().send(itip('REQUEST', [...weekly])).answer,
    ...conflicts(open),
    'declined-not-a-booker': declined({ bookers: { accounts: ['boss'], groups: [], domains: [] } }),
    'declined-recurring': declined({ declineRecurring: true }, weekly),
    'declined-too-long': declined({ maxDurationMinutes: 30 }),
    'declined-too-short': declined({ minDurationMinutes: 1440 }),
    'declined-outside-window': declined({ windowDays: 30 }),
    'declined-outside-hours': declined({
      workingHours: [
        { days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 900, timeZone: null },
        { days: [6], fromMinute: 540, untilMinute: 720, timeZone: null },
      ],
    }),
    'declined-always': declined({ mode: 'decline-always' }),
    'declined-retired': declined({ retiresAt: '2027-02-01T00:00:00Z' }),
    'declined-unknown-zone': declined({}, [
      'DTSTART;TZID=Nowhere:20270208T090000',
      'DURATION:PT1H',
      'SUMMARY:Planning',
    ]),
    'person-accepted': open({}, { kind: 'user' }).send(itip('REQUEST', meeting)).answer,
    ...approvals(open),
    ...withdrawals(open),
    ...reports(open),
  };
}

type Open = (policy?: Partial<BookingPolicy>, other?: Partial<RoomSettings>) => RoomModel;

function conflicts(open: Open): Messages {
  const settings = { booker: { isInside: true } };
  const room = open({ nameConflictHolder: true }, settings);
  room.send(bob(...newYork(8, '0830', '1130')), byBob);
  const conflict = room.send(itip('REQUEST', meeting));
  const offers = {
    slots: [
      interval('2027-02-08T16:30:00Z', '2027-02-08T17:30:00Z'),
      interval('2027-02-09T08:00:00Z', '2027-02-09T09:00:00Z'),
    ],
    alsoFree: ['Green Room', 'Red Room'],
  };
  const person = open({}, { kind: 'user' });
  person.send(bob(...newYork(8, '0830', '1130')), byBob);
  const daily = open();
  daily.send(bob(...berlin, 'RRULE:FREQ=DAILY;COUNT=13'), byBob);
  const partly = open({ maxConflicts: 4 });
  partly.send(bob('DTSTART;VALUE=DATE:20270215', 'DTEND;VALUE=DATE:20270217'), byBob);
  partly.send(bob('DTSTART:20270301T060000Z', 'DURATION:PT4H'), byBob);
  const near = open({ bufferMinutes: 15 });
  near.send(bob(...newYork(8, '1000', '1100')), byBob);
  return {
    'declined-conflict': answerWithOffers(conflict, offers).answer,
    'declined-conflict-person': person.send(itip('REQUEST', meeting)).answer,
    'declined-conflict-series': daily.send(itip('REQUEST', [...berlin, 'RRULE:FREQ=DAILY;COUNT=12', 'SUMMARY:Daily']))
      .answer,
    'declined-too-near': near.send(itip('REQUEST', meeting)).answer,
    'accepted-partly': partly.send(itip('REQUEST', weekly)).answer,
  };
}

function approvals(open: Open): Messages {
  const policy = { approvers: ['anna'], policyBreakers: { accounts: [], groups: ['Everyone'], domains: [] } };
  const [anna, carl] = [address('anna@example.com'), address('carl@example.com')];
  const approval = { newUid: `approval-${'0'.repeat(32)}@example.com`, approvers: [anna, carl] };
  const keeper = open().keeper();
  const ask = (ics: string, more: Partial<BookingPolicy> = {}): BookingOutcome =>
    decideBooking(
      prepareBooking({
        ...questionFor(ics, open({ ...policy, ...more }, { booker: { groups: ['Everyone'] } }).settings),
        approval,
      }),
      {
        entries: [],
        tombstones: [],
        busy: [],
      },
    );
  const asked = ask(itip('REQUEST', meeting));
  const exception = ask(itip('REQUEST', meeting), { maxDurationMinutes: 30 });
  const entry = asked.change?.put[0]?.entry;
  if (entry?.pending === undefined) throw new Error('nothing waits for approval');
  const reply = (partstat: string): string =>
    itip('REPLY', [
      `UID:${approval.newUid}`,
      'ORGANIZER:mailto:blue@example.com',
      `ATTENDEE;PARTSTAT=${partstat}:mailto:anna@example.com`,
      ...meeting,
    ]);
  const hear = (partstat: string): readonly MessageDraft[] => {
    const mail = { authors: [anna], reversePath: anna };
    const question = questionFor(reply(partstat), open(policy).settings, mail);
    return decideBooking(prepareBooking(question), { entries: [entry], tombstones: [], busy: [] }).notices;
  };
  const [approved, settledApproved] = hear('ACCEPTED');
  const [notApproved, settledDeclined] = hear('DECLINED');
  const [expired, settledExpired] = expireApproval(entry, entry.pending, keeper).messages;
  const cancel = questionFor(itip('CANCEL', ['SEQUENCE:1', 'DTSTAMP:20261202T000000Z']), open(policy).settings);
  const cancelled = decideBooking(prepareBooking(cancel), { entries: [entry], tombstones: [], busy: [] });
  return {
    pending: asked.answer,
    question: asked.notices[0],
    'question-exception': exception.notices[0],
    ...{ approved, 'not-approved': notApproved, 'approval-expired': expired },
    ...{ 'settled-approved': settledApproved, 'settled-declined': settledDeclined, 'settled-expired': settledExpired },
    'settled-withdrawn': cancelled.notices.at(-1),
  };
}

function withdrawals(open: Open): Messages {
  const room = open({ retiresAt: '2027-03-01T00:00:00Z' });
  const series = open();
  series.send(itip('REQUEST', weekly));
  const [entry] = series.calendar.entries;
  if (entry === undefined) throw new Error('nothing is booked');
  const { busy } = series.calendar;
  const retired = retireMeeting(entry, room.keeper(), at('2027-03-01T00:00:00Z'), busy);
  const whole = retireMeeting(entry, room.keeper(), at('2027-02-01T00:00:00Z'), busy);
  const taken = {
    ...interval('2027-03-01T07:00:00Z', '2027-03-01T12:00:00Z'),
    uid: 'other',
    organizer: 'bob@example.com',
  };
  const others = [{ ...taken, recurrenceId: null, partstat: 'accepted' as const, summary: '' }];
  const known = recallEntry(entry, series.keeper(), { entries: [], tombstones: [], busy: others });
  const [, , , fourth] = busy;
  const [component] = known.stored;
  if (fourth === undefined || component === undefined) throw new Error('nothing is booked');
  const occurrences = [{ ...fourth, component }];
  return {
    'withdrawn-retired': retired?.answer,
    'withdrawn-whole': whole?.answer,
    'withdrawn-conflict': composeWithdrawal({ meeting: known, because: 'conflict', occurrences, isWhole: false }),
  };
}

function reports(open: Open): Messages {
  const options = { options: { reportUnproven: true } };
  const forged = {
    messageId: '<forged@evil.example>',
    authors: [address('ann@example.org'), address('ann@example.org')],
  };
  const room = (): RoomModel => {
    const booked = open({}, options);
    booked.send(itip('REQUEST', weekly));
    return booked;
  };
  const later = ['SEQUENCE:1', 'DTSTAMP:20261202T000000Z', 'SUMMARY:Weekly'];
  const third = 'RECURRENCE-ID;TZID=Europe/Berlin:20270222T090000';
  const moved = ['DTSTART;TZID=Europe/Berlin:20270223T140000', 'DTEND;TZID=Europe/Berlin:20270223T150000'];
  return {
    'report-cancelled': room().send(itip('CANCEL', [...later, ...berlin]), forged).notices[0],
    'report-moved-part': room().send(itip('REQUEST', [third, ...moved, ...later]), forged).notices[0],
  };
}
