/**
 * Authors who are proven because they logged in to one of our MTAs to hand the message in: who logs in to an account
 * may write as each of its addresses. The pure part (mail/proven-authors.ts) knows the login, the directory the addresses.
 * Path: deliver.ts and explain-message.ts, behind reading the meeting.
 */
import type { Meeting } from '../booking/booking-request.js';
import type { Directory } from '../directory/directory.js';
import { sameAddress, type Address } from '../mail/address.js';

/** More authors, or more logins, than these are not looked up: a message has one of each. */
const MAX_LOOKED_UP = 10;

/** Throws DirectoryError when the directory cannot answer: who wrote a message is never guessed. */
export async function proveSubmitters<Read extends Meeting>(
  meeting: Read,
  directory: Pick<Directory, 'resolve' | 'accountByLogin'>,
): Promise<Read> {
  const { authors, provenAuthors, authenticatedUsers = [] } = meeting.mail;
  if (authenticatedUsers.length === 0) return meeting;
  const users = authenticatedUsers.slice(0, MAX_LOOKED_UP);
  const submitters = await Promise.all(users.map((user) => directory.accountByLogin(user)));
  const proven: Address[] = [];
  for (const author of authors.slice(0, MAX_LOOKED_UP)) {
    if (provenAuthors.some((each) => sameAddress(each, author))) continue;
    const resolution = await directory.resolve(author);
    if (resolution.kind === 'account' && submitters.some((submitter) => submitter?.id === resolution.account.id))
      proven.push(author);
  }
  return { ...meeting, mail: { ...meeting.mail, provenAuthors: [...provenAuthors, ...proven] } };
}
