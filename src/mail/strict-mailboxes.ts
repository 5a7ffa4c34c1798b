/**
 * The mailboxes of a field that says who wrote a message, read so that nothing is passed over: what does not follow the
 * grammar is no list of authors. address-list.ts, which reads what others have sent us, takes what it can get.
 * Path: authorship/read-writing.ts judges From and Resent-From by it.
 * Standards: RFC 5322 §3.4 (mailbox-list), §3.2.2 (comments), §4.1 (a dot in a name); source routes and groups are none.
 */
import { parseAddress, type Mailbox } from './address.js';
import { commentEnd, unquoted } from './comments-and-quotes.js';
import { decodeEncodedWords } from './encoded-words.js';

export interface WrittenMailbox extends Mailbox {
  /** Characters of the text that was read. */
  readonly start: number;
  readonly end: number;
  /** Where `<` stands; null for a bare address. */
  readonly bracket: number | null;
  /** Has a display name, or a comment, which was how names were written before there were brackets. */
  readonly isNamed: boolean;
}

export type StrictMailboxes =
  | { readonly kind: 'mailboxes'; readonly mailboxes: readonly WrittenMailbox[] }
  | { readonly kind: 'empty' | 'group' | 'unparsable' };

/** Nobody writes a message with more authors. */
const MAX_MAILBOXES = 100;
/** Characters, with folding: room for as many authors with long names. */
const MAX_FIELD_CHARACTERS = 32 * 1024;

interface Token {
  readonly kind: 'atom' | 'quoted' | 'literal' | 'comment' | 'special';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** @param text the value of one field, folded or not */
export function parseStrictMailboxes(text: string): StrictMailboxes {
  const tokens = text.length > MAX_FIELD_CHARACTERS ? null : tokenize(text);
  if (tokens === null) return { kind: 'unparsable' };
  if (tokens.every(({ kind }) => kind === 'comment')) return { kind: 'empty' };
  const mailboxes: WrittenMailbox[] = [];
  for (const entry of splitEntries(tokens)) {
    const mailbox = readMailbox(entry);
    if (typeof mailbox === 'string') return { kind: mailbox };
    if (mailboxes.push(mailbox) > MAX_MAILBOXES) return { kind: 'unparsable' };
  }
  return { kind: 'mailboxes', mailboxes };
}

const token =
  /([ \t]|\r\n(?=[ \t]|$))+|"(?:[^"\\\r\n]|\\[\x20-\x7e]|\r\n(?=[ \t]))*"|\[[^[\]\\\s]*\]|[<>,;:@.]|[^\p{Cc}\s"(),.:;<>@[\\\]]+/uy;

/** null: something stands there that means nothing in a list of mailboxes. */
function tokenize(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    if (text[at] === '(') {
      at = commentEnd(text, at);
      if (at < 0) return null;
      tokens.push({ kind: 'comment', text: text.slice(start, at), start, end: at });
      continue;
    }
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return null;
    at = token.lastIndex;
    if (match[1] === undefined) tokens.push({ kind: kindOf(match[0]), text: match[0], start, end: at });
  }
  return tokens;
}

function kindOf(text: string): Token['kind'] {
  if (text.startsWith('"')) return 'quoted';
  if (text.startsWith('[')) return 'literal';
  return /^[<>,;:@.]$/.test(text) ? 'special' : 'atom';
}

function splitEntries(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const entries: Token[][] = [[]];
  for (const each of tokens) {
    if (isSpecial(each, ',')) entries.push([]);
    else entries.at(-1)?.push(each);
  }
  return entries;
}

const isSpecial = (each: Token, text: string): boolean => each.kind === 'special' && each.text === text;

function readMailbox(entry: readonly Token[]): WrittenMailbox | 'empty' | 'group' | 'unparsable' {
  const said = entry.filter(({ kind }) => kind !== 'comment');
  const first = said[0];
  const last = said.at(-1);
  if (first === undefined || last === undefined) return 'unparsable';
  const open = said.findIndex((each) => isSpecial(each, '<'));
  const name = open < 0 ? [] : said.slice(0, open);
  const outside = open < 0 ? said : name;
  if (outside.some((each) => isSpecial(each, ':') || isSpecial(each, ';'))) return 'group';
  if (!name.every(isNamePart)) return 'unparsable';
  if (open >= 0 && !isSpecial(last, '>')) return 'unparsable';
  const spec = open < 0 ? said : said.slice(open + 1, -1);
  if (spec.length === 0) return 'empty';
  const address = isAddressSpec(spec) ? parseAddress(spec.map(({ text }) => text).join('')) : null;
  if (address === null) return 'unparsable';
  const displayName = displayNameOf(name);
  return {
    address,
    displayName,
    start: first.start,
    end: last.end,
    bracket: said[open]?.start ?? null,
    isNamed: displayName !== null || said.length < entry.length,
  };
}

const isNamePart = (each: Token): boolean => each.kind === 'atom' || each.kind === 'quoted' || isSpecial(each, '.');

/** `local.part@do.main`: words and dots by turns, one at-sign; two words without a dot between them are none. */
function isAddressSpec(spec: readonly Token[]): boolean {
  const shape = spec.map(({ kind, text }) => (kind === 'special' ? text : kind === 'literal' ? 'L' : kind[0])).join('');
  return /^(?:[aq](?:\.[aq])*)@(?:a(?:\.a)*|L)$/.test(shape);
}

function displayNameOf(name: readonly Token[]): string | null {
  let text = '';
  let end = name[0]?.start ?? 0;
  for (const each of name) {
    const plain = each.kind === 'quoted' ? unquoted(each.text) : each.text;
    text += each.start > end ? ` ${plain}` : plain;
    end = each.end;
  }
  const shown = decodeEncodedWords(text).replaceAll(/\s+/g, ' ').trim();
  return shown === '' ? null : shown;
}
