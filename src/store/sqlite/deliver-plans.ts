/**
 * Passes plans to the writer: each body is transferred once, and its location is remembered by the message's object. A
 * plan that is made again after `stale` then names the location instead of the bytes.
 */
import type { Transferable } from 'node:worker_threads';
import type { MessageBytes } from '../../mail/received-message.js';
import type { DeliveryOutcome, DeliveryPlan, DeliveryDesk } from '../delivery-desk.js';
import type { OutgoingMessage } from '../outbox.js';
import { StoreError } from '../store-error.js';
import type { BodyLocation } from './recorded-change.js';
import type { PlanBody, PlanToWrite } from './write-calls.js';
import type { WriterClient } from './writer-client.js';

export function prepareDeliver(writer: WriterClient): DeliveryDesk['deliver'] {
  /** A promise of null: the body was transferred but not written. */
  const places = new WeakMap<MessageBytes, Promise<BodyLocation | null>>();

  const bodyOf = async (message: MessageBytes): Promise<PlanBody> => {
    const known = places.get(message);
    if (known === undefined) return sourceOf(message);
    const at = await known;
    if (at !== null) return { kind: 'stored', at };
    if (message.kind === 'spill' || message.bytes.byteLength > 0) return sourceOf(message);
    throw new StoreError('unavailable', 'the bytes of the message were transferred but not written');
  };

  return async (plans, { moreToCome }): Promise<readonly DeliveryOutcome[]> => {
    if (plans.length === 0) return [];
    const messages = [...new Set(plans.map(({ message }) => message))];
    const areKnown = messages.some((message) => places.has(message));
    const bodies = areKnown ? await Promise.all(messages.map(bodyOf)) : messages.map(sourceOf);
    const indexOf = new Map(messages.map((message, index) => [message, index]));
    const answer = writer.call(
      'deliver',
      { bodies, plans: plans.map((plan) => planToWrite(plan, indexOf.get(plan.message) ?? 0)) },
      // Transferred, or copied if more plans follow: bodies in memory are small.
      moreToCome ? [] : bodies.flatMap(transferOf),
    );
    for (const [index, message] of messages.entries()) {
      places.set(
        message,
        answer.then(
          (done) => done.bodies[index] ?? null,
          () => null,
        ),
      );
    }
    return (await answer).outcomes;
  };
}

/**
 * A view of a part of a larger buffer is copied, as other code may use the rest. The receiving side creates buffers of
 * the exact size.
 */
export function sourceOf(message: MessageBytes): PlanBody {
  if (message.kind === 'spill') return message;
  const { bytes } = message;
  return { kind: 'memory', bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : exactCopy(bytes) };
}

export function transferOf(body: PlanBody): readonly Transferable[] {
  return body.kind === 'memory' ? [body.bytes.buffer as ArrayBuffer] : [];
}

function planToWrite(plan: DeliveryPlan, body: number): PlanToWrite {
  const { message, filing, outgoing, vacation, ...rest } = plan;
  return {
    ...rest,
    body,
    filing: { ...filing, prefix: exactCopy(filing.prefix) },
    outgoing: outgoing.map(withOwnBytes),
    vacation: vacation ? { ...vacation, mail: withOwnBytes(vacation.mail) } : null,
  };
}

export function withOwnBytes<Mail extends OutgoingMessage>(mail: Mail): Mail {
  return { ...mail, bytes: exactCopy(mail.bytes) };
}

/** A structured clone of a view copies its whole buffer: a short Buffer would include 8 KiB of the pool. */
export function exactCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
