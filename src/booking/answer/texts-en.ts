/** The answers' texts in English. */
import type { AnswerTexts } from './answer-texts.js';

export const englishTexts: AnswerTexts = {
  language: 'en',
  headline: {
    accept: (name) => `${name} has accepted your request.`,
    delegate: (name) => `${name} was booked for you.`,
    decline: (name) => `${name} has declined your request.`,
    ask: (name) => `${name} is held for you; your request is pending approval.`,
    withdraw: (name) => `${name} is no longer available for your meeting.`,
    withdrawDates: (name, count) =>
      count === 1
        ? `${name} is not available on one date of your series.`
        : `${name} is not available on ${count} dates of your series.`,
  },
  ofPerson: {
    accept: (name) => `Your request was accepted automatically for ${name}.`,
    decline: (name) => `Your request was declined automatically for ${name}.`,
    conflict: 'There is another meeting at a time you asked for.',
  },
  reasons: {
    conflict: 'It is already taken at a time you asked for.',
    'not-a-booker': 'You are not among those who may book it.',
    recurring: 'It cannot be booked for a series, only for single meetings.',
    'not-approved': 'An approver has declined it.',
    'approval-expired': 'Nobody approved it in time.',
    retired: 'It is being taken out of service and cannot be booked from then on.',
    'outside-window': 'The meeting, or a part of it, lies too far in the future to be booked.',
    'outside-hours': 'It can be booked only inside its working hours.',
    'too-short': 'The meeting is shorter than it can be booked for.',
    'too-long': 'The meeting is longer than it can be booked for.',
    'takes-no-bookings': 'It takes no bookings at present.',
    'unknown-time-zone':
      'The time zone named in the request is not known here, so its times cannot be told for certain.',
    'too-many-occurrences': 'The series has more dates than can be booked at once.',
    'too-costly': 'The recurrence rule of the series is too complicated to be worked out.',
    'bad-rule': 'The recurrence rule of the series cannot be understood.',
  },
  partly: (declined, all) =>
    `${declined} of ${all} dates cannot be booked and ${declined === 1 ? 'is' : 'are'} declined; the others are booked.`,
  approval: {
    pending: 'You will get the final answer as soon as it is decided.',
    subject: 'Approval wanted',
    question: (name) => `May ${name} be booked for this meeting?`,
    howToAnswer:
      'Accept or decline this request in your calendar: your answer goes to the resource, which passes it on. The first answer holds.',
    settled: (name) => `The question about ${name} is settled; it needs no answer any more.`,
  },
  labels: {
    organizer: 'Asked by',
    meeting: 'Meeting',
    when: 'When',
    first: 'First date',
    series: 'Series',
    location: 'Location',
    taken: 'Already taken',
    freeSlots: 'The next free times',
    freeForSeries: 'Free on all dates of the series, the first being',
    alsoFree: 'Also free at that time',
    beyondWindow: 'Declined, too far in the future',
    declined: 'Declined',
  },
  heldBy: (holders) => `booked by ${holders}`,
  untitled: '(no subject)',
  allDay: 'all day',
  occurrences: (count, last) => (count === 1 ? '1 date' : `${count} dates, the last: ${last}`),
  endless: 'without end',
  endlessUntil: (last) => `without end; booked as far as is possible today, the last: ${last}`,
  more: (count) => (count === 1 ? 'and 1 more date' : `and ${count} more dates`),
  footer: 'This answer was written automatically.',
  mailFooter: 'This mail was written automatically.',
};
