/**
 * Reads the text behind DATA: finds its end, takes the stuffed dots out, leaves every other byte as it came. Only
 * CRLF.CRLF is the end; a dot after a lone CR or LF is text (else one message could smuggle in another).
 * Path: session.ts asks for one piece after the other; a piece is a part of the chunk, where nothing else is kept.
 * Standards: RFC 5321 §4.1.1.4, §4.5.2 (transparency), §2.3.8 (line ends).
 */

/** A stretch of message text: `bytes` from `start` to before `end`, perhaps empty. */
export interface DataPiece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where reading goes on in the chunk. */
  readonly next: number;
  /** The end of the text was reached. */
  readonly last: boolean;
}

/** What of `CRLF.CRLF` was seen last. The dot, and a CR behind it, are held back until it is known what they are. */
export type DataPlace = 'text' | 'cr' | 'line-start' | 'dot' | 'dot-cr';

export interface DataReader {
  place: DataPlace;
}

/** The text begins as if after a line end: a dot may come first. */
export const startData = (): DataReader => ({ place: 'line-start' });

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const crBytes = Buffer.from('\r');
const stuffedDot = Buffer.from('\r\n.');

/** The next piece of `chunk` from `at`, which must lie before its end. */
export function readDataPiece(reader: DataReader, chunk: Buffer, at: number): DataPiece {
  switch (reader.place) {
    case 'dot':
      if (chunk[at] === CR) {
        reader.place = 'dot-cr';
        return nothing(chunk, at + 1, false);
      }
      // Transparency: the dot that was held back goes, what follows it is text.
      reader.place = 'text';
      return readText(reader, chunk, at);
    case 'dot-cr':
      if (chunk[at] === LF) return nothing(chunk, at + 1, true);
      reader.place = 'cr';
      return { bytes: crBytes, start: 0, end: 1, next: at, last: false };
    case 'line-start':
      if (chunk[at] === DOT) {
        reader.place = 'dot';
        return nothing(chunk, at + 1, false);
      }
      return readText(reader, chunk, at);
    case 'cr':
      if (chunk[at] === LF) {
        reader.place = 'line-start';
        return { bytes: chunk, start: at, end: at + 1, next: at + 1, last: false };
      }
      return readText(reader, chunk, at);
    case 'text':
      return readText(reader, chunk, at);
  }
}

/** Text up to the end of the chunk, or up to a dot that may be the end. */
function readText(reader: DataReader, chunk: Buffer, at: number): DataPiece {
  const found = chunk.indexOf(stuffedDot, at);
  if (found >= 0) return unstuff(reader, chunk, at, found + 2);
  const end = chunk.length;
  reader.place = placeAfter(chunk, at);
  return { bytes: chunk, start: at, end, next: end, last: false };
}

/**
 * The same where a line begins with a dot at `from`. The text moves together over the dots that go, so that many such
 * lines are one piece: a piece for each would cost a message of nothing but dots far more than another.
 */
function unstuff(reader: DataReader, chunk: Buffer, start: number, from: number): DataPiece {
  let end = from;
  let next = from;
  let place: DataPlace = 'line-start';
  for (; next < chunk.length; next += 1) {
    let octet = chunk[next] ?? 0;
    if (place === 'line-start' && octet === DOT) {
      const after = chunk[next + 1];
      if (after === undefined || after === CR) {
        reader.place = 'dot';
        return { bytes: chunk, start, end, next: next + 1, last: false };
      }
      next += 1;
      octet = after;
      place = 'text';
    }
    chunk[end] = octet;
    end += 1;
    if (octet === LF && place === 'cr') place = 'line-start';
    else place = octet === CR ? 'cr' : 'text';
  }
  reader.place = place;
  return { bytes: chunk, start, end, next, last: false };
}

function placeAfter(chunk: Buffer, at: number): DataPlace {
  const final = chunk[chunk.length - 1];
  if (final === CR) return 'cr';
  return final === LF && chunk.length - 2 >= at && chunk[chunk.length - 2] === CR ? 'line-start' : 'text';
}

function nothing(chunk: Buffer, next: number, last: boolean): DataPiece {
  return { bytes: chunk, start: next, end: next, next, last };
}
