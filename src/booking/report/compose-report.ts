/**
 * Tells the organizer of a booking that a mail which nothing proves has cancelled or moved it. Whoever can write a
 * header could have written that mail; its reverse-path, and its wish for no answer, therefore count for nothing here.
 * The report goes to the organizer as stored, never to an address that the mail brings along.
 * Standards: RFC 3834 §3 and §5 (automatic mail), RFC 6047 §3 (spoofing the organizer).
 */
import type { EventComponent } from '../../calendar/itip-message.js';
import { toInstant } from '../../calendar/zone-table.js';
import { formatAddress, type Mailbox } from '../../mail/address.js';
import type { MailDraft } from '../../mail/draft.js';
import type { AnswerTexts } from '../answer/answer-texts.js';
import { cleanText } from '../../mail/clean-text.js';
import { mailboxOf, textsIn } from '../answer/compose-answer.js';
import { clocksFor, describeBriefly, describeWritten } from '../answer/describe-times.js';
import { isMailSystem } from '../answer/may-answer.js';
import { renderHtml, renderText, type AnswerContent } from '../answer/render-answer.js';
import type { CalendarEntry } from '../calendar-entry.js';
import { processingModeOf } from '../processing-mode.js';
import { meansOneOf, organizerOf } from '../invitation.js';
import type { KnownMeeting } from '../known-meeting.js';
import type { Proposal } from '../proposal.js';
import { standAsStored } from '../same-times.js';
import { isProvenFor } from '../spoken-for.js';
import { reportTextsIn, type ReportTexts } from './report-texts.js';

/** Dates that a report lists on each side. */
const MAX_LISTED_DATES = 10;
const MAX_TEXT_CHARACTERS = 200;

/** Of a CANCEL that was obeyed: none, or one. */
export function reportCancellation(meeting: KnownMeeting): readonly MailDraft[] {
  if (!isReported(meeting)) return [];
  const { components } = meeting.request.itip;
  const isWhole = components.some(({ recurrenceId }) => recurrenceId === null);
  return composeReport(meeting, 'cancelled', isWhole ? meeting.stored : components, []);
}

/** Of a request that was obeyed: none unless it took the booking's time away or moved it. */
export function reportChange(
  { meeting, changedComponents, components }: Proposal,
  isRemoved: boolean,
): readonly MailDraft[] {
  if (!isReported(meeting)) return [];
  if (isRemoved) return composeReport(meeting, 'cancelled', meeting.stored, []);
  return standAsStored(meeting, components) ? [] : composeReport(meeting, 'moved', meeting.stored, changedComponents);
}

/** What is only entered for a person is that person's to watch over. */
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

/** A declined meeting has nothing to lose. */
function isBooked({ partstat, occurrences }: CalendarEntry): boolean {
  return [partstat, ...occurrences.map((each) => each.partstat)].some((each) => each !== 'declined');
}

function composeReport(
  meeting: KnownMeeting,
  what: 'cancelled' | 'moved',
  before: readonly EventComponent[],
  now: readonly EventComponent[],
): readonly MailDraft[] {
  const { resource, options } = meeting.request;
  const organizer = organizerOf(meeting.stored);
  const address = organizer?.addresses[0];
  if (organizer === null || address === undefined || isMailSystem(address)) return [];
  if (meansOneOf(organizer, resource.addresses)) return [];
  const answerTexts = textsIn(resource.language);
  const texts = reportTextsIn(answerTexts.language);
  const summary = cleanText(meeting.entry?.summary ?? '', MAX_TEXT_CHARACTERS) || answerTexts.untitled;
  const { labels } = texts;
  const content: AnswerContent = {
    language: texts.language,
    tone: 'open',
    headline: texts.headline[what](nameOf(resource.mailbox)),
    reason: texts.reason,
    facts: [
      { label: labels.meeting, lines: [summary] },
      { label: labels.before, lines: describeDates(before, meeting, answerTexts, texts) },
      ...(now.length === 0 ? [] : [{ label: labels.now, lines: describeDates(now, meeting, answerTexts, texts) }]),
      { label: labels.mail, lines: describeMessage(meeting, texts) },
      { label: labels.next, lines: texts.next },
    ],
    note: '',
    footer: texts.footer,
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
      // The organizer, if it was not him, has never seen that mail.
      inReplyTo: null,
      references: [],
      extraFields: [
        { name: 'Auto-Submitted', value: 'auto-generated' },
        { name: 'X-Auto-Response-Suppress', value: 'All' },
      ],
    },
  ];
}

function nameOf({ displayName, address }: Mailbox): string {
  return cleanText(displayName ?? address.localPart, MAX_TEXT_CHARACTERS);
}

function describeDates(
  components: readonly EventComponent[],
  { zones, request: { resource } }: KnownMeeting,
  answerTexts: AnswerTexts,
  texts: ReportTexts,
): readonly string[] {
  const clocks = clocksFor(components, zones, resource.timeZone, answerTexts);
  const lines = components.slice(0, MAX_LISTED_DATES).map((component) => {
    const { start, end, recurrenceId, rrule, rdates, thisAndFuture } = component;
    const from = toInstant(start, zones, resource.timeZone);
    const until = toInstant(end, zones, resource.timeZone);
    const times =
      from === null || until === null
        ? describeWritten(component)
        : describeBriefly({ start: from, end: until }, start.kind === 'date', clocks);
    const isSeries = recurrenceId === null && (rrule !== null || rdates.length > 0);
    return [times, ...(isSeries ? [texts.wholeSeries] : []), ...(thisAndFuture ? [texts.andFollowing] : [])].join(', ');
  });
  const more = components.length - lines.length;
  return more > 0 ? [...lines, answerTexts.more(more)] : lines;
}

/** By what an administrator finds it. */
function describeMessage({ request: { mail } }: KnownMeeting, texts: ReportTexts): readonly string[] {
  const authors = mail.authors.slice(0, MAX_LISTED_DATES).map(formatAddress).join(', ');
  return [
    ...(mail.messageId === null ? [] : [cleanText(mail.messageId, MAX_TEXT_CHARACTERS)]),
    cleanText(texts.from(authors), MAX_TEXT_CHARACTERS),
  ];
}
