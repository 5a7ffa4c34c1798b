/**
 * What a submitted message changes in the calendar of the account that organizes the meeting in it: the sender's own, or
 * the owner's whom a deputy writes for. Authorship has been decided by then.
 * Path: submit.ts, between the stamping and the commit.
 */
import { enterOwnMeeting, prepareOwnMeeting } from '../booking/own-meeting.js';
import type { BookingOptions, BookingQuestion } from '../booking/booking-request.js';
import { organizerOf } from '../booking/invitation.js';
import type { ParsedItip } from '../calendar/itip-message.js';
import { parseItip, type ItipLimits } from '../calendar/parse-itip.js';
import type { Account, Directory } from '../directory/directory.js';
import type { Instant } from '../mail/instant.js';
import { answersMeetings } from '../resources/answers-meetings.js';
import { resourceOf } from '../resources/resource-of.js';
import type { Log } from '../runtime/log.js';
import type { OtherCalendarChange, DeliveryDesk } from '../store/delivery-desk.js';

export interface OwnMeetingSettings {
  readonly booking: BookingOptions;
  readonly itipLimits: ItipLimits;
}

interface OwnMeetingDeps extends OwnMeetingSettings {
  readonly directory: Pick<Directory, 'resolve'>;
  readonly desk: Pick<DeliveryDesk, 'read'>;
  readonly log: Log;
}

/**
 * @param objects every calendar object of the message
 * @returns null: there is no REQUEST or CANCEL of a local organizer in it, or its calendar stays as it is. A fault of the
 *   reader costs the entry, never the message. Throws StoreError, DirectoryError.
 */
export async function ownMeetingIn(
  objects: readonly string[],
  now: Instant,
  deps: OwnMeetingDeps,
): Promise<OtherCalendarChange | null> {
  if (objects.length === 0) return null;
  const parsed = readObjects(objects, deps);
  const organizer = parsed === null ? null : await organizerAccount(parsed, deps);
  if (parsed === null || organizer === null) return null;
  const { storeId } = organizer;
  if (storeId === null) return null;
  const own = guarded(() => prepareOwnMeeting(questionFor(parsed, organizer, now, deps)), deps);
  if (own === null) return null;
  const asked = { uids: own.calendarQuestion.uids, busyIn: [] };
  const { calendar } = await deps.desk.read({ storeId, deliveryId: '', now, calendar: asked });
  if (calendar === null) return null;
  const change = guarded(() => enterOwnMeeting(own, calendar), deps);
  return change === null ? null : { storeId, basedOn: calendar.version, change, decision: null };
}

function readObjects(objects: readonly string[], deps: OwnMeetingDeps): ParsedItip | null {
  return guarded(
    () =>
      parseItip(
        objects.map((content) => ({ content, method: null })),
        deps.itipLimits,
      ),
    deps,
  );
}

async function organizerAccount(parsed: ParsedItip, { directory }: OwnMeetingDeps): Promise<Account | null> {
  const address = parsed.kind === 'itip' ? organizerOf(parsed.message.components)?.addresses[0] : undefined;
  if (address === undefined) return null;
  const resolution = await directory.resolve(address);
  return resolution.kind === 'account' && answersMeetings(resolution.account) ? resolution.account : null;
}

function questionFor(
  parsed: ParsedItip,
  organizer: Account,
  now: Instant,
  { booking }: OwnMeetingDeps,
): BookingQuestion {
  const resource = resourceOf(organizer, null);
  const { addresses } = resource;
  return {
    parsed,
    mail: {
      reversePath: null,
      authors: addresses,
      provenAuthors: addresses,
      messageId: null,
      references: [],
      languages: [],
    },
    booker: { accountName: organizer.name, groups: [], isInside: true, addresses },
    resource,
    options: booking,
    now,
  };
}

function guarded<Result>(work: () => Result | null, { log }: OwnMeetingDeps): Result | null {
  try {
    return work();
  } catch (cause) {
    log('own-meeting-failed', { cause });
    return null;
  }
}
