/**
 * Encoded words of header fields as the text they stand for.
 * Path: names in address lists and, for showing, subjects.
 * Standards: RFC 2047, RFC 2231 §5 (a language behind the charset).
 */

/** A decoded name is no place for a novel: what is longer is cut (characters). */
const MAX_TEXT_LENGTH = 1000;

const encodedWord = /=\?([\w!#$%&'+^`{}~.-]+?)(?:\*[\w-]*)?\?([bq])\?([^? ]*)\?=/gi;
/** White space between two encoded words is not shown (RFC 2047 §6.2). */
const betweenWords = /(\?=)[ \t\r\n]+(?==\?[^? ]+\?[bq]\?)/gi;

interface Piece {
  readonly charset: string;
  readonly bytes: Buffer;
}

/**
 * Decodes what can be decoded; a word of an unknown charset stays as it is. Control characters become spaces: the
 * result is safe to put into a header field again, once encoded.
 */
export function decodeEncodedWords(text: string): string {
  const joined = text.slice(0, MAX_TEXT_LENGTH * 4).replaceAll(betweenWords, '$1');
  let decoded = '';
  let pending: Piece | null = null;
  let end = 0;
  // Neighbours of one charset are decoded together: some encoders split a character between two words.
  for (const match of joined.matchAll(encodedWord)) {
    const piece = readPiece(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    const apart = joined.slice(end, match.index);
    if (pending !== null && (apart !== '' || pending.charset !== piece.charset)) {
      decoded += decodePiece(pending);
      pending = null;
    }
    decoded += apart;
    const before: Buffer[] = pending === null ? [] : [pending.bytes];
    pending = { charset: piece.charset, bytes: Buffer.concat([...before, piece.bytes]) };
    end = match.index + match[0].length;
  }
  if (pending !== null) decoded += decodePiece(pending);
  return (decoded + joined.slice(end)).replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_TEXT_LENGTH);
}

function readPiece(charset: string, encoding: string, text: string): Piece {
  if (encoding.toLowerCase() === 'b') return { charset: charset.toLowerCase(), bytes: Buffer.from(text, 'base64') };
  const octets = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { charset: charset.toLowerCase(), bytes: Buffer.from(octets, 'latin1') };
}

function decodePiece(piece: Piece): string {
  try {
    return new TextDecoder(piece.charset).decode(piece.bytes);
  } catch {
    return piece.bytes.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '?');
  }
}

/** RFC 2047 §2: 75 characters for a whole encoded word; in base64, 45 octets are 60 characters. */
const MAX_ENCODED_OCTETS = 45;

/** Text as it is, unless it would be read as encoded words: then it is encoded, so that readers see the text itself. */
export function encodeLookalikes(text: string): string {
  if (!text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > MAX_ENCODED_OCTETS) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((each) => `=?UTF-8?B?${Buffer.from(each).toString('base64')}?=`).join(' ');
}
