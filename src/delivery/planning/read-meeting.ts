/**
 * Finds the meeting request in a message, once for all its recipients. A message that cannot hold one costs a look at
 * its content type.
 * Path: deliver.ts, before the plans; booking itself is asked in rules/answer-meeting.ts.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Meeting } from '../../booking/booking-request.js';
import { parseItip, type ItipLimits } from '../../calendar/parse-itip.js';
import {
  findCalendarParts,
  headerAllowsCalendar,
  isCostlyToRead,
  mayHoldCalendar,
  namesCalendar,
  NAMING_OVERLAP_BYTES,
  type CalendarPartLimits,
} from '../../mail/find-calendar-parts.js';
import type { Address } from '../../mail/address.js';
import type { HeaderSection } from '../../mail/header-section.js';
import { languagesOf } from '../../mail/language-fields.js';
import { readMessageId, threadFields } from '../../mail/message-ids.js';
import { proveAuthors, type ResultTrust } from '../../mail/proven-authors.js';
import { readAuthors } from '../../mail/read-authors.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import type { CrashMark } from '../../runtime/crash-mark.js';
import type { Turns } from '../../runtime/in-turn.js';
import { leaveRoomAfter } from '../../runtime/leave-room.js';

export interface MeetingLimits {
  readonly parts: CalendarPartLimits;
  readonly itip: ItipLimits;
}

/** What a message is read with. */
export interface MeetingReading {
  readonly limits: MeetingLimits;
  /** Whose Authentication-Results count. */
  readonly trust: ResultTrust;
}

/** How a message came. */
interface Arrival {
  readonly reversePath: Address | null;
  readonly peerIp: string | null;
}

/**
 * What is read one after the other: messages that are in a file, because in memory they count for nobody, and messages
 * whose calendar objects are large, because each of them delays every other message for a moment.
 */
export type ReadingTurns = Turns<'large' | 'costly'>;

/** null: there is no calendar object in it. Must be called before the store takes the message's bytes. */
export async function readMeeting(
  message: ReceivedMessage,
  reading: MeetingReading,
  crashMark: CrashMark,
  turns: ReadingTurns,
): Promise<Meeting | null> {
  const { header, bytes: held, reversePath, peer, digest } = message;
  const arrival = { reversePath, peerIp: peer?.ip ?? null };
  if (!headerAllowsCalendar(header)) return null;
  const read = async (bytes: Uint8Array): Promise<Meeting | null> => {
    if (!crashMark.during(digest, () => mayHoldCalendar(header, bytes))) return null;
    const find = (): Meeting | null => crashMark.during(digest, () => findMeeting(header, bytes, arrival, reading));
    const isCostly = crashMark.during(digest, () => isCostlyToRead(bytes, reading.limits.parts));
    return isCostly ? turns.inTurn(['costly'], () => leaveRoomAfter(() => Promise.resolve(find()))) : find();
  };
  if (held.kind === 'memory') return read(held.bytes);
  return (await isNamed(held.path)) ? turns.inTurn(['large'], async () => read(await readFile(held.path))) : null;
}

/** At once of a large message, which mostly has attachments and no calendar part. */
const PIECE_BYTES = 256 * 1024;

/** Whether a calendar part is in plain sight in a file. */
async function isNamed(path: string): Promise<boolean> {
  let before: Uint8Array = new Uint8Array();
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) {
    const seen = Buffer.concat([before, piece]);
    if (namesCalendar(seen)) return true;
    before = seen.subarray(-NAMING_OVERLAP_BYTES);
  }
  return false;
}

/** The same for bytes at hand. */
export function findMeeting(
  header: HeaderSection,
  bytes: Uint8Array,
  { reversePath, peerIp }: Arrival,
  { limits, trust }: MeetingReading,
): Meeting | null {
  const parts = findCalendarParts(bytes, limits.parts);
  if (parts.length === 0) return null;

  const { from, sender, replyTo } = readAuthors(header);
  const messageId = readMessageId(header);
  const objects = parts.map(({ content }) => content);
  const proof = proveAuthors(header, peerIp, trust, objects);
  return {
    parsed: parseItip(parts, limits.itip),
    mail: {
      reversePath,
      authors: [...from, ...(sender === null ? [] : [sender]), ...replyTo].map(({ address }) => address),
      provenAuthors: proof.authors,
      authenticatedUsers: proof.users,
      messageId,
      references: threadFields(header).references.filter((id) => id !== messageId),
      languages: languagesOf(header),
    },
  };
}
