/**
 * Who asks: the organizer of a meeting as the directory knows it, and of a REPLY the attendee. Asked once for all
 * recipients of a message that holds one.
 * Path: deliver.ts, beside reading the meeting.
 */
import type { Booker, Meeting } from '../booking/booking-request.js';
import { organizerOf } from '../booking/invitation.js';
import type { CalendarUser, ItipMessage } from '../calendar/itip-message.js';
import { objectFor } from '../calendar/object-for.js';
import type { Directory } from '../directory/directory.js';
import type { AccountId } from '../directory/account.js';
import type { Address } from '../mail/address.js';

/** A meeting, and who asks. */
type AskedMeeting = Meeting & { readonly booker: Booker };

/**
 * The same as it concerns one account: a message may hold objects of several meetings, of which one is for it.
 *
 * @param addresses all of the account's
 */
export async function meetingFor(
  meeting: AskedMeeting,
  addresses: readonly Address[],
  directory: BookerDirectory,
): Promise<AskedMeeting> {
  if (meeting.parsed.others === undefined) return meeting;
  const meant = { ...meeting, parsed: objectFor(meeting.parsed, addresses) };
  return { ...meant, booker: await findBooker(meant, directory) };
}

export type BookerDirectory = Pick<Directory, 'resolve' | 'groupsOf' | 'isLocalDomain' | 'writingRights'>;

const nobody: Booker = { accountName: null, groups: [], isInside: false };

/** Throws DirectoryError when the directory cannot answer: who asks is never guessed. */
export async function findBooker({ parsed, mail }: Meeting, directory: BookerDirectory): Promise<Booker> {
  const user = parsed.kind === 'itip' ? speakerOf(parsed.message) : null;
  const [address] = user?.addresses ?? [];
  if (user === null || address === undefined) return nobody;
  const isInside = await directory.isLocalDomain(address.domain);
  const isSentByInside = isInside && user.sentBy !== null && (await directory.isLocalDomain(user.sentBy.domain));
  const resolution = await directory.resolve(address);
  if (resolution.kind !== 'account') return { ...nobody, isInside, isSentByInside };
  const { account } = resolution;
  const named = [...mail.authors.slice(0, MAX_AUTHORS), ...(user.sentBy === null ? [] : [user.sentBy])];
  const [deputies, selves] = await Promise.all([
    deputiesAmong(mail.authors, account.id, address, directory),
    addressesOf(account.id, named, directory),
  ]);
  return {
    accountName: account.name,
    groups: await directory.groupsOf(account.id),
    isInside,
    isSentByInside,
    deputies,
    addresses: [account.primaryAddress, ...account.aliases, address, ...selves],
  };
}

/** Who speaks in the object: the organizer, and in a REPLY the attendee. */
function speakerOf({ method, components }: ItipMessage): CalendarUser | null {
  return method === 'REPLY' ? (components[0]?.attendees[0] ?? null) : organizerOf(components);
}

/** Those among the addresses that the account has, in whichever spelling. */
async function addressesOf(
  account: AccountId,
  addresses: readonly Address[],
  directory: Pick<Directory, 'resolve'>,
): Promise<readonly Address[]> {
  const resolutions = await Promise.all(addresses.map((each) => directory.resolve(each)));
  return addresses.filter((_, index) => {
    const resolution = resolutions[index];
    return resolution?.kind === 'account' && resolution.account.id === account;
  });
}

/** A message with more authors is not a deputy's. */
const MAX_AUTHORS = 10;

/** The authors who may write meeting messages for the organizer, by a grant; a send-as right is not one. */
async function deputiesAmong(
  authors: readonly Address[],
  organizerId: AccountId,
  organizer: Address,
  directory: Pick<Directory, 'resolve' | 'writingRights'>,
): Promise<readonly Address[]> {
  const deputies: Address[] = [];
  for (const author of authors.slice(0, MAX_AUTHORS)) {
    const resolution = await directory.resolve(author);
    if (resolution.kind !== 'account' || resolution.account.id === organizerId) continue;
    const rights = await directory.writingRights(resolution.account.id, organizer);
    if (rights?.onBehalf === true || rights?.calendarWrite === true) deputies.push(author);
  }
  return deputies;
}
