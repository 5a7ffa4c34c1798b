/**
 * Address lists of header fields: mailboxes, groups, comments, names in words or in quotes.
 * Path: who wrote a mail (read-authors.ts) and whom it names.
 * Standards: RFC 5322 §3.4 (§4.4 for old forms), RFC 6532 (UTF-8), RFC 2047 §5 (encoded words in a phrase).
 */
import { parseAddress, type Mailbox } from './address.js';
import { decodeEncodedWords } from './encoded-words.js';

/** More mailboxes in one field are not read: nobody answers to that many. */
const MAX_MAILBOXES = 1000;
/** A field longer than this is cut (characters): an unclosed quote makes reading quadratic. */
const MAX_FIELD_LENGTH = 16 * 1024;

type Token =
  | { readonly kind: 'special'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly spaceBefore: boolean };

/** The mailboxes of an unfolded field value, members of groups too; what is no address is passed over. */
export function parseAddressList(value: string): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let entry: Token[] = [];
  const finish = (): void => {
    const mailbox = readMailbox(entry);
    if (mailbox !== null && mailboxes.length < MAX_MAILBOXES) mailboxes.push(mailbox);
    entry = [];
  };
  let inBrackets = false;
  for (const token of tokens(value.slice(0, MAX_FIELD_LENGTH))) {
    const special = token.kind === 'special' ? token.text : '';
    if (special === '<') inBrackets = true;
    if (special === '>') inBrackets = false;
    if (!inBrackets && (special === ',' || special === ';')) finish();
    // `Team: one, two;` - what stood before the colon was the group's name (RFC 5322 §3.4).
    else if (!inBrackets && special === ':') entry = [];
    else entry.push(token);
  }
  finish();
  return mailboxes;
}

function readMailbox(entry: readonly Token[]): Mailbox | null {
  const open = entry.findIndex((token) => token.kind === 'special' && token.text === '<');
  if (open < 0) {
    const address = parseAddress(addressText(entry));
    return address === null ? null : { address, displayName: null };
  }
  const close = entry.findIndex((token, index) => index > open && token.kind === 'special' && token.text === '>');
  if (close < 0) return null;
  const path = addressText(entry.slice(open + 1, close)).replace(/^@[^:]*:/, '');
  const address = parseAddress(path);
  const displayName = phrase(entry.slice(0, open));
  return address === null ? null : { address, displayName: displayName === '' ? null : displayName };
}

function addressText(entry: readonly Token[]): string {
  return entry
    .map((token) =>
      token.kind === 'word' && token.quoted ? `"${token.text.replaceAll(/["\\]/g, '\\$&')}"` : token.text,
    )
    .join('');
}

function phrase(entry: readonly Token[]): string {
  let text = '';
  for (const token of entry) text += (token.kind === 'word' && token.spaceBefore ? ' ' : '') + token.text;
  return decodeEncodedWords(text).replaceAll(/\s+/g, ' ').trim();
}

/** Words, quoted strings and the characters that mean something; comments are left out. */
function* tokens(value: string): Generator<Token> {
  const pattern = /"((?:[^"\\]|\\.)*)"|\(|[<>,;:]|[^\s"(<>,;:]+|"/gsu;
  let end = 0;
  for (let match = pattern.exec(value); match !== null; match = pattern.exec(value)) {
    const spaceBefore = match.index > end;
    end = pattern.lastIndex;
    const [text, quoted] = match;
    if (text === '(') {
      end = pattern.lastIndex = commentEnd(value, match.index);
    } else if (quoted !== undefined) {
      yield { kind: 'word', text: quoted.replaceAll(/\\(.)/gsu, '$1'), quoted: true, spaceBefore };
    } else if (/^[<>,;:]$/.test(text)) {
      yield { kind: 'special', text };
    } else {
      yield { kind: 'word', text, quoted: false, spaceBefore };
    }
  }
}

/** The index behind the comment that begins at `start`. RFC 5322 §3.2.2: comments nest. */
export function commentEnd(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at++) {
    const character = value[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return value.length;
}
