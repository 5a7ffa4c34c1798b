/**
 * Mailboxes as they are written into a header field: a name in words, in quotes, or in encoded words.
 * Path: submission stamps Sender, and From where the client left the owner's name out.
 * Standards: RFC 5322 §3.2.3, §3.2.4 (atoms, quoted strings), RFC 2047 §2, §5 (encoded words in a phrase).
 */
import { formatAddress, type Mailbox } from './address.js';

/** Characters; a name that is longer is cut, and a quoted one still fits on a line (RFC 5322 §2.1.1). */
const MAX_NAME_LENGTH = 200;
/** RFC 5322 §2.1.1 recommends it; the name of the field needs some of it. */
const MAX_LINE_LENGTH = 78;
/**
 * Octets of UTF-8 in one encoded word: in base64, with its frame, 60 characters, which leaves room for the name of a
 * field on a line of 76 (RFC 2047 §2).
 */
const MAX_WORD_OCTETS = 36;

const atoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const printableAscii = /^[\x20-\x7e]*$/;

/** The name as a phrase, folded if it must be; '' for a name of nothing but white space and control characters. */
export function writePhrase(displayName: string): string {
  // Cut first: the work must not depend on how long the original is.
  const start = displayName.slice(0, MAX_NAME_LENGTH * 4);
  const name = Array.from(start.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim())
    .slice(0, MAX_NAME_LENGTH)
    .join('');
  // What looks like an encoded word would be read as one, in quotes too.
  if (!printableAscii.test(name) || name.includes('=?')) return encodedWords(name);
  return name === '' || atoms.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Words of whole characters, each on a line of its own. */
function encodedWords(name: string): string {
  const words: string[] = [''];
  for (const character of name) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > MAX_WORD_OCTETS) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** `Name: mailbox`, without the last line break. */
export function writeMailboxField(fieldName: string, { address, displayName }: Mailbox): string {
  const phrase = writePhrase(displayName ?? '');
  if (phrase === '') return `${fieldName}: ${formatAddress(address)}`;
  const start = `${fieldName}: ${phrase}`;
  const path = `<${formatAddress(address)}>`;
  const lastLine = start.slice(start.lastIndexOf('\n') + 1);
  return lastLine.length + 1 + path.length > MAX_LINE_LENGTH ? `${start}\r\n ${path}` : `${start} ${path}`;
}
