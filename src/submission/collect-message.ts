/**
 * The bytes of one submitted message as they come in: in memory while it is small and there is room, on disk otherwise, so
 * that a slow client holds little.
 * Path: listener.ts, between DATA and its reply.
 */
import { readFile } from 'node:fs/promises';
import type { SMTPServerDataStream } from 'smtp-server';
import type { InFlightRoom } from '../lmtp/in-flight-room.js';
import { createMessageCollector, type MessageCollector } from '../lmtp/message-collector.js';
import type { HeaderSection } from '../mail/header-section.js';
import type { MessageBytes } from '../mail/received-message.js';

/** submit.ts reads it, in its own way. */
const readHeader = (): Promise<HeaderSection> => Promise.resolve({ fields: [], lengthBytes: 0 });

/** Where messages are while they come in. */
export interface MessageRoom {
  readonly memory: InFlightRoom;
  readonly spillFolder: string;
}

export interface CollectedMessage {
  /** What was too large is read to its end and thrown away. */
  readonly message: MessageBytes | 'too-large';
  /** Once nobody reads the bytes any more. */
  release(): Promise<void>;
}

/** Rejects when the client goes away, or the disk cannot take the message (which is then read to its end, too). */
export async function collectMessage(
  stream: SMTPServerDataStream,
  { memory, spillFolder }: MessageRoom,
): Promise<CollectedMessage> {
  const collector = createMessageCollector({ room: memory, spillFolder, declaredBytes: 0, readHeader });
  // The client is gone: it may just be waited for room.
  stream.once('error', () => collector.cancel());
  const failures: Error[] = [];
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (stream.sizeExceeded || failures.length > 0) await collector.discard();
      else await append(collector, piece).catch((cause: unknown) => failures.push(asError(cause)));
    }
    if (failures[0] !== undefined) throw failures[0];
    if (!stream.sizeExceeded) return { message: (await collector.finish()).bytes, release: () => collector.discard() };
  } catch (error) {
    await collector.discard();
    throw error;
  }
  await collector.discard();
  return { message: 'too-large', release: () => Promise.resolve() };
}

async function append(collector: MessageCollector, piece: Buffer): Promise<void> {
  await collector.append(piece, 0, piece.length);
}

/** All of it in memory. */
export async function loadMessage(message: MessageBytes): Promise<Buffer> {
  if (message.kind === 'spill') return await readFile(message.path);
  return Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength);
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
