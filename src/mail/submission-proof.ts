/**
 * Proof that a message with a calendar object has passed our own submission: a keyed hash over what a booking rests on. The
 * mail goes out to the MTA and comes back to delivery; hosts on the way may fold header fields anew, recode parts and
 * change line ends, and the proof still holds.
 * Path: submission stamps it (authorship/stamp-header.ts), delivery believes it (proven-authors.ts).
 * Standards: RFC 2104 (HMAC), FIPS 180-4 (SHA-256).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { addressKey, type Address } from './address.js';

export const SUBMISSION_PROOF_FIELD = 'X-Frontdesk-Submitted';

/** What is proven. */
export interface SubmittedMessage {
  /** With angle brackets (message-ids.ts). */
  readonly messageId: string;
  /** The addresses of From, in any order. */
  readonly from: readonly Address[];
  /** As find-calendar-parts.ts decodes them; all that are in the message, in any order. */
  readonly calendarObjects: readonly string[];
}

/** Named in the value and in what is hashed, that another form may follow. */
const VERSION = 'v1';

/** The value of the field: printable ASCII, shorter than a line. */
export function submissionProof(secret: Uint8Array, mail: SubmittedMessage): string {
  return `${VERSION} ${digest(secret, mail).toString('base64url')}`;
}

/** @param proof the value of the field, unfolded. Takes the same time wherever it goes wrong. */
export function verifySubmissionProof(secret: Uint8Array, mail: SubmittedMessage, proof: string): boolean {
  const given = Buffer.from(proof.trim());
  const expected = Buffer.from(submissionProof(secret, mail));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** JSON: no two messages have the same text. */
function digest(secret: Uint8Array, { messageId, from, calendarObjects }: SubmittedMessage): Buffer {
  const authors = [...new Set(from.map(addressKey))].sort();
  const objects = [...new Set(calendarObjects.map(normalize))].sort();
  return createHmac('sha256', secret)
    .update(JSON.stringify(['frontdesk submission', VERSION, messageId, authors, objects]))
    .digest();
}

/** Line ends, and blank lines around, are what hosts on the way change. */
function normalize(object: string): string {
  return object.replaceAll(/\r\n?/g, '\n').trim();
}
