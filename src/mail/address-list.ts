/**
 * Address lists of header fields: mailboxes, groups, comments, names in words or in quotes.
 * Path: who wrote a message (read-authors.ts) and whom it names (read-addressees.ts).
 * Standards: RFC 5322 §3.4 (§4.4 for old forms), RFC 6532 (UTF-8), RFC 2047 §5 (encoded words in a phrase).
 */
import { parseAddress, type Mailbox } from './address.js';
import { createLexer, type Lexeme } from './comments-and-quotes.js';
import { decodeEncodedWords } from './encoded-words.js';

/** More mailboxes are not read: nobody answers to that many. */
const MAX_MAILBOXES = 1000;
/** Characters that are read; a thousand mailboxes with long names fit. */
const MAX_CHARACTERS = 256 * 1024;

const lexemes = createLexer('<>,;:');

/**
 * The mailboxes of unfolded field values, members of groups too; what is not an address is passed over. What one value leaves
 * open ends with it. Linear in the length of the values; bounded for all of them together.
 */
export function parseAddressLists(values: readonly string[]): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let charactersLeft = MAX_CHARACTERS;
  for (const value of values) {
    if (charactersLeft <= 0 || mailboxes.length >= MAX_MAILBOXES) break;
    mailboxes.push(...parseAddressList(value.slice(0, charactersLeft)));
    charactersLeft -= value.length + 1;
  }
  return mailboxes.slice(0, MAX_MAILBOXES);
}

/** The same for one value. */
export function parseAddressList(value: string): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let entry: Lexeme[] = [];
  let inBrackets = false;
  for (const lexeme of lexemes(value.slice(0, MAX_CHARACTERS))) {
    const special = lexeme.kind === 'special' ? lexeme.text : '';
    if (special === '<') inBrackets = true;
    if (special === '>') inBrackets = false;
    if (!inBrackets && (special === ',' || special === ';')) {
      const mailbox = readMailbox(entry);
      if (mailbox !== null && mailboxes.push(mailbox) === MAX_MAILBOXES) return mailboxes;
      entry = [];
    }
    // `Team: one, two;` - what stood before the colon was the group's name (RFC 5322 §3.4).
    else if (!inBrackets && special === ':') entry = [];
    else entry.push(lexeme);
  }
  const last = readMailbox(entry);
  return last === null ? mailboxes : [...mailboxes, last];
}

const isSpecial = (lexeme: Lexeme, text: string): boolean => lexeme.kind === 'special' && lexeme.text === text;

function readMailbox(entry: readonly Lexeme[]): Mailbox | null {
  const open = entry.findIndex((lexeme) => isSpecial(lexeme, '<'));
  if (open < 0) {
    const address = parseAddress(addressText(entry));
    return address === null ? null : { address, displayName: null };
  }
  const close = entry.findIndex((lexeme, index) => index > open && isSpecial(lexeme, '>'));
  if (close < 0) return null;
  const path = addressText(entry.slice(open + 1, close)).replace(/^@[^:]*:/, '');
  const address = parseAddress(path);
  const displayName = phrase(entry.slice(0, open));
  return address === null ? null : { address, displayName: displayName === '' ? null : displayName };
}

function addressText(entry: readonly Lexeme[]): string {
  return entry.map(({ kind, text }) => (kind === 'quoted' ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text)).join('');
}

function phrase(entry: readonly Lexeme[]): string {
  let text = '';
  for (const lexeme of entry) text += (lexeme.spaceBefore && lexeme.kind !== 'special' ? ' ' : '') + lexeme.text;
  return decodeEncodedWords(text).replaceAll(/\s+/g, ' ').trim();
}
