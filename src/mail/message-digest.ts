/**
 * The digest by which the same message is known again: SHA-256 of its bytes less the fields that each hop of a delivery
 * writes on top, so that a redelivery through another hop has the same one. Computed while the bytes come in.
 * Path: delivery/lmtp and pipe delivery make it, the duplicate rule and the delivery id use it.
 */
import { createHash } from 'node:crypto';

export interface MessageDigest {
  /** The next bytes, in pieces of any size. They are read at once and may be written over afterwards. */
  update(bytes: Uint8Array): void;
  /** Lower-case hex; once, after the last byte. */
  hex(): string;
}

const deliveryFields = ['return-path:', 'delivered-to:', 'x-original-to:', 'envelope-to:', 'delivery-date:'];
const LF = 0x0a;

/** `line-start`: too little of a line is known to decide; `field`: in a line that is left out; `rest`: past them all. */
type Place = 'line-start' | 'field' | 'rest';

export function startMessageDigest(): MessageDigest {
  const hash = createHash('sha256');
  let place: Place = 'line-start';
  let lineStart = '';
  let afterField = false;
  return {
    update(bytes) {
      let at = 0;
      while (place !== 'rest' && at < bytes.length) {
        if (place === 'line-start') {
          lineStart += String.fromCharCode(bytes[at++] ?? 0);
          place = classify(lineStart.toLowerCase(), afterField);
          if (place === 'rest') hash.update(lineStart, 'latin1');
          if (place !== 'line-start') lineStart = '';
        } else {
          const end = bytes.indexOf(LF, at);
          at = end < 0 ? bytes.length : end + 1;
          if (end >= 0) place = 'line-start';
          afterField = true;
        }
      }
      if (at < bytes.length) hash.update(at === 0 ? bytes : bytes.subarray(at));
    },
    hex: () => hash.update(lineStart, 'latin1').digest('hex'),
  };
}

function classify(line: string, afterField: boolean): Place {
  // RFC 5322 §2.2.3: a line that begins with white space goes on with the field before it.
  if (afterField && (line === ' ' || line === '\t')) return 'field';
  if (deliveryFields.includes(line)) return 'field';
  return deliveryFields.some((name) => name.startsWith(line)) ? 'line-start' : 'rest';
}
