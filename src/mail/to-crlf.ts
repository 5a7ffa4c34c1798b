/**
 * Line ends of a message that is to be sent: CRLF for every CR, LF or CRLF that a client sent. A bare LF or CR could be
 * taken for the end of a line, a header section or a message by a host behind us (SMTP smuggling).
 * Path: submission, over the bytes as they come in, before anything is read from them.
 * Standards: RFC 5321 §2.3.8, RFC 6409 §8.
 */
export interface CrlfStream {
  /** The next bytes, in pieces of any size; the same object where there was nothing to mend. */
  push(piece: Uint8Array): Uint8Array;
  /** What is left after the last piece: nothing, or the LF of a last CR. */
  end(): Uint8Array;
}

const CR = 0x0d;
const LF = 0x0a;

export function toCrlf(): CrlfStream {
  /** A CR was the last byte so far; its LF is not written yet. */
  let afterCr = false;
  return {
    push(piece) {
      const pieces = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      if (pieces.length === 0) return piece;
      const mended = mend(pieces, afterCr);
      afterCr = pieces[pieces.length - 1] === CR;
      return mended ?? piece;
    },
    end: () => (afterCr ? Buffer.from('\n') : Buffer.alloc(0)),
  };
}

/** null: all line ends are CRLF, as far as can be seen. */
function mend(bytes: Buffer, afterCr: boolean): Buffer | null {
  const missing = countMissing(bytes, afterCr);
  if (missing === 0) return null;
  const out = Buffer.allocUnsafe(bytes.length + missing);
  let length = 0;
  let before = afterCr ? CR : 0;
  for (const octet of bytes) {
    if (before === CR && octet !== LF) out[length++] = LF;
    if (octet === LF && before !== CR) out[length++] = CR;
    out[length++] = octet;
    before = octet;
  }
  return out;
}

/** CRs without an LF, and LFs without a CR. A CR at the end may have its LF in the next piece. */
function countMissing(bytes: Buffer, afterCr: boolean): number {
  let missing = 0;
  let before = afterCr ? CR : 0;
  for (const octet of bytes) {
    if ((before === CR) !== (octet === LF)) missing += 1;
    before = octet;
  }
  return missing;
}
