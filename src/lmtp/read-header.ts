/**
 * Reads the header section of a message that came in. A large one is read under the crash mark, and not at all if it has
 * crashed the process before: the message is then filed as it is.
 * Path: message-collector.ts, after the last byte.
 */
import { readHeaderSection, type HeaderSection } from '../mail/header-section.js';
import type { CrashMark } from '../runtime/crash-mark.js';
import type { ReadHeader } from './message-collector.js';

/** What can be read in less time than the mark takes. */
const SMALL_HEADER_BYTES = 16 * 1024;
const emptyLine = Buffer.from('\r\n\r\n');
const unread: HeaderSection = { fields: [], lengthBytes: 0 };

export function headerReader(crashMark: Pick<CrashMark, 'isBarred' | 'beginning' | 'during'>): ReadHeader {
  return async (digest, bytes) => {
    const isSmall = bytes.length <= SMALL_HEADER_BYTES || endsWithin(bytes, SMALL_HEADER_BYTES);
    if (isSmall) return readHeaderSection(bytes);
    if (crashMark.isBarred(digest)) return unread;
    return await crashMark.beginning(digest, () =>
      Promise.resolve(crashMark.during(digest, () => readHeaderSection(bytes))),
    );
  };
}

function endsWithin(bytes: Uint8Array, maxBytes: number): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBytes)).includes(emptyLine);
}
