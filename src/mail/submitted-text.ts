/**
 * Reads the text behind DATA as clients of submission send it: finds its end, takes stuffed dots out, and makes every
 * line end CRLF. Only CRLF.CRLF is the end (else one message could smuggle in another); but a client whose lines end in
 * LF alone doubles the dots behind them, so a doubled dot is one there, too. A single dot before other text stays: a
 * client that doubles none loses none. One pass over each chunk, whatever is in it.
 * Path: submission/read-text.ts, over what a socket brings.
 * Standards: RFC 5321 §4.1.1.4, §4.5.2 (transparency), §2.3.8 (line ends), RFC 6409 §8.
 */

/**
 * What was read last. `lf`: a line has begun behind a LF alone. A dot at the beginning of a line, and a CR behind it, are
 * held back until it is known what they are.
 */
type Place = 'text' | 'cr' | 'line' | 'lf' | 'dot' | 'dot-cr' | 'lf-dot';

export interface SubmittedText {
  place: Place;
}

/** The text begins as if after a line end: a dot may come first. */
export const startSubmittedText = (): SubmittedText => ({ place: 'line' });

export interface SubmittedPiece {
  /** A copy. */
  readonly text: Buffer;
  /** Where in the chunk the text has ended; null: it goes on. */
  readonly end: number | null;
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
/** Each octet may need a line end mended, and a dot with its CR may have been held back. */
const GROWTH_FACTOR = 2;
const HELD_OCTETS = 4;

/** The next piece of text. */
export function readSubmittedText(reader: SubmittedText, chunk: Uint8Array): SubmittedPiece {
  const out = Buffer.allocUnsafe(chunk.length * GROWTH_FACTOR + HELD_OCTETS);
  let { place } = reader;
  let length = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const octet = chunk[at] ?? 0;
    if (octet === DOT && (place === 'line' || place === 'lf')) {
      place = place === 'line' ? 'dot' : 'lf-dot';
      continue;
    }
    if (octet === CR && place === 'dot') {
      place = 'dot-cr';
      continue;
    }
    if (place === 'dot-cr') {
      if (octet === LF) return { text: Buffer.from(out.subarray(0, length)), end: at + 1 };
      out[length++] = DOT;
      out[length++] = CR;
      place = 'cr';
    } else if (place === 'dot' || place === 'lf-dot') {
      out[length++] = DOT;
      place = 'text';
      // Transparency: of two dots one goes.
      if (octet === DOT) continue;
    }
    if (octet === LF) {
      if (place !== 'cr') out[length++] = CR;
      out[length++] = LF;
      place = place === 'cr' ? 'line' : 'lf';
      continue;
    }
    // A CR alone is a line end.
    if (place === 'cr') out[length++] = LF;
    out[length++] = octet;
    place = octet === CR ? 'cr' : 'text';
  }
  reader.place = place;
  return { text: Buffer.from(out.subarray(0, length)), end: null };
}
