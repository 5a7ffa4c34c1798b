/**
 * Hands plans to the writer: each body goes over once, by transfer, and where it came to lie is remembered with the
 * message's object. A plan that is made again after `stale` then names that place and brings no bytes.
 */
import type { Transferable } from 'node:worker_threads';
import type { MessageBytes } from '../../mail/received-message.js';
import type { DeliveryOutcome, DeliveryPlan, Desk, OutgoingMessage } from '../desk.js';
import { StoreError } from '../store-error.js';
import type { BodyLocation } from './segment-record.js';
import type { PlanBody, PlanToWrite } from './write-calls.js';
import type { WriterClient } from './writer-client.js';

export function prepareDeliver(writer: WriterClient): Desk['deliver'] {
  /** Null inside: the body went over and did not come to lie anywhere. */
  const places = new WeakMap<MessageBytes, Promise<BodyLocation | null>>();

  const bodyOf = async (message: MessageBytes): Promise<PlanBody> => {
    const known = places.get(message);
    if (known === undefined) return sourceOf(message);
    const at = await known;
    if (at !== null) return { kind: 'stored', at };
    if (message.kind === 'spill' || message.bytes.byteLength > 0) return sourceOf(message);
    throw new StoreError('unavailable', 'the bytes of the message were given away and not written');
  };

  return async (plans, { moreToCome = false } = {}): Promise<readonly DeliveryOutcome[]> => {
    if (plans.length === 0) return [];
    const messages = [...new Set(plans.map(({ message }) => message))];
    const areKnown = messages.some((message) => places.has(message));
    const bodies = areKnown ? await Promise.all(messages.map(bodyOf)) : messages.map(sourceOf);
    const indexOf = new Map(messages.map((message, index) => [message, index]));
    const answer = writer.call(
      'deliver',
      { bodies, plans: plans.map((plan) => planToWrite(plan, indexOf.get(plan.message) ?? 0)) },
      // Given away by transfer, or else copied: a body in memory is a small one.
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
 * A view on a part of a larger buffer is copied out, as the rest may be somebody else's; the receiving side makes
 * buffers that fit.
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

function withOwnBytes(mail: OutgoingMessage): OutgoingMessage {
  return { ...mail, bytes: exactCopy(mail.bytes) };
}

/** A structured clone of a view takes its whole buffer along: a short Buffer would bring 8 KiB of the pool. */
export function exactCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
