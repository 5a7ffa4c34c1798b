/**
 * Names that follow from what something is made from, so that what is made again has the same name: identifiers of
 * this server's messages and of entries in the outbox.
 * Path: everything that composes a message; what reached the outbox before is known by it.
 */
import { createHash } from 'node:crypto';

/** 96 bits in hex: none comes twice by chance, and it fits into a Message-ID (RFC 5322 §3.6.4). */
const ID_CHARACTERS = 24;

/** @param cause all that makes it different from others */
export function derivedId(cause: string): string {
  return createHash('sha256').update(cause).digest('hex').slice(0, ID_CHARACTERS);
}
