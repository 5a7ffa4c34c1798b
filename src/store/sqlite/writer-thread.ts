/**
 * The writer thread: performs posted calls together with all that wait behind them as one group. Started by
 * writer-client.ts.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../runtime/clock.js';
import { openDatabase } from '../../runtime/sqlite/open-database.js';
import type { StoreChange } from '../change-feed.js';
import { realDisk } from './disk.js';
import type { PlanBody, WriteAnswer, WriteCall } from './write-calls.js';
import { sizeOf } from './stage-record.js';
import { openWriter, type Writer, type WriterMetrics } from './writer.js';

/** Page cache of the writer: deliveries touch pages all over the index. */
const PAGE_CACHE_KIB = 32 * 1024;
/** Maximum size of a group, in calls and in bytes in memory or spilled, so that the first call does not wait too long. */
const MAX_GROUP_CALLS = 256;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

export interface WriterThreadData {
  readonly databasePath: string;
  readonly segmentFolder: string;
  readonly duplicateWindowMs: number;
}

/** Posted to the thread: calls, which are answered in order, or the request to close. */
export type ToWriter = { readonly kind: 'calls'; readonly calls: readonly WriteCall[] } | { readonly kind: 'close' };
export interface FromWriter {
  readonly answers: readonly WriteAnswer[];
  readonly changes: readonly StoreChange[];
  readonly metrics: WriterMetrics;
}

function serve(port: MessagePort, writer: Writer): void {
  port.on('message', (first: ToWriter) => {
    let message: ToWriter | undefined = first;
    while (message !== undefined) {
      if (message.kind === 'close') {
        writer.close();
        port.close();
        return;
      }
      const { calls, next } = drain(port, message.calls);
      const answers = writer.perform(calls);
      port.postMessage({ answers, changes: writer.takeChanges(), metrics: writer.metrics() } satisfies FromWriter);
      message = next;
    }
  });
}

/** The calls that wait behind the first ones, up to the limits; `next` is the first message after the group. */
function drain(
  port: MessagePort,
  first: readonly WriteCall[],
): { readonly calls: readonly WriteCall[]; readonly next: ToWriter | undefined } {
  const calls = [...first];
  let bytes = first.reduce((sum, call) => sum + bodyBytes(call), 0);
  for (;;) {
    const received = receiveMessageOnPort(port) as { readonly message: ToWriter } | undefined;
    if (received === undefined) return { calls, next: undefined };
    const { message } = received;
    if (message.kind === 'close' || calls.length >= MAX_GROUP_CALLS || bytes >= MAX_GROUP_BYTES) {
      return { calls, next: message };
    }
    calls.push(...message.calls);
    bytes += message.calls.reduce((sum, call) => sum + bodyBytes(call), 0);
  }
}

function bodyBytes(call: WriteCall): number {
  if (call.name !== 'deliver' && call.name !== 'append') return 0;
  const bodies: readonly PlanBody[] = call.ask.bodies;
  return bodies.reduce<number>((sum, body) => sum + (body.kind === 'stored' ? 0 : sizeOf(body)), 0);
}

if (parentPort !== null) {
  const { databasePath, segmentFolder, duplicateWindowMs } = workerData as WriterThreadData;
  const database = openDatabase(databasePath);
  database.pragma(`cache_size = -${PAGE_CACHE_KIB}`);
  const writer = openWriter({ database, segmentFolder, disk: realDisk, duplicateWindowMs, clock: systemClock });
  serve(parentPort, writer);
  // An empty answer: ready for calls.
  parentPort.postMessage({ answers: [], changes: [], metrics: writer.metrics() } satisfies FromWriter);
}
