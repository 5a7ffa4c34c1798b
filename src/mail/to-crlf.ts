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
  const out: Uint8Array[] = [];
  let copied = 0;
  const insert = (at: number, octet: number): void => {
    out.push(bytes.subarray(copied, at), Buffer.of(octet));
    copied = at;
  };
  if (afterCr && bytes[0] !== LF) insert(0, LF);
  let cr = bytes.indexOf(CR);
  let lf = bytes.indexOf(LF);
  while (cr >= 0 || lf >= 0) {
    if (cr >= 0 && (lf < 0 || cr < lf)) {
      const isPair = lf === cr + 1;
      const isLast = cr === bytes.length - 1;
      if (!isPair && !isLast) insert(cr + 1, LF);
      if (isPair) lf = bytes.indexOf(LF, lf + 1);
      cr = bytes.indexOf(CR, cr + 1);
    } else {
      if (!(lf === 0 && afterCr)) insert(lf, CR);
      lf = bytes.indexOf(LF, lf + 1);
    }
  }
  return out.length === 0 ? null : Buffer.concat([...out, bytes.subarray(copied)]);
}
