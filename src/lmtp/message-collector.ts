/**
 * Takes the bytes of one message as they come in: up to about 1 MiB in one memory block that belongs to the message alone
 * (it is transferred to the store's writer later), beyond that into a spill file, a block at a time. When memory is short,
 * what has come goes to the spill file earlier, and what follows goes there without a block. Header section and digest
 * are made on the way.
 * Path: connection.ts fills it between DATA (or the first BDAT) and the last byte; delivery reads the outcome.
 */
import { MAX_HEADER_SECTION_BYTES, type HeaderSection } from '../mail/header-section.js';
import { startMessageDigest, type MessageDigest } from '../mail/message-digest.js';
import type { MessageBytes } from '../mail/received-message.js';
import { newHolder, type Holder, type InFlightRoom } from './in-flight-room.js';
import { createMessageBlock, MAX_MEMORY_MESSAGE_BYTES, type MessageBlock } from './message-block.js';
import { createSpillFile, type SpillFile } from './spill-file.js';

/** Of most messages the header section is far smaller than it may be. */
const LIKELY_HEADER_BYTES = 64 * 1024;

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

/** A message that comes in. */
interface Collecting extends CollectorOptions {
  readonly holder: Holder;
  readonly block: MessageBlock;
  readonly digest: MessageDigest;
  spill: Spill | null;
  /** What is written to the spill file while the client is waited for; it never rejects. */
  givingWay: Promise<void> | null;
  failure: Error | null;
  isCancelled: boolean;
}

export function createMessageCollector(options: CollectorOptions): MessageCollector {
  const holder = newHolder();
  const collecting: Collecting = {
    ...options,
    holder,
    block: createMessageBlock(options.room, holder, options.declaredBytes),
    digest: startMessageDigest(),
    spill: null,
    givingWay: null,
    failure: null,
    isCancelled: false,
  };
  return {
    append: (bytes, start, end) => append(collecting, bytes, start, end),
    finish: () => finish(collecting),
    cancel: () => cancel(collecting),
    async discard() {
      cancel(collecting);
      await collecting.givingWay;
      await collecting.spill?.file.remove();
    },
  };
}

/** Memory is asked for only between two calls: while one runs, its bytes are on their way into the block. */
function append(collecting: Collecting, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
  const { room, holder, givingWay } = collecting;
  room.hear(holder);
  holder.giveWay = null;
  const added =
    givingWay === null ? add(collecting, bytes, start, end) : givingWay.then(() => add(collecting, bytes, start, end));
  if (added === undefined) {
    holder.giveWay = () => giveWay(collecting);
    return undefined;
  }
  return added.then(() => {
    if (collecting.isCancelled) return;
    holder.giveWay = () => giveWay(collecting);
    room.reconsider();
  });
}

/** To the block while the message is small and there is room, else to the spill file. */
function add(collecting: Collecting, bytes: Buffer, start: number, end: number): Promise<void> | undefined {
  const { block, spill, failure } = collecting;
  if (failure !== null) return Promise.reject(failure);
  const neededBytes = block.content.length + end - start;
  const isSmall = spill === null && neededBytes <= MAX_MEMORY_MESSAGE_BYTES;
  const grown = neededBytes <= block.capacityBytes || (isSmall && block.grow(neededBytes));
  if (grown === false) return addToSpill(collecting, bytes, start, end);
  if (grown !== true) return grown.then(() => block.add(bytes, start, end));
  block.add(bytes, start, end);
  return undefined;
}

/** Through a whole block if there is room for one, without a block otherwise. */
async function addToSpill(collecting: Collecting, bytes: Buffer, start: number, end: number): Promise<void> {
  const { block } = collecting;
  if (collecting.spill === null) block.growToLargest();
  if (block.capacityBytes < MAX_MEMORY_MESSAGE_BYTES) {
    await flush(collecting);
    block.drop();
    if (!collecting.isCancelled) await write(collecting, bytes.subarray(start, end));
    return;
  }
  for (let at = start; at < end && !collecting.isCancelled;) {
    if (block.content.length === block.capacityBytes) await flush(collecting);
    const until = Math.min(end, at + block.capacityBytes - block.content.length);
    block.add(bytes, at, until);
    at = until;
  }
}

async function write(collecting: Collecting, bytes: Uint8Array): Promise<void> {
  const spill = (collecting.spill ??= { file: await createSpillFile(collecting.spillFolder), sizeBytes: 0 });
  const written = spill.file.append(bytes);
  collecting.digest.update(bytes);
  await written;
  spill.sizeBytes += bytes.length;
}

/** Writes the block out and begins it anew. */
async function flush(collecting: Collecting): Promise<void> {
  const { block } = collecting;
  if (block.content.length > 0) await write(collecting, block.content);
  block.clear();
}

function giveWay(collecting: Collecting): void {
  collecting.holder.giveWay = null;
  collecting.givingWay = flush(collecting)
    .catch((cause: unknown) => {
      collecting.failure = cause instanceof Error ? cause : new Error(String(cause));
    })
    .finally(() => {
      collecting.givingWay = null;
      if (!collecting.isCancelled) collecting.block.drop();
    });
}

function cancel(collecting: Collecting): void {
  collecting.isCancelled = true;
  collecting.holder.giveWay = null;
  collecting.block.close();
}

async function finish(collecting: Collecting): Promise<CollectedMessage> {
  collecting.holder.giveWay = null;
  await collecting.givingWay;
  if (collecting.failure !== null) throw collecting.failure;
  const { spill } = collecting;
  return spill === null ? await finishInMemory(collecting) : await finishSpill(collecting, spill);
}

async function finishInMemory({ block, digest, readHeader }: Collecting): Promise<CollectedMessage> {
  const bytes = block.handOn();
  digest.update(bytes);
  const hex = digest.hex();
  const header = await readHeader(hex, bytes);
  return { bytes: { kind: 'memory', bytes, sizeBytes: bytes.length }, header, digest: hex };
}

async function finishSpill(collecting: Collecting, spill: Spill): Promise<CollectedMessage> {
  const { file } = spill;
  await flush(collecting);
  const hex = collecting.digest.hex();
  const header = await collecting.readHeader(hex, await startOf(file));
  await file.finish();
  collecting.block.drop();
  return { bytes: { kind: 'spill', path: file.path, sizeBytes: spill.sizeBytes }, header, digest: hex };
}

/** At least the header section, as far as it is read. */
async function startOf(file: SpillFile): Promise<Uint8Array> {
  const start = await file.readStart(LIKELY_HEADER_BYTES);
  const isCut = start.length === LIKELY_HEADER_BYTES && !start.includes('\r\n\r\n') && !start.includes('\n\n');
  return isCut ? await file.readStart(MAX_HEADER_SECTION_BYTES) : start;
}
