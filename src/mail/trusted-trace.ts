/**
 * What our own MTAs wrote into a header section: the Authentication-Results that count, and who logged in to hand the
 * message in. Each host writes its trace above what it was given, so what a sender forged stands below the first Received
 * field that is not ours.
 * Path: proven-authors.ts.
 * Standards: RFC 8601 §5 (where results count), RFC 5321 §4.4 (trace fields), RFC 5322 §3.6.7.
 */
import { parseAuthenticationResults, type AuthenticationResults } from './authentication-results.js';
import { firstWordOf } from './authentication-words.js';
import type { HeaderSection } from './header-section.js';
import { readReceivedField } from './received-field.js';

/** Whose words count. */
export interface TraceTrust {
  /** Names under which our MTAs write Authentication-Results, in lower case; empty: no results count. */
  readonly authservIds: readonly string[];
  /** Whether who hands messages to us is one of our MTAs; null: it does so over a Unix socket or a pipe. */
  readonly isPeerOurs: (ip: string | null) => boolean;
  /** The trusted MTAs, by address and, as one of them has looked it up, by name in lower case. */
  readonly isRelayIp: (ip: string) => boolean;
  readonly relayHosts: readonly string[];
}

export interface TrustedTrace {
  /** From the top down. */
  readonly results: readonly AuthenticationResults[];
  /** As whom clients logged in to one of our MTAs, as it spells them. */
  readonly users: readonly string[];
}

/** More fields with a trusted id are not read: each of our MTAs writes one or two. */
const MAX_TRUSTED_FIELDS = 20;

/**
 * A Received field is ours while the peer, or the client that the field above recorded, is one of our MTAs. What it says of
 * itself behind `by` makes it nobody's.
 *
 * @param peerIp who handed the message to us; null: over a Unix socket or a pipe
 */
export function readTrustedTrace(header: HeaderSection, peerIp: string | null, trust: TraceTrust): TrustedTrace {
  const results: AuthenticationResults[] = [];
  const users: string[] = [];
  let isNextOurs = trust.isPeerOurs(peerIp);
  for (const { name, value } of header.fields) {
    if (name === 'received') {
      if (!isNextOurs) break;
      const { fromIp, fromHost, authenticatedUser } = readReceivedField(value);
      if (authenticatedUser !== null) users.push(authenticatedUser);
      isNextOurs =
        (fromIp !== null && trust.isRelayIp(fromIp)) || (fromHost !== null && trust.relayHosts.includes(fromHost));
    }
    if (name !== 'authentication-results' || results.length >= MAX_TRUSTED_FIELDS) continue;
    // Looked at before anything else of the field is read.
    if (!trust.authservIds.includes(firstWordOf(value)?.toLowerCase() ?? '')) continue;
    const read = parseAuthenticationResults(value);
    if (read !== null) results.push(read);
  }
  return { results, users };
}
