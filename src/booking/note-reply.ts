/**
 * REPLY to a meeting that the account organizes (RFC 5546 §3.2.3): the attendee's answer is noted in the stored object,
 * in the whole meeting or in one occurrence. The message stays a person's to read, and nothing is sent. A meeting that
 * is not in our calendar is the business of whatever program keeps it.
 */
import { answeredAt, detachOccurrence, writeAnswer } from '../calendar/attendee-status.js';
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { EventComponent } from '../calendar/itip-message.js';
import { writeStoredCalendar } from '../calendar/stored-calendar.js';
import { addMilliseconds, type Instant } from '../mail/instant.js';
import type { BookingRefusal } from './reasons.js';
import type { CalendarChange } from './calendar-entry.js';
import { reenter } from './enter-booking.js';
import { meansOneOf } from './invitation.js';
import { speaksForAttendee } from './spoken-for.js';
import type { KnownMeeting } from './known-meeting.js';

export type NotedReply =
  | { readonly kind: 'note-reply'; readonly because: null; readonly change: CalendarChange }
  | { readonly kind: 'ignore' | 'leave-to-person'; readonly because: BookingRefusal };

/** A change of an occurrence and all that follow may have moved it this far from where the series had it. */
const SEARCHED_MS = 60 * 86_400_000;

/** Each VEVENT of the message has one attendee, whose message it is: rules/message-rules.ts. */
export function noteReply(meeting: KnownMeeting): NotedReply {
  const { request, entry, stored, zones } = meeting;
  if (entry === null) return { kind: 'leave-to-person', because: 'unknown-meeting' };
  let components = stored;
  let refusal: BookingRefusal | null = null;
  for (const reply of request.itip.components) {
    const noted = noteIn(components, reply, meeting);
    if (typeof noted === 'string') refusal ??= noted;
    else components = noted;
  }
  if (components === stored) {
    const kind = refusal === 'stale-revision' || refusal === 'same-revision' ? 'ignore' : 'leave-to-person';
    return { kind, because: refusal ?? 'unknown-meeting' };
  }
  const change = reenter(meeting, { ...entry, ical: writeStoredCalendar(components, zones) });
  return { kind: 'note-reply', because: null, change };
}

function noteIn(
  components: readonly EventComponent[],
  reply: EventComponent,
  meeting: KnownMeeting,
): readonly EventComponent[] | BookingRefusal {
  const [answer] = reply.attendees;
  const recurrenceId = meeting.recurrenceOf(reply);
  if (reply.recurrenceId !== null && recurrenceId === null) return 'unknown-time-zone';
  // Who answers for an occurrence and all that follow leaves open what holds for each.
  if (reply.thisAndFuture) return 'method-for-people';
  const master = components.find((component) => component.recurrenceId === null) ?? null;
  const isMeant = (component: EventComponent): boolean =>
    !component.thisAndFuture && meeting.recurrenceOf(component) === recurrenceId;
  const written = recurrenceId === null ? master : (components.find(isMeant) ?? null);
  const target = written ?? detach(recurrenceId, meeting);
  if (answer === undefined || target === null) return 'unknown-meeting';
  const attendee = target.attendees.find((each) => meansOneOf(each, answer.addresses));
  if (attendee === undefined) return 'not-invited';
  // The message may name further addresses for the one who answers; what counts is whom the organizer invited.
  const { mail, booker } = meeting.request;
  const invited = { addresses: attendee.addresses, sentBy: answer.sentBy };
  if (!speaksForAttendee(mail.authors, invited, booker)) return 'author-is-not-attendee';
  const { sequence, stampedAt } = reply.revision;
  // An answer to an earlier revision says nothing about this one.
  if (sequence < target.revision.sequence || stampedAt < answeredAt(attendee)) return 'stale-revision';
  if (stampedAt === answeredAt(attendee)) return 'same-revision';
  const noted = { ...target, ical: writeAnswer(target.ical, attendee, answer, stampedAt) };
  return [...components.filter((component) => component !== written), noted];
}

/**
 * The occurrence as a component of its own, without what the same message says of the series; null when the series has
 * none there.
 */
function detach(
  recurrenceId: Instant | null,
  { request: { resource, options }, stored, zones }: KnownMeeting,
): EventComponent | null {
  const master = stored.find((component) => component.recurrenceId === null);
  if (master === undefined || recurrenceId === null) return null;
  const expansion = expandOccurrences(stored, zones, resource.timeZone, {
    from: addMilliseconds(recurrenceId, -SEARCHED_MS),
    until: addMilliseconds(recurrenceId, SEARCHED_MS),
    maxSteps: options.maxExpansionSteps,
    maxOccurrences: options.maxOccurrences,
  });
  const found =
    expansion.kind === 'refused' ? undefined : expansion.occurrences.find((each) => each.recurrenceId === recurrenceId);
  return found === undefined ? null : detachOccurrence({ ...found, recurrenceId }, master, zones, resource.timeZone);
}
