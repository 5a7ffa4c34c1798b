/**
 * Cuts a message into pieces for the MTA. nodemailer doubles leading dots piece by piece, with an object for each such
 * line, so that a large message in one piece could take gigabytes.
 * Path: relay.ts, before each attempt.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** The size of a socket's buffer. */
const PIECE_BYTES = 64 * 1024;

export function sliceMessage(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) this.push(chunk.subarray(at, at + PIECE_BYTES));
      done();
    },
  });
}
