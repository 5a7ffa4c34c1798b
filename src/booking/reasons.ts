/**
 * The names of what booking refuses: why a message is left to a person, and why a request is declined.
 */
import type { ItipRefusal } from '../calendar/itip-message.js';

/** Why a message is left to a person, or nothing is done. */
export type BookingRefusal =
  | ItipRefusal
  | 'mr-accept-off'
  | 'author-is-not-organizer'
  | 'not-authenticated'
  | 'no-organizer'
  | 'organizer-is-resource'
  | 'not-an-attendee'
  | 'method-for-people'
  | 'stale-revision'
  | 'same-revision'
  | 'others-uninvited'
  | 'other-organizer'
  | 'cancelled-before'
  | 'unknown-meeting'
  | 'not-an-approver'
  | 'no-verdict'
  | 'unknown-time-zone'
  | 'person-decides'
  | 'not-free'
  | 'free-for-person'
  | 'outside-window'
  | 'too-many-occurrences'
  | 'too-costly'
  | 'bad-rule'
  | 'author-is-not-attendee'
  | 'not-invited'
  | 'past';
/** Why a request is declined: named in the answer, in the record and in the log. */
export type DeclineReason =
  | 'conflict'
  | 'not-a-booker'
  | 'recurring'
  | 'outside-window'
  | 'outside-hours'
  | 'retired'
  | 'too-short'
  | 'too-long'
  | 'takes-no-bookings'
  | 'by-person'
  | 'not-approved'
  | 'approval-expired'
  | 'unknown-time-zone'
  | 'too-many-occurrences'
  | 'too-costly'
  | 'bad-rule';
