/**
 * Which mails booking does not touch at all: they stay ordinary mail and nothing is sent. These rules look at the mail
 * alone, so they run before anything is expanded or read.
 */
import type { CalendarUser } from '../../calendar/itip-message.js';
import { addressKey, sameAddress, type Address } from '../../mail/address.js';
import type { BookingRequest } from '../booking-request.js';
import type { Ruling } from '../booking-ruling.js';
import { meansOneOf, organizerOf } from '../invitation.js';

type MailRule = (request: BookingRequest) => Ruling | null;

/** Without mr-accept an account does nothing by itself. */
const leaveWithoutMrAccept: MailRule = ({ resource }) =>
  resource.policy.mrAccept ? null : { kind: 'leave-to-person', because: 'mr-accept-off' };

/** RFC 5546 §3.2: PUBLISH, REPLY, REFRESH, COUNTER and DECLINECOUNTER are said to people. */
const leaveMethodsForPeople: MailRule = ({ itip }) =>
  itip.method === 'REQUEST' || itip.method === 'CANCEL' || itip.method === 'ADD'
    ? null
    : { kind: 'leave-to-person', because: 'method-for-people' };

const leaveWithoutOrganizer: MailRule = ({ itip }) => {
  const organizer = organizerOf(itip.components);
  return organizer === null || organizer.addresses.length === 0
    ? { kind: 'leave-to-person', because: 'no-organizer' }
    : null;
};

/** A forged ORGANIZER must not make us book for, or mail, somebody who has not asked (RFC 6047 §2.3, §3). */
const leaveForeignAuthor: MailRule = ({ itip, mail }) => {
  const organizers = itip.components.map((component) => component.organizer).filter((organizer) => organizer !== null);
  return organizers.every((organizer) => speaksFor(organizer, mail.authors))
    ? null
    : { kind: 'leave-to-person', because: 'author-is-not-organizer' };
};

/** Google Calendar mails in a person's name for calendars that have no mailbox, and says so in Sender. */
const GOOGLE_SECONDARY_CALENDARS = 'group.calendar.google.com';
const GOOGLE_CALENDAR_SENDER = 'calendar-notification@google.com';

function speaksFor(organizer: CalendarUser, authors: readonly Address[]): boolean {
  const { sentBy } = organizer;
  if (meansOneOf(organizer, authors)) return true;
  if (sentBy !== null && authors.some((author) => sameAddress(author, sentBy))) return true;
  return (
    organizer.addresses.some(({ domain }) => domain === GOOGLE_SECONDARY_CALENDARS) &&
    authors.some((author) => addressKey(author) === GOOGLE_CALENDAR_SENDER)
  );
}

/** What the account organizes itself is no request to it. */
const leaveOwnMeeting: MailRule = ({ itip, resource }) => {
  const organizer = organizerOf(itip.components);
  return organizer !== null && meansOneOf(organizer, resource.addresses)
    ? { kind: 'leave-to-person', because: 'organizer-is-resource' }
    : null;
};

/** In the order in which they are asked; the first that speaks decides. */
export const mailRules: readonly MailRule[] = [
  leaveWithoutMrAccept,
  leaveMethodsForPeople,
  leaveWithoutOrganizer,
  leaveForeignAuthor,
  leaveOwnMeeting,
];
