/**
 * The bytes of one submitted mail as they come in, in memory: bounded for each mail, and for all that are under way.
 * Line ends become CRLF on the way.
 * Path: listener.ts, between DATA and its reply.
 */
import type { SMTPServerDataStream } from 'smtp-server';
import { toCrlf, type CrlfStream } from '../mail/to-crlf.js';

/** What mails under way hold together. */
export interface MessageRoom {
  readonly maxBytes: number;
  usedBytes: number;
}

export interface CollectedMessage {
  /** What was too much is read to its end and thrown away. */
  readonly mail: Buffer | 'too-large' | 'no-room';
  /** Once nobody reads the bytes any more. */
  release(): void;
}

/** Rejects when the client goes away. */
export async function collectMessage(stream: SMTPServerDataStream, room: MessageRoom): Promise<CollectedMessage> {
  const lineEnds = toCrlf();
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  const release = (): void => {
    room.usedBytes -= sizeBytes;
    sizeBytes = 0;
    pieces.length = 0;
  };
  const overflow = (piece: Uint8Array): 'too-large' | 'no-room' | null => {
    if (stream.sizeExceeded) return 'too-large';
    return room.usedBytes + piece.length > room.maxBytes ? 'no-room' : null;
  };
  let refused: 'too-large' | 'no-room' | null = null;
  try {
    for await (const piece of mended(stream as AsyncIterable<Buffer>, lineEnds)) {
      refused ??= overflow(piece);
      if (refused !== null) {
        release();
        continue;
      }
      sizeBytes += piece.length;
      room.usedBytes += piece.length;
      pieces.push(piece);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { mail: refused ?? Buffer.concat(pieces, sizeBytes), release };
}

async function* mended(stream: AsyncIterable<Buffer>, lineEnds: CrlfStream): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) yield lineEnds.push(piece);
  yield lineEnds.end();
}
