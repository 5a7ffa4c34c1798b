/**
 * How many more messages may go out because of one that came in, so that nobody uses the server to flood somebody: counted
 * against everybody whom the message names as its sender, and against the resource. What is proven to be somebody's own
 * has a budget apart, so that forgeries do not use up that person's answers. Messages planned at the same moment do not see
 * each other's; what is under way counts, and the recipients of one message.
 * Path: gather.ts asks before the decision; rules/answer-meeting.ts says what then counts.
 */
import type { PreparedBooking } from '../../booking/prepare-booking.js';
import { organizerOf } from '../../booking/invitation.js';
import { isProvenFor } from '../../booking/spoken-for.js';
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import { senderKey } from '../../out-of-office/sender-key.js';
import type { DeliveryDesk } from '../../store/delivery-desk.js';

export interface FloodLimits {
  /** Messages an hour because of one organizer, author or reverse-path; 0: no limit. */
  readonly maxAnswersPerOrganizerHour: number;
  /** Messages an hour from one resource; 0: no limit. */
  readonly maxMessagesPerResourceHour: number;
}

/** What the messages of one plan count against, and how many of them fit. */
export interface FloodRoom {
  readonly keys: readonly string[];
  readonly left: number;
}

const HOUR_MS = 3_600_000;
/** More authors than these are nobody's. */
const MAX_AUTHORS = 10;

export const unlimited: FloodRoom = { keys: [], left: Infinity };

/** @param earlier recipients of the same message that may be answered before this one. Throws StoreError. */
export async function floodRoom(
  booking: PreparedBooking | null,
  storeId: StoreId,
  { limits, earlier, now }: { readonly limits: FloodLimits; readonly earlier: number; readonly now: Instant },
  desk: Pick<DeliveryDesk, 'messagesCounted'>,
): Promise<FloodRoom> {
  if (booking?.state.kind !== 'open') return unlimited;
  const { itip, mail, booker } = booking.state.request;
  const organizer = organizerOf(itip.components);
  const named = [
    organizer?.addresses[0] ?? null,
    organizer?.sentBy ?? null,
    mail.reversePath,
    ...mail.authors.slice(0, MAX_AUTHORS),
  ];
  const budget = isProvenFor(itip.components, mail.provenAuthors, booker) ? 'proven' : 'claimed';
  const senders = new Set(named.flatMap((address) => (address === null ? [] : `${budget} ${senderKey(address)}`)));
  const limited = [
    ...[...senders].map((key) => ({ key, most: limits.maxAnswersPerOrganizerHour })),
    { key: `resource ${storeId}`, most: limits.maxMessagesPerResourceHour },
  ].filter(({ most }) => most > 0);
  const keys = limited.map(({ key }) => key);
  const counted = await desk.messagesCounted(keys, HOUR_MS, now);
  const left = limited.map(({ most }, index) => most - (counted[index] ?? 0) - earlier);
  return { keys, left: Math.min(Infinity, ...left) };
}
