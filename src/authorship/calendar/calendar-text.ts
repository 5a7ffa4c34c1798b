/**
 * The octets of a calendar object as text that can be changed in places and turned back into the same octets everywhere
 * else, whatever charset they are in and whatever their label says.
 * Path: read-calendar.ts; stamp-calendar.ts writes its changes with it.
 * Standards: RFC 5545 §3.1.4 (UTF-8 unless told otherwise), RFC 2045 §2.7 (7bit: no octet above 127).
 */
import { isAscii, isUtf8 } from 'node:buffer';

export interface CalendarText {
  readonly text: string;
  /** The octets of any slice of the text, and of what may be put into it. */
  readonly encode: (text: string) => Buffer;
  /** A name in the form that may be put into the text; null: its charset or its transfer encoding cannot hold it. */
  readonly fitName: (name: string) => string | null;
  /** Octets of a character that UTF-8 writes in one: 2 for UTF-16. */
  readonly asciiOctets: 1 | 2;
}

const latin1Labels = /^(?:iso-8859-1|latin1|l1|windows-1252|cp1252)$/;

/**
 * @param label the charset parameter, or null
 * @param is8bit the transfer encoding lets octets above 127 through
 */
export function readCalendarText(bytes: Buffer, label: string | null, is8bit: boolean): CalendarText {
  const charset = label?.trim().toLowerCase() ?? null;
  const wide = bytes.length % 2 === 0 ? wideOrder(bytes, charset) : null;
  if (wide !== null) return wideText(bytes, wide);
  const isPlain = isAscii(bytes);
  const fits = (name: string): boolean => /^[\x20-\x7e]*$/.test(name);
  // Octets above 127 that are there already did not mind the transfer encoding.
  const mayBeHigh = is8bit || !isPlain;
  if (isUtf8(bytes) && (charset === null || charset === 'utf-8' || charset === 'utf8' || !isPlain)) {
    const isLabelled = charset === null || charset === 'utf-8' || charset === 'utf8';
    return {
      text: bytes.toString('utf8'),
      encode: (text) => Buffer.from(text, 'utf8'),
      fitName: (name) => (fits(name) || (mayBeHigh && isLabelled) ? name : null),
      asciiOctets: 1,
    };
  }
  const isLatin1 = charset !== null && latin1Labels.test(charset) && mayBeHigh;
  return {
    text: hideOctets(bytes.toString('latin1')),
    encode: (text) => Buffer.from(showOctets(text), 'latin1'),
    fitName: (name) => {
      if (fits(name)) return name;
      return isLatin1 && /^[\x20-\x7e\xa0-\xff]*$/.test(name) ? hideOctets(name) : null;
    },
    asciiOctets: 1,
  };
}

/** Octets above 127 of a charset that we need not know, as characters of the private use area: none of them is a control. */
const HIDDEN = 0xf700;

function hideOctets(text: string): string {
  return text.replaceAll(/[\x80-\xff]/g, (octet) => String.fromCharCode(HIDDEN + octet.charCodeAt(0)));
}

function showOctets(text: string): string {
  return text.replaceAll(/[\uf780-\uf7ff]/g, (hidden) => String.fromCharCode(hidden.charCodeAt(0) - HIDDEN));
}

function wideOrder(bytes: Buffer, charset: string | null): 'le' | 'be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'be';
  if (charset === 'utf-16' || charset === 'utf-16le') return 'le';
  return charset === 'utf-16be' ? 'be' : null;
}

function wideText(bytes: Buffer, order: 'le' | 'be'): CalendarText {
  const inOrder = (octets: Buffer): Buffer => (order === 'be' ? Buffer.from(octets).swap16() : octets);
  return {
    text: inOrder(bytes).toString('utf16le'),
    encode: (text) => inOrder(Buffer.from(text, 'utf16le')),
    fitName: (name) => name,
    asciiOctets: 2,
  };
}
