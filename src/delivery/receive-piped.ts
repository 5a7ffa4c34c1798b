/**
 * A message as a pipe brings it, made into what the inbound path takes: a Unix text becomes mail, and without a word
 * about the envelope the header section says whom it is from.
 * Path: `frontdesk deliver`, before deliver.ts. Standards: RFC 5321 §2.3.8 (lines end in CRLF).
 */
import type { Address } from '../mail/address.js';
import { firstField, readHeaderSection, type HeaderSection } from '../mail/header-section.js';
import type { Instant } from '../mail/instant.js';
import { startMessageDigest } from '../mail/message-digest.js';
import { parseAddressList } from '../mail/address-list.js';
import { readAuthors } from '../mail/read-authors.js';
import type { ReceivedMessage } from '../mail/received-message.js';

const CR = 0x0d;
const LF = 0x0a;
const mboxLine = Buffer.from('From ');

/**
 * @param piped not written to and not kept
 * @param reversePath undefined: the caller did not say; Return-Path holds, or else the author
 */
export function receivePiped(
  piped: Uint8Array,
  reversePath: Address | null | undefined,
  receivedAt: Instant,
): ReceivedMessage {
  const bytes = withNetworkLineEnds(withoutMboxLine(piped));
  const header = readHeaderSection(bytes);
  const digest = startMessageDigest();
  digest.update(bytes);
  return {
    reversePath: reversePath === undefined ? reversePathIn(header) : reversePath,
    bytes: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
    header,
    digest: digest.hex(),
    receivedAt,
    peer: null,
  };
}

function reversePathIn(header: HeaderSection): Address | null {
  const returnPath = firstField(header, 'return-path');
  if (returnPath !== null) return parseAddressList(returnPath)[0]?.address ?? null;
  const { sender, from } = readAuthors(header);
  return (sender ?? from[0])?.address ?? null;
}

/** pipe(8) with the flag F, and mbox files, put a line above the message that is no part of it. */
function withoutMboxLine(bytes: Uint8Array): Uint8Array {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return given.subarray(0, mboxLine.length).equals(mboxLine) ? given.subarray(given.indexOf(LF) + 1) : given;
}

/** A copy, in memory of its own, in which every LF has its CR, the last line its end. */
function withNetworkLineEnds(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) bare++;
  const open = bytes.length > 0 && bytes.at(-1) !== LF;
  const copy = new Uint8Array(bytes.length + bare + (open ? 2 : 0));
  if (bare === 0) copy.set(bytes);
  else insertCarriageReturns(bytes, copy);
  if (open) copy.set([CR, LF], copy.length - 2);
  return copy;
}

function insertCarriageReturns(bytes: Uint8Array, copy: Uint8Array): void {
  let written = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(LF, start);
    const end = newline < 0 ? bytes.length : newline;
    copy.set(bytes.subarray(start, end), written);
    written += end - start;
    if (newline >= 0) {
      if (bytes[newline - 1] !== CR) copy[written++] = CR;
      copy[written++] = LF;
    }
    start = end + 1;
  }
}
