/**
 * From the octets of a text part to a string: transfer encoding (RFC 2045 §6, RFC 6047 §2.5) and charset. Senders get both wrong often
 * enough that labels are hints: octets that are valid UTF-8 are read as UTF-8 whatever the label says.
 */

/**
 * Undoes the Content-Transfer-Encoding. Bare LF, trailing blanks and stray characters are passed over; an unknown
 * encoding is taken as none.
 */
export function decodeTransferEncoding(bytes: Buffer, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(bytes.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes);
    default:
      return bytes;
  }
}

const EQUALS = 0x3d;
const LF = 0x0a;

/**
 * RFC 2045 §6.7. An `=` that begins no code stands for itself.
 * @param origins as long as `bytes`; gets for each decoded octet the place of what it was decoded from
 */
export function decodeQuotedPrintable(bytes: Buffer, origins?: Uint32Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const octet = bytes[at] ?? 0;
    if (origins !== undefined) origins[length] = at;
    if (octet !== EQUALS) {
      out[length++] = octet;
      continue;
    }
    const softBreak = skipSoftBreak(bytes, at + 1);
    if (softBreak !== null) {
      at = softBreak;
      continue;
    }
    const code = hexDigit(bytes[at + 1]) * 16 + hexDigit(bytes[at + 2]);
    out[length++] = Number.isNaN(code) ? EQUALS : code;
    if (!Number.isNaN(code)) at += 2;
  }
  return out.subarray(0, length);
}

/** The place of the LF that ends a soft line break, or null. Blanks before it were added on the way. */
function skipSoftBreak(bytes: Buffer, from: number): number | null {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++;
  if (at >= bytes.length) return at;
  return bytes[at] === LF ? at : null;
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return Number.NaN;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

/** Charsets whose octets look like plain ASCII or hold zeros: here the label is believed first. */
const believedLabels = /^(utf-16|utf-16le|utf-16be|iso-2022-[a-z]+|hz-gb-2312)$/;

/** Never fails; a byte order mark is removed. Windows-1252 is the last resort, in which every octet means something. */
export function decodeCharset(bytes: Buffer, label: string | null): string {
  const charset = (label ?? 'utf-8').trim().toLowerCase();
  const marked = byteOrderMark(bytes);
  const candidates = [marked, believedLabels.test(charset) ? charset : null, 'utf-8', charset];
  for (const candidate of candidates) {
    const text = candidate === null ? null : strictDecode(bytes, candidate);
    if (text !== null) return text;
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function strictDecode(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
