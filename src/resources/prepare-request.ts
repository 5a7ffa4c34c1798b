/**
 * A meeting message as a request to one account: the first half of a decision, before the calendar is read.
 * Path: planning/gather.ts and explain/explain-message.ts -> prepareRequest -> read the desk -> decide.ts.
 */
import type { ApprovalTerms, Booker, BookingOptions, Meeting, PersonsWord } from '../booking/booking-request.js';
import { prepareBooking, type PreparedBooking } from '../booking/prepare-booking.js';
import type { Account } from '../directory/directory.js';
import type { Address } from '../mail/address.js';
import type { Instant } from '../mail/instant.js';
import type { DecisionDeps } from './context.js';
import { meetingFor, type BookerDirectory } from './find-booker.js';
import { resourceOf } from './resource-of.js';

export interface MeetingRequest {
  readonly meeting: Meeting & { readonly booker: Booker };
  /** By which the account was invited, besides its own addresses; null: by those alone. */
  readonly forwardPath: Address | null;
  /** As approval-terms.ts finds them. */
  readonly terms: ApprovalTerms | null;
  /** Absent: nobody has decided yet. */
  readonly word?: PersonsWord;
  readonly options: BookingOptions;
  readonly now: Instant;
}

/** Bounded, as prepareBooking. Throws DirectoryError, and for an account that is a contact. */
export async function prepareRequest(
  account: Account,
  { meeting, forwardPath, terms, word, options, now }: MeetingRequest,
  { directory, look }: { readonly directory: BookerDirectory } & Pick<DecisionDeps, 'look'>,
): Promise<PreparedBooking> {
  const resource = resourceOf(account, forwardPath);
  const { parsed, mail, booker } = await meetingFor(meeting, resource.addresses, directory);
  const approval = terms === null ? {} : { approval: terms };
  const said = word === undefined ? {} : { word };
  return look(() => prepareBooking({ parsed, mail, booker, resource, ...approval, ...said, options, now }));
}
