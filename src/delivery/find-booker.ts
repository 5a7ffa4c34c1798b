/**
 * Who asks: the organizer of a meeting as the directory knows it. Asked once for all recipients of a mail that holds one.
 * Path: deliver.ts, beside reading the meeting.
 */
import type { Booker } from '../booking/booking-request.js';
import { organizerOf } from '../booking/invitation.js';
import type { ParsedItip } from '../calendar/itip-message.js';
import type { Directory } from '../directory/directory.js';

const nobody: Booker = { accountName: null, groups: [], isInside: false };

/** Throws DirectoryError when the directory cannot answer: who asks is never guessed. */
export async function findBooker(
  parsed: ParsedItip,
  directory: Pick<Directory, 'resolve' | 'groupsOf' | 'isOurDomain'>,
): Promise<Booker> {
  const organizer = parsed.kind === 'itip' ? organizerOf(parsed.message.components)?.addresses[0] : undefined;
  if (organizer === undefined) return nobody;
  const isInside = await directory.isOurDomain(organizer.domain);
  const resolution = await directory.resolve(organizer);
  if (resolution.kind !== 'account') return { ...nobody, isInside };
  const { account } = resolution;
  return { accountName: account.name, groups: await directory.groupsOf(account.id), isInside };
}
