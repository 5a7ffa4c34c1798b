/**
 * Cuts a message into pieces on its way to the MTA: nodemailer doubles dots piece by piece, with an object for each line
 * that begins with one, and a large message in one piece is gigabytes of them.
 * Path: relay.ts, before each attempt.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** As much as a socket takes at once. */
const PIECE_BYTES = 64 * 1024;

export function sliceMessage(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) this.push(chunk.subarray(at, at + PIECE_BYTES));
      done();
    },
  });
}
