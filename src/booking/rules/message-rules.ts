/**
 * Which messages booking does not touch at all: they stay ordinary mail and nothing is sent. These rules look at the
 * message alone, so they run before anything is expanded or read.
 */
import type { Address } from '../../mail/address.js';
import type { BookingRequest } from '../booking-request.js';
import type { Ruling } from '../booking-ruling.js';
import { processingModeOf } from '../processing-mode.js';
import { meansOneOf, organizerOf } from '../invitation.js';
import { isProvenFor, isSpokenFor, speaksForAttendee } from '../spoken-for.js';

type MessageRule = (request: BookingRequest) => Ruling | null;

/** Without mr-accept, or a person's mr-process, an account does nothing by itself. */
const leaveWithoutDuty: MessageRule = ({ resource }) =>
  processingModeOf(resource.kind, resource.policy) !== 'none'
    ? null
    : { kind: 'leave-to-person', because: 'mr-accept-off' };

/** RFC 5546 §3.2: PUBLISH, REFRESH, COUNTER and DECLINECOUNTER are said to people. */
const leaveMethodsForPeople: MessageRule = ({ itip }) =>
  itip.method === 'REQUEST' || itip.method === 'CANCEL' || itip.method === 'ADD'
    ? null
    : { kind: 'leave-to-person', because: 'method-for-people' };

const leaveWithoutOrganizer: MessageRule = ({ itip }) => {
  const organizer = organizerOf(itip.components);
  return organizer === null || organizer.addresses.length === 0
    ? { kind: 'leave-to-person', because: 'no-organizer' }
    : null;
};

/** A forged ORGANIZER must not cause a booking for, or a message to, somebody who has not asked (RFC 6047 §2.3, §3). */
const leaveForeignAuthor: MessageRule = ({ itip, mail, booker, word }) =>
  word?.isAuthorKnown === true || isSpokenFor(itip.components, mail.authors, booker)
    ? null
    : { kind: 'leave-to-person', because: 'author-is-not-organizer' };

/** Anybody can write a header: where the author can be authenticated, nothing else counts. */
const leaveUnproven: MessageRule = ({ itip, mail, booker, options, word }) =>
  options.trust === 'author' || word?.isAuthorKnown === true || isProvenFor(itip.components, mail.provenAuthors, booker)
    ? null
    : { kind: 'leave-to-person', because: 'not-authenticated' };

/** What the account organizes itself is no request to it. */
const leaveOwnMeeting: MessageRule = ({ itip, resource }) => {
  const organizer = organizerOf(itip.components);
  return organizer !== null && meansOneOf(organizer, resource.addresses)
    ? { kind: 'leave-to-person', because: 'organizer-is-resource' }
    : null;
};

/** RFC 5546 §3.2.3: a REPLY is said to the organizer. A resource organizes nothing. */
const leaveReplyToOthers: MessageRule = ({ itip, resource }) => {
  const organizer = organizerOf(itip.components);
  return resource.kind === 'user' && organizer !== null && meansOneOf(organizer, resource.addresses)
    ? null
    : { kind: 'leave-to-person', because: 'method-for-people' };
};

/** Nobody answers for somebody else: each VEVENT has the one attendee whose answer it is, and the message is theirs. */
const leaveForeignReply: MessageRule = (request) =>
  isAnsweredBy(request, request.mail.authors) ? null : { kind: 'leave-to-person', because: 'author-is-not-attendee' };

const leaveUnprovenReply: MessageRule = (request) =>
  request.options.trust === 'author' || isAnsweredBy(request, request.mail.provenAuthors)
    ? null
    : { kind: 'leave-to-person', because: 'not-authenticated' };

function isAnsweredBy({ itip, booker }: BookingRequest, authors: readonly Address[]): boolean {
  return itip.components.every(
    ({ attendees: [attendee, ...others] }) =>
      attendee !== undefined && others.length === 0 && speaksForAttendee(authors, attendee, booker),
  );
}

/** The same for a REPLY, which attendees say to the organizer. */
export const replyRules: readonly MessageRule[] = [
  leaveWithoutDuty,
  leaveReplyToOthers,
  leaveForeignReply,
  leaveUnprovenReply,
];

/** In the order in which they are asked; the first that speaks decides. */
export const messageRules: readonly MessageRule[] = [
  leaveWithoutDuty,
  leaveMethodsForPeople,
  leaveWithoutOrganizer,
  leaveForeignAuthor,
  leaveUnproven,
  leaveOwnMeeting,
];
