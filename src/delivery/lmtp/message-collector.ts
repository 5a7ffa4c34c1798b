/**
 * Takes the bytes of one message as they come in: up to about 1 MiB in one memory block that belongs to the message alone
 * (it is transferred to the store's writer later), beyond that into a spill file, a block at a time. Header section and
 * digest are made on the way.
 * Path: connection.ts fills it between DATA (or the first BDAT) and the last byte; delivery reads the outcome.
 */
import { MAX_HEADER_SECTION_BYTES, readHeaderSection, type HeaderSection } from '../../mail/header-section.js';
import { startMessageDigest } from '../../mail/message-digest.js';
import type { MessageBytes } from '../../mail/received-message.js';
import type { Holder, InFlightRoom } from './in-flight-room.js';
import { createSpillFile, type SpillFile } from './spill-file.js';

/**
 * A larger message goes to a spill file: 1 MiB, and 64 KiB so that what its hops wrote on top does not push a mail of
 * 1 MiB over. Not less than the header section that is read, which is read from memory.
 */
export const MAX_MEMORY_MESSAGE_BYTES = MAX_HEADER_SECTION_BYTES + 64 * 1024;
/** A block that turned out too small grows to at least this, then by this factor. */
const GROWN_BLOCK_BYTES = 64 * 1024;
const GROWTH_FACTOR = 4;
/** A block with a smaller part in use is copied to one of the right size before it is handed on. */
const WORTHWHILE_FILL = 0.75;

export interface CollectedMessage {
  readonly bytes: MessageBytes;
  readonly header: HeaderSection;
  readonly digest: string;
}

export interface MessageCollector {
  /**
   * Adds `bytes[start, end)`. A promise means: wait before the next call (no room, or the disk is written); it rejects
   * when the spill file cannot be written.
   */
  append(bytes: Buffer, start: number, end: number): Promise<void> | undefined;
  /** After the last byte; rejects when the spill file cannot be written. */
  finish(): Promise<CollectedMessage>;
  /** The client is gone: ends a wait for room at once. `discard` is still to be called. */
  cancel(): void;
  /** Gives back memory and deletes the spill file; once nobody reads the message any more. */
  discard(): Promise<void>;
}

export interface CollectorOptions {
  readonly room: InFlightRoom;
  readonly spillFolder: string;
  /** SIZE= of MAIL (RFC 1870), 0 if not given: so much is reserved at once. */
  readonly declaredBytes: number;
}

export function createMessageCollector({ room, spillFolder, declaredBytes }: CollectorOptions): MessageCollector {
  const holder: Holder = { heldBytes: 0 };
  const digest = startMessageDigest();
  let block = Buffer.allocUnsafeSlow(0);
  let usedBytes = 0;
  let spill: { readonly file: SpillFile; readonly header: HeaderSection; sizeBytes: number } | null = null;
  let cancelled = false;

  /** Makes the block at least `neededBytes` large, when there is room for it. */
  function grow(neededBytes: number): Promise<void> | undefined {
    const wanted = block.length === 0 ? Math.min(declaredBytes, MAX_MEMORY_MESSAGE_BYTES) : grownFrom(block.length);
    const capacity = Math.max(neededBytes, wanted);
    const enlarge = (): void => {
      if (cancelled) return;
      const larger = Buffer.allocUnsafeSlow(capacity);
      block.copy(larger, 0, 0, usedBytes);
      block = larger;
    };
    const wait = room.take(holder, capacity - block.length);
    if (wait !== undefined) return wait.then(enlarge);
    enlarge();
    return undefined;
  }

  function copyIn(bytes: Buffer, start: number, end: number): void {
    if (cancelled) return;
    bytes.copy(block, usedBytes, start, end);
    usedBytes += end - start;
  }

  /** Writes the block out and begins it anew. */
  async function flush(): Promise<void> {
    const full = block.subarray(0, usedBytes);
    spill ??= { file: await createSpillFile(spillFolder), header: readHeaderSection(full), sizeBytes: 0 };
    const written = spill.file.append(full);
    digest.update(full);
    await written;
    spill.sizeBytes += usedBytes;
    usedBytes = 0;
  }

  async function appendToSpill(bytes: Buffer, start: number, end: number): Promise<void> {
    if (block.length < MAX_MEMORY_MESSAGE_BYTES) await grow(MAX_MEMORY_MESSAGE_BYTES);
    let at = start;
    while (at < end && !cancelled) {
      if (usedBytes === block.length) await flush();
      const until = Math.min(end, at + block.length - usedBytes);
      copyIn(bytes, at, until);
      at = until;
    }
  }

  return {
    append(bytes, start, end) {
      const neededBytes = usedBytes + end - start;
      if (neededBytes > MAX_MEMORY_MESSAGE_BYTES) return appendToSpill(bytes, start, end);
      const wait = neededBytes > block.length ? grow(neededBytes) : undefined;
      if (wait !== undefined) return wait.then(() => copyIn(bytes, start, end));
      copyIn(bytes, start, end);
      return undefined;
    },
    async finish() {
      if (spill === null) {
        const bytes = trimmed(block, usedBytes);
        digest.update(bytes);
        const where: MessageBytes = { kind: 'memory', bytes, sizeBytes: usedBytes };
        return { bytes: where, header: readHeaderSection(bytes), digest: digest.hex() };
      }
      if (usedBytes > 0) await flush();
      await spill.file.finish();
      const where: MessageBytes = { kind: 'spill', path: spill.file.path, sizeBytes: spill.sizeBytes };
      return { bytes: where, header: spill.header, digest: digest.hex() };
    },
    cancel() {
      cancelled = true;
      room.release(holder);
    },
    async discard() {
      cancelled = true;
      room.release(holder);
      await spill?.file.remove();
    },
  };
}

/** Memory that is never touched costs nothing, a large copy does: no step is left between half and all. */
function grownFrom(blockBytes: number): number {
  const wanted = Math.max(GROWN_BLOCK_BYTES, blockBytes * GROWTH_FACTOR);
  return wanted > MAX_MEMORY_MESSAGE_BYTES / 2 ? MAX_MEMORY_MESSAGE_BYTES : wanted;
}

/** The used part as a view on an ArrayBuffer of its own, not much larger. */
function trimmed(block: Buffer<ArrayBuffer>, usedBytes: number): Uint8Array<ArrayBuffer> {
  if (usedBytes >= block.length * WORTHWHILE_FILL) return new Uint8Array(block.buffer, 0, usedBytes);
  const exact = Buffer.allocUnsafeSlow(usedBytes);
  block.copy(exact, 0, 0, usedBytes);
  return new Uint8Array(exact.buffer, 0, usedBytes);
}
