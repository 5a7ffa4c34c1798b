/**
 * Which authors of a message are proven: one of our MTAs has found so (judge-results.ts), they have logged in to one, or
 * our own submission has taken the message from them.
 * Path: delivery/planning/read-meeting.ts; booking asks for it where `booking.trust` says so.
 * Standards: RFC 8601 §5 (results count only where a sender cannot have written them), RFC 7489 §3.1 (From is proven,
 * no other field).
 */
import { addressKey, parseAddress, type Address } from './address.js';
import { firstField, type HeaderSection } from './header-section.js';
import { judgeResults } from './judge-results.js';
import { readMessageId } from './message-ids.js';
import { readAuthors } from './read-authors.js';
import { SUBMISSION_PROOF_FIELD, verifySubmissionProof } from './submission-proof.js';
import { readTrustedTrace, type TraceTrust } from './trusted-trace.js';

/** Whose results are believed. */
export interface ResultTrust extends TraceTrust {
  /** What our submission signs its proofs with, and has signed them with of late; absent: it signs none. */
  readonly submissionSecrets?: readonly Uint8Array[];
}

/** Apple messages for iCloud calendars from one address of its own; the organizer stands in Reply-To. */
const APPLE_CALENDAR_DOMAIN = 'email.apple.com';
/** Google writes for calendars without a mailbox; who did it stands in From, Google in Sender. */
export const GOOGLE_CALENDAR_SENDER = 'calendar-notification@google.com';

/** What is known for certain of who wrote a message. */
export interface Proof {
  /** Authors whom it proves. */
  readonly authors: readonly Address[];
  /**
   * As whom somebody logged in to one of our MTAs to hand it in, as that MTA spells it: who may write as an address of
   * that account is proven. An address among them is among the authors too, if it stands in From or Sender.
   */
  readonly users: readonly string[];
}

/**
 * @param peerIp who handed the message to us; null: over a Unix socket or a pipe
 * @param calendarObjects all that find-calendar-parts.ts finds in it: a proof of submission is made over them
 */
export function proveAuthors(
  header: HeaderSection,
  peerIp: string | null,
  trust: ResultTrust,
  calendarObjects: readonly string[] = [],
): Proof {
  const { from, sender, replyTo } = readAuthors(header);
  const inFrom = from.map(({ address }) => address);
  if (isOwnSubmission(header, inFrom, calendarObjects, trust.submissionSecrets ?? []))
    return { authors: inFrom, users: [] };
  const trace = readTrustedTrace(header, peerIp, trust);
  const verdicts = judgeResults(trace.results);
  const users = [...new Set([...trace.users, ...verdicts.users])];
  const loggedIn = new Set(users.flatMap((user) => keyOf(parseAddress(user))));
  const isProven = (author: Address): boolean => verdicts.isProven(author) || loggedIn.has(addressKey(author));
  const authors = inFrom.filter(isProven);
  const isApple = authors.some(({ domain }) => domain === APPLE_CALENDAR_DOMAIN);
  const isSender = sender !== null && isProvenSender(sender.address, isProven, loggedIn);
  return {
    authors: [
      ...authors,
      ...(isApple ? replyTo.map(({ address }) => address) : []),
      ...(isSender ? [sender.address] : []),
    ],
    users,
  };
}

const keyOf = (address: Address | null): readonly string[] => (address === null ? [] : [addressKey(address)]);

/** Results are about From. Sender counts for a user who logged in, and for Google, which names there who did it. */
function isProvenSender(
  sender: Address,
  isProven: (author: Address) => boolean,
  loggedIn: ReadonlySet<string>,
): boolean {
  const key = addressKey(sender);
  return loggedIn.has(key) || (key === GOOGLE_CALENDAR_SENDER && isProven(sender));
}

/** Submission has asked whether who logged in may write as these authors. */
function isOwnSubmission(
  header: HeaderSection,
  from: readonly Address[],
  calendarObjects: readonly string[],
  secrets: readonly Uint8Array[],
): boolean {
  const proof = firstField(header, SUBMISSION_PROOF_FIELD.toLowerCase());
  const messageId = readMessageId(header);
  if (proof === null || messageId === null) return false;
  return secrets.some((secret) => verifySubmissionProof(secret, { messageId, from, calendarObjects }, proof));
}
