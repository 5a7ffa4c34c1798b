/**
 * The memory block of one message: it grows with what comes in, as far as the room for messages under way allows, and is
 * handed on as a whole.
 * Path: message-collector.ts fills it, and empties it into a spill file when the message is large or memory is short.
 */
import { MAX_HEADER_SECTION_BYTES } from '../mail/header-section.js';
import type { Holder, InFlightRoom } from './in-flight-room.js';

/**
 * The largest block: 1 MiB, and 64 KiB so that the fields that its hops wrote on top do not push a message of 1 MiB
 * over. Not less than the header section that is read.
 */
export const MAX_MEMORY_MESSAGE_BYTES = MAX_HEADER_SECTION_BYTES + 64 * 1024;
/** SIZE= makes the first block at most this large: room is taken as bytes come, and a client may say what it likes. */
const MAX_FIRST_BLOCK_BYTES = 64 * 1024;
/** A block that turned out too small grows to at least this, then by this factor. */
const GROWN_BLOCK_BYTES = 64 * 1024;
const GROWTH_FACTOR = 4;
/** A block with a smaller part in use is copied to one of the right size before it is handed on. */
const WORTHWHILE_FILL = 0.75;

export interface MessageBlock {
  /** How many bytes it can hold now. */
  readonly capacityBytes: number;
  /** What it holds; a view. */
  readonly content: Buffer<ArrayBuffer>;
  /**
   * Makes it at least `neededBytes` large; false: there is no room for that. Only the first growth waits for room, and
   * then gives a promise.
   */
  grow(neededBytes: number): Promise<void> | boolean;
  /** Makes it as large as a block may be, if there is room. */
  growToLargest(): void;
  /** Adds `bytes[start, end)`, for which it must be large enough. */
  add(bytes: Buffer, start: number, end: number): void;
  /** Begins anew in the same memory. */
  clear(): void;
  /** Gives its memory back. */
  drop(): void;
  /** Gives back memory and ends a wait for it; nothing is added after this. */
  close(): void;
  /** What it holds, on an ArrayBuffer of its own, not much larger. */
  handOn(): Uint8Array<ArrayBuffer>;
}

/** @param declaredBytes SIZE= of MAIL (RFC 1870), 0 if not given */
export function createMessageBlock(room: InFlightRoom, holder: Holder, declaredBytes: number): MessageBlock {
  let memory = noMemory;
  let usedBytes = 0;
  let isClosed = false;

  function enlarge(capacityBytes: number): void {
    if (isClosed) return;
    const larger = Buffer.allocUnsafeSlow(capacityBytes);
    memory.copy(larger, 0, 0, usedBytes);
    memory = larger;
  }
  /** Without a wait. */
  function tryEnlarge(capacityBytes: number): boolean {
    if (!room.tryTake(holder, capacityBytes - memory.length)) return false;
    enlarge(capacityBytes);
    return true;
  }

  return {
    get capacityBytes() {
      return memory.length;
    },
    get content() {
      return memory.subarray(0, usedBytes);
    },
    grow(neededBytes) {
      const capacityBytes = Math.max(neededBytes, nextCapacity(memory.length, declaredBytes));
      if (memory.length > 0) return tryEnlarge(capacityBytes);
      const wait = room.take(holder, capacityBytes);
      if (wait !== undefined) return wait.then(() => enlarge(capacityBytes));
      enlarge(capacityBytes);
      return true;
    },
    growToLargest() {
      if (memory.length < MAX_MEMORY_MESSAGE_BYTES) tryEnlarge(MAX_MEMORY_MESSAGE_BYTES);
    },
    add(bytes, start, end) {
      if (isClosed) return;
      bytes.copy(memory, usedBytes, start, end);
      usedBytes += end - start;
    },
    clear() {
      usedBytes = 0;
    },
    drop() {
      memory = noMemory;
      usedBytes = 0;
      room.giveBack(holder, holder.heldBytes);
    },
    close() {
      isClosed = true;
      room.release(holder);
    },
    handOn: () => trimmed(memory, usedBytes),
  };
}

const noMemory = Buffer.allocUnsafeSlow(0);

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
