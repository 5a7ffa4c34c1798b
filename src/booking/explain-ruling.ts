/**
 * A ruling as an English sentence, for administrators who ask why.
 * Path: record-decision.ts writes it into the decision record, which `booking explain` shows.
 */
import type { BookingRefusal, DeclineReason } from './reasons.js';
import type { Ruling } from './booking-ruling.js';
import type { Cancellation } from './cancel-booking.js';
import type { NotedReply } from './note-reply.js';
import type { TestedOccurrence } from './proposal.js';

const refusals: Readonly<Record<BookingRefusal, string>> = {
  'no-calendar-object': 'The message has no calendar object.',
  unreadable: 'The calendar object cannot be read.',
  'too-large': 'The calendar object is larger than allowed.',
  'too-many-components': 'The calendar object has more components than allowed.',
  'too-many-attendees': 'The event has more attendees than allowed.',
  'no-method': 'The calendar object has no METHOD.',
  'not-an-event': 'The calendar object is not about events.',
  'several-objects': 'The message has several calendar objects.',
  'no-uid': 'The event has no UID.',
  'no-start': 'The event has no start time.',
  'mr-accept-off': 'The account does not answer meeting requests automatically (mr-accept is off).',
  'author-is-not-organizer':
    'Neither From, Sender nor Reply-To is the organizer of the meeting. Nothing was changed or sent.',
  'not-authenticated':
    'The message is not authenticated as coming from the organizer (booking.trustedAuthserv). Nothing was changed or sent.',
  'no-organizer': 'The event has no organizer with an email address.',
  'organizer-is-resource': 'The account itself is the organizer.',
  'not-an-attendee': 'The account is not among the attendees.',
  'method-for-people': 'Messages with this METHOD are left to a person.',
  'stale-revision': 'A newer revision of the meeting is known.',
  'other-organizer': 'Another organizer has booked this meeting, so it was not cancelled.',
  'others-uninvited': 'The cancellation concerns only other attendees.',
  'same-revision': 'This revision has already been processed.',
  'cancelled-before': 'The organizer cancelled the meeting after writing this message.',
  'not-an-approver': 'The reply to an approval request is not from one of the approvers.',
  'no-verdict': 'The reply to an approval request neither accepts nor declines.',
  'unknown-meeting': 'The meeting is not in the calendar.',
  'unknown-time-zone': 'The time zone is unknown, so the occurrence cannot be determined.',
  'person-decides': 'A person decides (mode manual). If the time is free, it is held as tentative until then.',
  'not-free': 'The time is not free, or a rule is broken. In the mode accept-if-free a person declines.',
  'free-for-person':
    'The time is free. In the mode decline-if-busy a person accepts. The time is held as tentative until then.',
  'outside-window': 'The meeting is further ahead than calendars are kept (booking.maxHorizonYears).',
  'too-many-occurrences': 'The series has more occurrences than allowed (booking.maxOccurrences).',
  'too-costly': 'The recurrence rule is too complex.',
  'bad-rule': 'The recurrence rule is not valid.',
  'author-is-not-attendee': 'Neither From, Sender nor Reply-To is the attendee who replies. Nothing was changed.',
  'not-invited': 'The sender of the reply is not among the attendees of the meeting.',
  past: 'The meeting is over.',
};

const declines: Readonly<Record<DeclineReason, string>> = {
  conflict: 'Declined: the resource is not available.',
  'not-a-booker': 'Declined: the organizer is not permitted to book the resource (--bookers, --outside-bookers).',
  recurring: 'Declined: the resource does not accept series (mr-decline-recurring).',
  'outside-window': 'Declined: it is further ahead than bookings are accepted (--window, booking.maxHorizonYears).',
  retired: 'Declined: the resource is retired by then (booking retire).',
  'outside-hours': 'Declined: it is outside the working hours of the resource (--working-hours).',
  'too-short': 'Declined: it is shorter than the minimum (--min-duration).',
  'too-long': 'Declined: it is longer than the maximum (--max-duration).',
  'not-approved': 'Declined: an approver declined it.',
  'approval-expired': 'Declined: no approver replied in time (booking.approvalHours).',
  'takes-no-bookings': 'Declined: the resource declines all requests (mode decline-always).',
  'by-person': 'Declined: a person declined it.',
  'unknown-time-zone': 'Declined: its time zone is unknown.',
  'too-many-occurrences': 'Declined: the series has more occurrences than allowed (booking.maxOccurrences).',
  'too-costly': 'Declined: the recurrence rule is too complex.',
  'bad-rule': 'Declined: the recurrence rule is not valid.',
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
        ? 'The approvers were asked. The time is held as tentative until they reply.'
        : `The approvers were asked, because the organizer may break the rules with approval: ${declines[ruling.because].replace('Declined: ', '')}`;
    case 'decline':
      if (ruling.because !== 'conflict' || tested.length === 1) return declines[ruling.because];
      return `${declines[ruling.because]} ${notAvailable(count('conflict'), tested.length)}`;
    case 'waiting':
      return 'Waiting: only bookings of the same organizer are in the way. It is decided when the organizer frees the time, or after booking.ownConflictGraceSeconds.';
    case 'enter-tentative':
      return 'Entered as tentative. A person replies (mr-process).';
    case 'note-reply':
      return 'The reply of the attendee was noted in the meeting.';
    case 'keep':
      return 'Only details have changed. The decision stays the same.';
    case 'remove':
      return 'The account is no longer an attendee. Its booking was removed.';
    case 'cancel':
      return ruling.because === null
        ? 'The organizer cancelled the meeting. The time is free again.'
        : 'The organizer cancelled a meeting that is not in the calendar. A late request for it will not be booked.';
    case 'ignore':
    case 'leave-to-person':
      return detail === null ? refusals[ruling.because] : `${refusals[ruling.because]} (${detail})`;
  }
}

function explainAcceptance(tested: readonly TestedOccurrence[]): string {
  const taken = tested.filter(({ free }) => !free).length;
  if (taken > 0)
    return `Accepted, although ${notAvailable(taken, tested.length)} The policy does not decline conflicts.`;
  return tested.length === 1 ? 'Accepted: the time is free.' : `Accepted: all ${tested.length} dates are free.`;
}

function notAvailable(count: number, all: number): string {
  return `${count} of ${all} dates ${count === 1 ? 'is' : 'are'} not available.`;
}

function explainPartly(taken: number, late: number, all: number): string {
  const missing = [...(taken > 0 ? [`${taken} taken`] : []), ...(late > 0 ? [`${late} too far ahead`] : [])];
  return `Accepted without ${taken + late} of ${all} dates (${missing.join(', ')}).`;
}
