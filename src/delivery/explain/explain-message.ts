/**
 * What booking would decide about a message or a bare calendar object, with nothing changed: the way of a message up to
 * the decision. `frontdesk booking explain --message` prints it.
 */
import type { Meeting } from '../../booking/booking-request.js';
import type { CarryingMessage } from '../../booking/carrying-message.js';
import type { DecisionRecord } from '../../booking/decision-record.js';
import { parseItip } from '../../calendar/parse-itip.js';
import type { ParsedItip } from '../../calendar/itip-message.js';
import type { Account } from '../../directory/directory.js';
import { parseAddress, type Address } from '../../mail/address.js';
import { firstField, readHeaderSection, type HeaderSection } from '../../mail/header-section.js';
import { readAuthors } from '../../mail/read-authors.js';
import { readReceivedField } from '../../mail/received-field.js';
import { approvalTerms } from '../../resources/approval-terms.js';
import { answersMeetings } from '../../resources/answers-meetings.js';
import { decide } from '../../resources/decide.js';
import { prepareRequest } from '../../resources/prepare-request.js';
import type { InboundDeps, InboundSettings } from '../planning/inbound-context.js';
import { findBooker } from '../../resources/find-booker.js';
import { proveSubmitters } from '../../resources/prove-submitters.js';
import { findMeeting, type MeetingLimits } from '../planning/read-meeting.js';
import { isJunk } from '../planning/rules/file-junk.js';

/** null: booking would not look at it (no calendar object in it, junk, an account that does not book). */
export async function explainMessage(
  account: Account,
  bytes: Uint8Array,
  deps: Pick<InboundDeps, 'directory' | 'desk' | 'clock' | 'log' | 'settings'>,
): Promise<DecisionRecord | null> {
  const { directory, desk, clock, settings } = deps;
  if (account.storeId === null || !answersMeetings(account)) return null;
  const header = readHeaderSection(bytes);
  if (isJunk(header, settings.junkHeaders)) return null;
  const read = isBareCalendar(bytes)
    ? bareMeeting(bytes, settings.meetings.limits)
    : findStoredMeeting(header, bytes, settings);
  if (read === null) return null;
  const meeting = await proveSubmitters(read, directory);

  const now = clock();
  const request = {
    meeting: { ...meeting, booker: await findBooker(meeting, directory) },
    forwardPath: null,
    terms: await approvalTerms(account, directory),
    options: settings.booking,
    now,
  };
  const look = <Result>(work: () => Result): Result => work();
  const booking = await prepareRequest(account, request, { directory, look });
  const asked = { storeId: account.storeId, deliveryId: '', now, calendar: booking.calendarQuestion };
  const { calendar } = await desk.read(asked);
  if (calendar === null) return null;
  const { outcome } = await decide(
    { account, booking, calendar, mayOffer: false },
    { ...deps, offersDesk: desk, extendIndex: () => Promise.resolve(), look },
  );
  return outcome.record;
}

function isBareCalendar(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(Buffer.from(bytes.subarray(0, 200)).toString('utf8'));
}

/** A bare object is taken as sent by whom it says. */
function bareMeeting(bytes: Uint8Array, limits: MeetingLimits): Meeting {
  const parsed = parseItip([{ content: Buffer.from(bytes).toString('utf8'), method: null }], limits.itip);
  return { parsed, mail: bareMessage(parsed) };
}

function bareMessage(parsed: ParsedItip): CarryingMessage {
  const components = parsed.kind === 'itip' ? parsed.message.components : [];
  const authors = components.flatMap(({ organizer }) => organizer?.addresses ?? []);
  return {
    reversePath: authors[0] ?? null,
    authors,
    provenAuthors: authors,
    messageId: null,
    references: [],
    languages: [],
  };
}

/**
 * The envelope is gone, and if the message comes out of a store our own trace stands above it: what that says of the
 * peer holds, and the rest is read as it came.
 */
export function findStoredMeeting(
  header: HeaderSection,
  bytes: Uint8Array,
  { hostname, meetings }: Pick<InboundSettings, 'hostname' | 'meetings'>,
): Meeting | null {
  const at = header.fields.findIndex(({ name }) => name === 'received');
  const received = header.fields[at]?.value ?? '';
  const hop = readReceivedField(received);
  const isOwnHop = hop.by === hostname.toLowerCase() && /\swith\s+(UTF8)?LMTP\s/.test(received);
  const arrived = isOwnHop ? { ...header, fields: header.fields.slice(at + 1) } : header;
  const arrival = { reversePath: returnPath(header), peerIp: isOwnHop ? hop.fromIp : null };
  return findMeeting(arrived, bytes, arrival, meetings);
}

/** Final delivery left it, or the author stands for it. */
export function returnPath(header: HeaderSection): Address | null {
  const field = firstField(header, 'return-path');
  if (field !== null) return parseAddress(field.replaceAll(/[<>]/g, ''));
  return readAuthors(header).from[0]?.address ?? null;
}
