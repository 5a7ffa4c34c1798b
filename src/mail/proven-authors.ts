/**
 * Which authors of a mail are proven: an MTA of ours has found dmarc=pass or an aligned dkim=pass for their domain, or
 * our own submission has taken the mail from them.
 * Path: delivery/planning/read-meeting.ts; booking asks for it where `booking.trust` says so.
 * Standards: RFC 8601 §5 (results count only where a sender cannot have written them), RFC 7489 §3.1 (From is proven,
 * no other field), RFC 5322 §3.6.7 (each host writes its trace above what it was given).
 */
import { addressKey, type Address } from './address.js';
import {
  areAligned,
  parseAuthenticationResults,
  vouchedDomains,
  type AuthenticationResults,
} from './authentication-results.js';
import { firstField, type HeaderSection } from './header-section.js';
import { readMessageId } from './message-ids.js';
import { readAuthors } from './read-authors.js';
import { readReceivedField } from './received-field.js';
import { SUBMISSION_PROOF_FIELD, verifySubmissionProof } from './submission-proof.js';

/** Whose results are believed. */
export interface ResultTrust {
  /** Lower case; empty: nobody's. */
  readonly authservIds: readonly string[];
  /** Our own MTAs, by name in lower case and by address. */
  readonly relayHosts: readonly string[];
  readonly isRelayIp: (ip: string) => boolean;
  /** What our submission signs its proofs with, and has signed them with of late; absent: it signs none. */
  readonly submissionSecrets?: readonly Uint8Array[];
}

/** More fields with a trusted id are not read: each MTA of ours writes one or two. */
const MAX_TRUSTED_FIELDS = 20;

/** Apple mails for iCloud calendars from one address of its own; the organizer stands in Reply-To. */
const APPLE_CALENDAR_DOMAIN = 'email.apple.com';
/** Google mails for calendars without a mailbox; who did it stands in From, Google in Sender. */
export const GOOGLE_CALENDAR_SENDER = 'calendar-notification@google.com';

/**
 * @param peerIp who handed the message to us; null when that is not known
 * @param calendarObjects all that find-calendar-parts.ts finds in it: a proof of submission is made over them
 */
export function provenAuthors(
  header: HeaderSection,
  peerIp: string | null,
  trust: ResultTrust,
  calendarObjects: readonly string[] = [],
): readonly Address[] {
  const { from, sender, replyTo } = readAuthors(header);
  if (
    isOwnSubmission(
      header,
      from.map(({ address }) => address),
      calendarObjects,
      trust.submissionSecrets ?? [],
    )
  )
    return from.map(({ address }) => address);
  if (trust.authservIds.length === 0) return [];
  const domains = vouchedDomains(believedResults(header, peerIp, trust));
  const isProven = ({ domain }: Address): boolean => domains.some((vouched) => areAligned(vouched, domain));
  const authors = from.map(({ address }) => address).filter(isProven);
  const isApple = authors.some(({ domain }) => domain === APPLE_CALENDAR_DOMAIN);
  const isGoogle = sender !== null && addressKey(sender.address) === GOOGLE_CALENDAR_SENDER && isProven(sender.address);
  return [...authors, ...(isApple ? replyTo.map(({ address }) => address) : []), ...(isGoogle ? [sender.address] : [])];
}

/** Whoever may write a mail as these authors has been asked when it was submitted. */
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

/** Those above the first Received field that no relay of ours has written; a relay is known by whom it handed over to. */
function believedResults(
  header: HeaderSection,
  peerIp: string | null,
  { authservIds, relayHosts, isRelayIp }: ResultTrust,
): readonly AuthenticationResults[] {
  const believed: AuthenticationResults[] = [];
  const isRelay = (ip: string | null, host: string | null): boolean =>
    (ip !== null && isRelayIp(ip)) || (host !== null && relayHosts.includes(host));
  let above: { ip: string | null; host: string | null } | null = null;
  for (const { name, value } of header.fields) {
    if (name === 'received') {
      const { by, fromIp, fromHost } = readReceivedField(value);
      const writer = above ?? { ip: peerIp, host: by };
      if (!isRelay(writer.ip, writer.host)) break;
      above = { ip: fromIp, host: fromHost };
    }
    if (name !== 'authentication-results' || believed.length >= MAX_TRUSTED_FIELDS) continue;
    const results = parseAuthenticationResults(value);
    if (results !== null && authservIds.includes(results.authservId)) believed.push(results);
  }
  return believed;
}
