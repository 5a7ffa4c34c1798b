/**
 * Takes the bytes of one message as they come in: up to about 1 MiB in one memory block that belongs to the message alone
 * (it is transferred to the store's writer later), beyond that into a spill file, a block at a time. When memory is short,
 * what has come goes to the spill file earlier, and what follows goes there without a block. Header section and digest
 * are made on the way.
 * Path: connection.ts fills it between DATA (or the first BDAT) and the last byte; delivery reads the outcome.
 */
import { MAX_HEADER_SECTION_BYTES, type HeaderSection } from '../mail/header-section.js';
import { startMessageDigest } from '../mail/message-digest.js';
import type { MessageBytes } from '../mail/received-message.js';
import { newHolder, type InFlightRoom } from './in-flight-room.js';
import { createSpillFile, type SpillFile } from './spill-file.js';

/**
 * A larger message goes to a spill file: 1 MiB, and 64 KiB so that what its hops wrote on top does not push a mail of
 * 1 MiB over. Not less than the header section that is read.
 */
export const MAX_MEMORY_MESSAGE_BYTES = MAX_HEADER_SECTION_BYTES + 64 * 1024;
/** SIZE= makes the first block at most this large: room is taken as bytes come, and a client may say what it likes. */
const MAX_FIRST_BLOCK_BYTES = 64 * 1024;
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
  /** SIZE= of MAIL (RFC 1870), 0 if not given. */
  readonly declaredBytes: number;
  /** Reads the header section at the start of the bytes, of the message with this digest. */
  readonly readHeader: ReadHeader;
}

export type ReadHeader = (digest: string, bytes: Uint8Array) => Promise<HeaderSection>;

interface Spill {
  readonly file: SpillFile;
  sizeBytes: number;
}

export function createMessageCollector({
  room,
  spillFolder,
  declaredBytes,
  readHeader,
}: CollectorOptions): MessageCollector {
  const holder = newHolder();
  const digest = startMessageDigest();
  let block = noBlock;
  let usedBytes = 0;
  let spill: Spill | null = null;
  /** What is written to the spill file while the client is waited for; it never rejects. */
  let givingWay: Promise<void> | null = null;
  let failure: Error | null = null;
  let cancelled = false;

  function enlarge(capacity: number): void {
    if (cancelled) return;
    const larger = Buffer.allocUnsafeSlow(capacity);
    block.copy(larger, 0, 0, usedBytes);
    block = larger;
  }

  /** Makes the block at least `neededBytes` large; false: there is no room for that. Only the first block waits for it. */
  function grow(neededBytes: number): Promise<void> | boolean {
    const capacity = Math.max(neededBytes, nextCapacity(block.length, declaredBytes));
    if (block.length > 0) {
      if (!room.tryTake(holder, capacity - block.length)) return false;
    } else {
      const wait = room.take(holder, capacity);
      if (wait !== undefined) return wait.then(() => enlarge(capacity));
    }
    enlarge(capacity);
    return true;
  }

  function copyIn(bytes: Buffer, start: number, end: number): void {
    if (cancelled) return;
    bytes.copy(block, usedBytes, start, end);
    usedBytes += end - start;
  }

  async function write(bytes: Uint8Array): Promise<void> {
    spill ??= { file: await createSpillFile(spillFolder), sizeBytes: 0 };
    const written = spill.file.append(bytes);
    digest.update(bytes);
    await written;
    spill.sizeBytes += bytes.length;
  }

  /** Writes the block out and begins it anew. */
  async function flush(): Promise<void> {
    if (usedBytes > 0) await write(block.subarray(0, usedBytes));
    usedBytes = 0;
  }

  function dropBlock(): void {
    block = noBlock;
    usedBytes = 0;
    room.giveBack(holder, holder.heldBytes);
  }

  function giveWay(): void {
    holder.giveWay = null;
    givingWay = flush()
      .catch((cause: unknown) => {
        failure = cause instanceof Error ? cause : new Error(String(cause));
      })
      .finally(() => {
        givingWay = null;
        if (!cancelled) dropBlock();
      });
  }

  /** Through a whole block if there was room for one, without a block otherwise. */
  async function appendToSpill(bytes: Buffer, start: number, end: number): Promise<void> {
    const missingBytes = MAX_MEMORY_MESSAGE_BYTES - block.length;
    if (missingBytes > 0 && spill === null && room.tryTake(holder, missingBytes)) enlarge(MAX_MEMORY_MESSAGE_BYTES);
    if (block.length < MAX_MEMORY_MESSAGE_BYTES) {
      await flush();
      dropBlock();
      if (!cancelled) await write(bytes.subarray(start, end));
      return;
    }
    for (let at = start; at < end && !cancelled;) {
      if (usedBytes === block.length) await flush();
      const until = Math.min(end, at + block.length - usedBytes);
      copyIn(bytes, at, until);
      at = until;
    }
  }

  function put(bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    if (failure !== null) return Promise.reject(failure);
    const neededBytes = usedBytes + end - start;
    const isSmall = spill === null && neededBytes <= MAX_MEMORY_MESSAGE_BYTES;
    const grown = neededBytes <= block.length || (isSmall && grow(neededBytes));
    if (grown === false) return appendToSpill(bytes, start, end);
    if (grown !== true) return grown.then(() => copyIn(bytes, start, end));
    copyIn(bytes, start, end);
    return undefined;
  }

  function cancel(): void {
    cancelled = true;
    holder.giveWay = null;
    room.release(holder);
  }

  return {
    append(bytes, start, end) {
      room.hear(holder);
      holder.giveWay = null;
      const wait = givingWay === null ? put(bytes, start, end) : givingWay.then(() => put(bytes, start, end));
      if (wait === undefined) {
        holder.giveWay = giveWay;
        return undefined;
      }
      return wait.then(() => {
        if (cancelled) return;
        holder.giveWay = giveWay;
        room.reconsider();
      });
    },
    async finish() {
      holder.giveWay = null;
      await givingWay;
      if (failure !== null) throw failure;
      if (spill === null) {
        const bytes = trimmed(block, usedBytes);
        digest.update(bytes);
        const where: MessageBytes = { kind: 'memory', bytes, sizeBytes: usedBytes };
        const hex = digest.hex();
        return { bytes: where, header: await readHeader(hex, bytes), digest: hex };
      }
      await flush();
      const hex = digest.hex();
      const header = await readHeader(hex, await startOf(spill.file));
      await spill.file.finish();
      dropBlock();
      const where: MessageBytes = { kind: 'spill', path: spill.file.path, sizeBytes: spill.sizeBytes };
      return { bytes: where, header, digest: hex };
    },
    cancel,
    async discard() {
      cancel();
      await givingWay;
      await spill?.file.remove();
    },
  };
}

const noBlock = Buffer.allocUnsafeSlow(0);

/** Of most messages the header section is far smaller than it may be. */
const LIKELY_HEADER_BYTES = 64 * 1024;

/** At least the header section, as far as it is read. */
async function startOf(file: SpillFile): Promise<Uint8Array> {
  const start = await file.readStart(LIKELY_HEADER_BYTES);
  const isCut = start.length === LIKELY_HEADER_BYTES && !start.includes('\r\n\r\n') && !start.includes('\n\n');
  return isCut ? await file.readStart(MAX_HEADER_SECTION_BYTES) : start;
}

/** Memory that is never touched costs nothing, a large copy does: no step is left between half and all. */
function nextCapacity(blockBytes: number, declaredBytes: number): number {
  if (blockBytes === 0) return Math.min(declaredBytes, MAX_FIRST_BLOCK_BYTES);
  const grown = Math.max(GROWN_BLOCK_BYTES, blockBytes * GROWTH_FACTOR);
  const wanted = grown > MAX_MEMORY_MESSAGE_BYTES / 2 ? MAX_MEMORY_MESSAGE_BYTES : grown;
  // What is said to be left of the message; a client that says too little only costs a copy.
  return declaredBytes > blockBytes ? Math.min(wanted, declaredBytes) : wanted;
}

/** The used part as a view on an ArrayBuffer of its own, not much larger. */
function trimmed(block: Buffer<ArrayBuffer>, usedBytes: number): Uint8Array<ArrayBuffer> {
  if (usedBytes >= block.length * WORTHWHILE_FILL) return new Uint8Array(block.buffer, 0, usedBytes);
  const exact = Buffer.allocUnsafeSlow(usedBytes);
  block.copy(exact, 0, 0, usedBytes);
  return new Uint8Array(exact.buffer, 0, usedBytes);
}
