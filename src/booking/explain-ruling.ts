/**
 * A ruling in one English sentence, for the administrator who asks why.
 */
import type { BookingRefusal, DeclineReason } from './reasons.js';
import type { Ruling } from './booking-ruling.js';
import type { Cancellation } from './cancel-booking.js';
import type { NotedReply } from './note-reply.js';
import type { TestedOccurrence } from './proposal.js';

const refusals: Readonly<Record<BookingRefusal, string>> = {
  'no-calendar-object': 'The mail holds no calendar object.',
  unreadable: 'The calendar object cannot be read.',
  'too-large': 'The calendar object is larger than allowed.',
  'too-many-components': 'The calendar object has more components than allowed.',
  'too-many-attendees': 'The event has more attendees than allowed.',
  'no-method': 'The calendar object names no method, so it asks for nothing.',
  'not-an-event': 'The calendar object holds something else than events.',
  'several-objects': 'The mail holds several calendar objects.',
  'no-uid': 'The event has no UID.',
  'no-start': 'The event has no start.',
  'mr-accept-off': 'The account does not answer meeting requests by itself.',
  'author-is-not-organizer':
    'Neither From, Sender nor Reply-To is the organizer of the meeting, so nothing was changed or sent.',
  'not-authenticated':
    'Nothing that booking.trustedAuthserv names vouches for the organizer, so nothing was changed or sent.',
  'no-organizer': 'The event names no organizer with a mail address.',
  'organizer-is-resource': 'The account itself is the organizer.',
  'not-an-attendee': 'None of the attendees is this account.',
  'method-for-people': 'Messages of this method are for people to read.',
  'stale-revision': 'A newer revision of the meeting is known.',
  'others-uninvited': 'The cancellation concerns other attendees only.',
  'same-revision': 'This revision has been dealt with before.',
  'cancelled-before': 'The organizer cancelled the meeting after writing this.',
  'not-an-approver': 'The answer to an approval request is not from somebody who was asked.',
  'no-verdict': 'The answer to an approval request neither accepts nor declines.',
  'unknown-meeting': 'The meeting is not known here.',
  'unknown-time-zone': 'The time zone in it is not known, so it cannot be told which occurrence is meant.',
  'person-decides': 'A person decides (mode manual); what is free is held as tentative until then.',
  'not-free': 'It does not fit, and in the mode accept-if-free a person declines.',
  'free-for-person': 'It fits, and in the mode decline-if-busy a person accepts; the time is held as tentative.',
  'outside-window': 'It goes on later than calendars are kept (booking.maxHorizonYears).',
  'too-many-occurrences': 'The series has more occurrences than allowed (booking.maxOccurrences).',
  'too-costly': 'The recurrence rule takes too long to work out.',
  'bad-rule': 'The recurrence rule cannot be read.',
  'author-is-not-attendee': 'Neither From, Sender nor Reply-To is the attendee who answers, so nothing was changed.',
  'not-invited': 'Whoever answers is not among the attendees of the meeting.',
  past: 'All of it is over.',
};

const declines: Readonly<Record<DeclineReason, string>> = {
  conflict: 'Declined: the resource is taken.',
  'not-a-booker': 'Declined: the organizer is none of those who may book the resource.',
  recurring: 'Declined: the resource takes no series (mr-decline-recurring).',
  'outside-window': 'Declined: it goes on later than the resource can be booked (--window, booking.maxHorizonYears).',
  retired: 'Declined: the resource is retired by then (booking retire).',
  'outside-hours': 'Declined: it lies outside the working hours of the resource (--working-hours).',
  'too-short': 'Declined: it is shorter than the resource can be booked for (--min-duration).',
  'too-long': 'Declined: it is longer than the resource can be booked for (--max-duration).',
  'not-approved': 'Declined: an approver declined.',
  'approval-expired': 'Declined: nobody approved in time (booking.approvalHours).',
  'takes-no-bookings': 'Declined: the resource declines everything (mode decline-always).',
  'unknown-time-zone': 'Declined: it names a time zone that nothing explains.',
  'too-many-occurrences': 'Declined: the series has more occurrences than allowed (booking.maxOccurrences).',
  'too-costly': 'Declined: the recurrence rule takes too long to work out.',
  'bad-rule': 'Declined: the recurrence rule cannot be read.',
};

export function explainRuling(
  ruling: Ruling | Cancellation | NotedReply,
  tested: readonly TestedOccurrence[],
  detail: string | null,
): string {
  const count = (reason: DeclineReason): number => tested.filter(({ hindrance }) => hindrance === reason).length;
  switch (ruling.kind) {
    case 'accept':
      return ruling.because === null
        ? explainAcceptance(tested)
        : explainPartly(count('conflict'), count('outside-window') + count('retired'), tested.length);
    case 'ask':
      return ruling.because === null || ruling.because === 'partly'
        ? 'It could be accepted; the approvers were asked, and it is held until then.'
        : `The approvers were asked, as the organizer may break the policy with approval. ${declines[ruling.because].replace('Declined: ', 'Otherwise declined: ')}`;
    case 'decline':
      if (ruling.because !== 'conflict' || tested.length === 1) return declines[ruling.because];
      return `${declines[ruling.because]} ${count('conflict')} of ${tested.length} occurrences find no unit.`;
    case 'enter-tentative':
      return 'Entered as tentative; the answer is the person’s (mr-process).';
    case 'note-reply':
      return 'The attendee’s answer was noted in the meeting.';
    case 'keep':
      return 'Only details changed; the decision stays as it was.';
    case 'remove':
      return 'The account is no longer an attendee; its booking was removed.';
    case 'cancel':
      return ruling.because === null
        ? 'The organizer cancelled; the time is free again.'
        : 'The organizer cancelled a meeting that is not known here; a late request for it will not be booked.';
    case 'ignore':
    case 'leave-to-person':
      return detail === null ? refusals[ruling.because] : `${refusals[ruling.because]} (${detail})`;
  }
}

function explainAcceptance(tested: readonly TestedOccurrence[]): string {
  const taken = tested.filter(({ free }) => !free).length;
  if (taken > 0)
    return `Accepted although ${taken} of ${tested.length} occurrences are taken: the policy does not ask whether it is free.`;
  return tested.length === 1 ? 'Accepted: it is free.' : `Accepted: all ${tested.length} occurrences are free.`;
}

function explainPartly(taken: number, late: number, all: number): string {
  const missing = [...(taken > 0 ? [`${taken} taken`] : []), ...(late > 0 ? [`${late} too late`] : [])];
  return `Accepted but for ${missing.join(' and ')} of ${all} occurrences.`;
}
