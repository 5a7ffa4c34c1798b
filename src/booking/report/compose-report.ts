/**
 * Tells the organizer of a booking that a message which nothing authenticates has cancelled or moved it. Anybody who can
 * write a header could have written that message; its reverse-path, its language and its wish for no answer therefore do
 * not count here. The report goes to the organizer as stored, never to an address that the message brings along.
 * Path: decide-booking.ts.
 * Standards: RFC 3834 §3 and §5 (automatic messages), RFC 6047 §3 (spoofing the organizer).
 */
import type { EventComponent } from '../../calendar/itip-message.js';
import { toInstant } from '../../calendar/zone-table.js';
import { formatAddress } from '../../mail/address.js';
import { cleanText } from '../../mail/clean-text.js';
import type { MessageDraft } from '../../mail/draft.js';
import { addMilliseconds } from '../../mail/instant.js';
import { textOfBooker, storedSummaryOf } from '../answer/answer-content.js';
import { textsForStoredOrganizer } from '../answer/answer-language.js';
import { mailboxOf } from '../answer/compose-answer.js';
import { clocksFor, describeBriefly, describeWritten, listed, type ClockReader } from '../answer/describe-times.js';
import type { MessageContent } from '../answer/message-content.js';
import { renderHtml } from '../answer/render-html.js';
import { renderText } from '../answer/render-text.js';
import { footerOf, nameOf } from '../answer/resource-name.js';
import { organizerToTell, unasked } from '../answer/unasked.js';
import type { CalendarEntry } from '../calendar-entry.js';
import type { KnownMeeting } from '../known-meeting.js';
import { processingModeOf } from '../processing-mode.js';
import type { Proposal } from '../proposal.js';
import { standAsStored } from '../same-times.js';
import { isProvenFor } from '../spoken-for.js';
import { reportTextsIn, type ReportTexts } from './report-texts.js';

/** Authors of a message that a report names. */
const MAX_NAMED_AUTHORS = 10;
const MAX_TEXT_CHARACTERS = 200;

/** For a CANCEL that took effect: no report, or one. */
export function reportCancellation(meeting: KnownMeeting): readonly MessageDraft[] {
  if (!isReported(meeting)) return [];
  return composeReport(meeting, 'cancelled', meeting.request.itip.components);
}

/** For a request that took effect: no report, unless it removed the booking or moved it. */
export function reportChange(
  { meeting, changedComponents, components }: Proposal,
  isRemoved: boolean,
): readonly MessageDraft[] {
  if (!isReported(meeting)) return [];
  if (isRemoved) return composeReport(meeting, 'cancelled', meeting.stored);
  return standAsStored(meeting, components) ? [] : composeReport(meeting, 'moved', changedComponents);
}

/** Meetings that are only entered for a person are left to that person. */
function isReported({ request, entry }: KnownMeeting): boolean {
  const { itip, mail, booker, options, resource } = request;
  if (processingModeOf(resource.kind, resource.policy) === 'enter') return false;
  return (
    options.reportUnproven &&
    entry !== null &&
    isBooked(entry) &&
    !isProvenFor(itip.components, mail.provenAuthors, booker)
  );
}

/** A report about a meeting that was declined is of no use. */
function isBooked({ partstat, occurrences }: CalendarEntry): boolean {
  return [partstat, ...occurrences.map((each) => each.partstat)].some((each) => each !== 'declined');
}

/** @param changed the components of the message, or the stored ones if all of them go */
function composeReport(
  meeting: KnownMeeting,
  what: 'cancelled' | 'moved',
  changed: readonly EventComponent[],
): readonly MessageDraft[] {
  const { resource, options } = meeting.request;
  const told = organizerToTell(meeting);
  if (told === null) return [];
  const { organizer, address } = told;
  const answerTexts = textsForStoredOrganizer(meeting);
  const texts = reportTextsIn(answerTexts.language);
  const summary = storedSummaryOf(meeting, answerTexts);
  const { labels } = texts;
  const clocks = clocksFor(meeting.stored, meeting.zones, resource.timeZone, answerTexts);
  const isPart = isSeriesStored(meeting) && changed.every(({ recurrenceId }) => recurrenceId !== null);
  const before = listed(
    isPart ? changed : meeting.stored,
    (each) => describeStored(each, meeting, clocks, texts),
    answerTexts,
  );
  const now = listed(changed, (each) => describeComponent(each, meeting, clocks, texts), answerTexts);
  const content: MessageContent = {
    language: texts.language,
    tone: 'open',
    headline: texts.headline[what](nameOf(resource.mailbox), isPart),
    reason: texts.reason,
    facts: [
      { label: labels.meeting, lines: [textOfBooker(meeting.request, summary)] },
      { label: what === 'cancelled' ? labels.cancelled : labels.before, lines: before },
      ...(what === 'cancelled' ? [] : [{ label: labels.now, lines: now }]),
      { label: labels.message, lines: describeMessage(meeting, texts) },
      { label: labels.next, lines: texts.next },
    ],
    note: '',
    footer: footerOf(meeting.request, { isReply: false, isBooked: false }, answerTexts),
  };
  return [
    {
      reversePath: options.reversePath === 'null' ? null : resource.mailbox.address,
      from: resource.mailbox,
      to: [mailboxOf(organizer, address)],
      cc: [],
      subject: texts.subject[what](summary),
      text: renderText(content),
      html: renderHtml(content),
      calendar: null,
      meetingUid: meeting.key.uid,
      // If the organizer did not write that message, they have never seen it.
      ...unasked,
    },
  ];
}

function isSeriesStored({ stored }: KnownMeeting): boolean {
  return stored.some(({ recurrenceId }) => recurrenceId === null);
}

/** As the calendar has it: one meeting of a series is where its override has it, or else where the series has it. */
function describeStored(
  component: EventComponent,
  meeting: KnownMeeting,
  clocks: ClockReader,
  texts: ReportTexts,
): string {
  const { stored, recurrenceOf, zones, request } = meeting;
  const original = recurrenceOf(component);
  const own = stored.find((each) => recurrenceOf(each) === original && each.thisAndFuture === component.thisAndFuture);
  const master = stored.find(({ recurrenceId }) => recurrenceId === null);
  if (own !== undefined || original === null || master === undefined) {
    return describeComponent(own ?? component, meeting, clocks, texts);
  }
  const { timeZone } = request.resource;
  const [from, until] = [toInstant(master.start, zones, timeZone), toInstant(master.end, zones, timeZone)];
  const end = addMilliseconds(original, from === null || until === null ? 0 : until - from);
  const times = describeBriefly({ start: original, end }, master.start.kind === 'date', clocks);
  return component.thisAndFuture ? `${times}, ${texts.andFollowing}` : times;
}

function describeComponent(
  component: EventComponent,
  { zones, request: { resource } }: KnownMeeting,
  clocks: ClockReader,
  texts: ReportTexts,
): string {
  const { start, end, recurrenceId, rrule, rdates, thisAndFuture } = component;
  const from = toInstant(start, zones, resource.timeZone);
  const until = toInstant(end, zones, resource.timeZone);
  const times =
    from === null || until === null
      ? describeWritten(component)
      : describeBriefly({ start: from, end: until }, start.kind === 'date', clocks);
  const isSeries = recurrenceId === null && (rrule !== null || rdates.length > 0);
  return [times, ...(isSeries ? [texts.wholeSeries] : []), ...(thisAndFuture ? [texts.andFollowing] : [])].join(', ');
}

/** By which an administrator finds the message. */
function describeMessage({ request: { mail } }: KnownMeeting, texts: ReportTexts): readonly string[] {
  const authors = [...new Set(mail.authors.map(formatAddress))].slice(0, MAX_NAMED_AUTHORS).join(', ');
  return [
    cleanText(texts.from(authors), MAX_TEXT_CHARACTERS),
    ...(mail.messageId === null ? [] : [cleanText(texts.messageId(mail.messageId), MAX_TEXT_CHARACTERS)]),
  ];
}
