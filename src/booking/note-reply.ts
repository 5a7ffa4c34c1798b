/**
 * REPLY to a meeting that the account organizes (RFC 5546 §3.2.3): the attendee's answer is noted in the stored object,
 * in the whole meeting or in one occurrence. The message stays a person's to read, and nothing is sent. A meeting that
 * is not in our calendar is the business of whatever program keeps it.
 */
import { answeredAt, detachOccurrence, writeAnswer } from '../calendar/attendee-status.js';
import { expandOccurrences } from '../calendar/expand-occurrences.js';
import type { EventComponent } from '../calendar/itip-message.js';
import type { Occurrence } from '../calendar/occurrence.js';
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
/** Expansions of a series for the dates of one message, each for as long a time: those further apart are not found. */
const MAX_EXPANSIONS = 20;

/** Each VEVENT of the message has one attendee, whose message it is: rules/message-rules.ts. */
export function noteReply(meeting: KnownMeeting): NotedReply {
  const { request, entry, stored, zones } = meeting;
  if (entry === null) return { kind: 'leave-to-person', because: 'unknown-meeting' };
  const components = byName(stored, meeting);
  const find = occurrenceFinder(meeting);
  let refusal: BookingRefusal | null = null;
  let isChanged = false;
  for (const reply of request.itip.components) {
    const noted = noteIn(components, reply, meeting, find);
    if (typeof noted === 'string') refusal ??= noted;
    else {
      // At the end, as what was changed last.
      components.delete(noted.name);
      components.set(noted.name, noted.component);
      isChanged = true;
    }
  }
  if (!isChanged) {
    const kind = refusal === 'stale-revision' || refusal === 'same-revision' ? 'ignore' : 'leave-to-person';
    return { kind, because: refusal ?? 'unknown-meeting' };
  }
  const change = reenter(meeting, { ...entry, ical: writeStoredCalendar([...components.values()], zones) });
  return { kind: 'note-reply', because: null, change };
}

/** Of several components of one name, the first has it; none is lost. */
function byName(stored: readonly EventComponent[], meeting: KnownMeeting): Map<string, EventComponent> {
  const components = new Map<string, EventComponent>();
  for (const [index, component] of stored.entries()) {
    const name = nameOf(component, meeting);
    components.set(components.has(name) ? `${name} ${index}` : name, component);
  }
  return components;
}

/** What a component of a meeting is about: all of it, one occurrence, or an occurrence and all that follow. */
function nameOf(component: EventComponent, meeting: KnownMeeting): string {
  if (component.recurrenceId === null) return 'master';
  return `${meeting.recurrenceOf(component) ?? 'unknown'} ${component.thisAndFuture ? 'and later' : 'alone'}`;
}

function noteIn(
  components: ReadonlyMap<string, EventComponent>,
  reply: EventComponent,
  meeting: KnownMeeting,
  find: FindOccurrence,
): { readonly name: string; readonly component: EventComponent } | BookingRefusal {
  const [answer] = reply.attendees;
  const recurrenceId = meeting.recurrenceOf(reply);
  if (reply.recurrenceId !== null && recurrenceId === null) return 'unknown-time-zone';
  // Who answers for an occurrence and all that follow leaves open what holds for each.
  if (reply.thisAndFuture) return 'method-for-people';
  const name = nameOf(reply, meeting);
  const target = components.get(name) ?? detach(recurrenceId, meeting, find);
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
  return { name, component: { ...target, ical: writeAnswer(target.ical, attendee, answer, stampedAt) } };
}

type FindOccurrence = (recurrenceId: Instant) => Occurrence | null;

/** Finds occurrences of the stored series; dates that are close to each other share an expansion. */
function occurrenceFinder({ request: { resource, options }, stored, zones }: KnownMeeting): FindOccurrence {
  const expanded: { readonly from: Instant; readonly occurrences: ReadonlyMap<Instant | null, Occurrence> }[] = [];
  const expandFrom = (from: Instant): (typeof expanded)[number] | null => {
    if (expanded.length >= MAX_EXPANSIONS) return null;
    const expansion = expandOccurrences(stored, zones, resource.timeZone, {
      from: addMilliseconds(from, -SEARCHED_MS),
      until: addMilliseconds(from, 2 * SEARCHED_MS),
      maxSteps: options.maxExpansionSteps,
      maxOccurrences: options.maxOccurrences,
    });
    const found = expansion.kind === 'refused' ? [] : expansion.occurrences;
    const made = { from, occurrences: new Map(found.map((each) => [each.recurrenceId, each])) };
    expanded.push(made);
    return made;
  };
  return (recurrenceId) => {
    const known = expanded.find(
      ({ from }) => recurrenceId >= from && recurrenceId <= addMilliseconds(from, SEARCHED_MS),
    );
    return (known ?? expandFrom(recurrenceId))?.occurrences.get(recurrenceId) ?? null;
  };
}

/**
 * The occurrence as a component of its own, without what the same message says of the series; null when the series has
 * none there.
 */
function detach(
  recurrenceId: Instant | null,
  { request: { resource }, stored, zones }: KnownMeeting,
  find: FindOccurrence,
): EventComponent | null {
  const master = stored.find((component) => component.recurrenceId === null);
  if (master === undefined || recurrenceId === null) return null;
  const found = find(recurrenceId);
  return found === null ? null : detachOccurrence({ ...found, recurrenceId }, master, zones, resource.timeZone);
}
