/**
 * The bytes of one submitted mail as they come in, in memory: bounded for each mail, and for all that are under way.
 * Line ends become CRLF on the way.
 * Path: listener.ts, between DATA and its reply.
 */
import type { SMTPServerDataStream } from 'smtp-server';
import { toCrlf } from '../mail/to-crlf.js';

/** What mails under way hold together. */
export interface MailRoom {
  readonly maxBytes: number;
  usedBytes: number;
}

export interface CollectedMail {
  /** What was too much is read to its end and thrown away. */
  readonly mail: Buffer | 'too-large' | 'no-room';
  /** Once nobody reads the bytes any more. */
  release(): void;
}

/** Rejects when the client goes away. */
export async function collectMail(stream: SMTPServerDataStream, room: MailRoom): Promise<CollectedMail> {
  const lineEnds = toCrlf();
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  let refused: 'too-large' | 'no-room' | null = null;
  const release = (): void => {
    room.usedBytes -= sizeBytes;
    sizeBytes = 0;
    pieces.length = 0;
  };
  const take = (piece: Uint8Array): void => {
    if (refused !== null) return;
    if (stream.sizeExceeded) refused = 'too-large';
    else if (room.usedBytes + piece.length > room.maxBytes) refused = 'no-room';
    if (refused !== null) {
      release();
      return;
    }
    sizeBytes += piece.length;
    room.usedBytes += piece.length;
    pieces.push(piece);
  };
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) take(lineEnds.push(piece));
    take(lineEnds.end());
  } catch (error) {
    release();
    throw error;
  }
  return { mail: refused ?? Buffer.concat(pieces, sizeBytes), release };
}
