import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInFlightRoom, newHolder } from '../../../src/lmtp/in-flight-room.js';
import { MAX_MEMORY_MESSAGE_BYTES } from '../../../src/lmtp/message-block.js';
import { createMessageCollector, type CollectedMessage } from '../../../src/lmtp/message-collector.js';
import { headerReader } from '../../../src/lmtp/read-header.js';
import { prepareSpillFolder } from '../../../src/lmtp/spill-file.js';
import { noCrashMark } from '../../support/no-crash-mark.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';

const MIB = 1024 * 1024;
const readHeader = headerReader(noCrashMark);

let folder: Awaited<ReturnType<typeof throwAwayFolder>>;
beforeAll(async () => {
  folder = await throwAwayFolder('collector');
  await prepareSpillFolder(folder.path);
});
afterAll(() => folder.remove());

const bytesOf = async ({ bytes }: CollectedMessage): Promise<Buffer> =>
  bytes.kind === 'memory' ? Buffer.from(bytes.bytes) : await readFile(bytes.path);

/** A header section of the given size, and a body. */
function messageOf(headerBytes: number, sizeBytes: number): Buffer {
  const field = `X-Long: ${'a'.repeat(Math.max(0, headerBytes - 30))}\r\n`;
  const header = Buffer.from(`${field}Subject: last\r\n\r\n`);
  return Buffer.concat([header, Buffer.alloc(Math.max(0, sizeBytes - header.length), 'text\r\n')]);
}

describe('the bytes of one message', () => {
  it('are whole, whatever pieces they come in and whenever memory gets short', async () => {
    const scenario = fc.record({
      sizeBytes: fc.constantFrom(0, 1, 5000, 65_536, 65_537, 300_000, MIB, MAX_MEMORY_MESSAGE_BYTES, 2 * MIB + 3),
      headerBytes: fc.constantFrom(40, 70_000, 200_000),
      declaredShare: fc.constantFrom(0, 0.5, 1, 2),
      pieceBytes: fc.constantFrom(1000, 16_384, 65_536),
      maxBytes: fc.constantFrom(1, 100_000, MIB, 64 * MIB),
      /** Before which pieces somebody else wants memory. */
      wantedBefore: fc.array(fc.nat(40), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        scenario,
        async ({ sizeBytes, headerBytes, declaredShare, pieceBytes, maxBytes, wantedBefore }) => {
          const room = createInFlightRoom(maxBytes);
          const message = messageOf(headerBytes, sizeBytes);
          const declaredBytes = Math.round(message.length * declaredShare);
          const collector = createMessageCollector({ room, spillFolder: folder.path, declaredBytes, readHeader });
          for (let at = 0, piece = 0; at < message.length; at += pieceBytes, piece += 1) {
            if (wantedBefore.includes(piece)) {
              const other = newHolder();
              await room.take(other, Math.min(maxBytes, 64 * 1024));
              room.release(other);
            }
            await collector.append(message, at, Math.min(message.length, at + pieceBytes));
          }
          const collected = await collector.finish();
          expect(collected.bytes.sizeBytes).toBe(message.length);
          expect((await bytesOf(collected)).equals(message)).toBe(true);
          expect(collected.digest).toBe(createHash('sha256').update(message).digest('hex'));
          expect(collected.header.fields.at(-1)).toEqual({ name: 'subject', value: 'last' });
          await collector.discard();
          expect([room.usedBytes, await readdir(folder.path)]).toEqual([0, []]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('SIZE= alone uses no memory', async () => {
    const room = createInFlightRoom(64 * MIB);
    const collector = createMessageCollector({ room, spillFolder: folder.path, declaredBytes: MIB, readHeader });
    await collector.append(Buffer.from('Subject: hi\r\n\r\n'), 0, 4);
    expect(room.usedBytes).toBeLessThanOrEqual(64 * 1024);
    await collector.discard();
  });

  it('a spill file that cannot be written while the client is waited for fails the message, and the room is free', async () => {
    const room = createInFlightRoom(100_000);
    const collector = createMessageCollector({
      room,
      spillFolder: `${folder.path}/none`,
      declaredBytes: 0,
      readHeader,
    });
    const text = Buffer.alloc(90_000, 'x');
    await collector.append(text, 0, text.length);
    const other = newHolder();
    await room.take(other, 50_000);
    await expect(Promise.resolve(collector.append(text, 0, 10))).rejects.toThrow('ENOENT');
    await collector.discard();
    expect(room.usedBytes).toBe(other.heldBytes);
  });
});
