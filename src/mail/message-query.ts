/**
 * Whether a message has the words that somebody searches for: in its decoded header fields, or in its text. Letters are
 * compared without case and accents are compared composed. Pure; linear in the message times the number of words.
 * Standards: RFC 9051 §6.4.4 (SEARCH: substrings, without case).
 */
import { decodeEncodedWords } from './encoded-words.js';
import { allFields, type HeaderSection } from './header-section.js';

/** All words of all lists must be found; an empty list asks for nothing. Each word is folded (`cleanedWords`). */
export interface MessageQuery {
  /** In From, To, Cc or Subject. */
  readonly anywhere: readonly string[];
  readonly from: readonly string[];
  /** In To or Cc. */
  readonly to: readonly string[];
  readonly subject: readonly string[];
  readonly text: readonly string[];
}

/** Of one search; more words, and the rest of a longer one, are not looked at. */
const MAX_WORDS = 50;
const MAX_WORD_CHARACTERS = 200;

/** The words in the form in which they are compared. */
export function cleanedWords(words: readonly string[]): readonly string[] {
  return words
    .map((word) => folded(word).slice(0, MAX_WORD_CHARACTERS).trim())
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
}

export function matchesHeader(query: MessageQuery, header: HeaderSection): boolean {
  const fieldsOf = (...names: readonly string[]): string =>
    names.flatMap((name) => allFields(header, name).map((value) => folded(decodeEncodedWords(value)))).join('\n');
  const [from, to, subject] = [fieldsOf('from'), fieldsOf('to', 'cc'), fieldsOf('subject')];
  return (
    hasAll(from, query.from) &&
    hasAll(to, query.to) &&
    hasAll(subject, query.subject) &&
    hasAll([from, to, subject].join('\n'), query.anywhere)
  );
}

/** @param text what a person reads */
export function matchesText(query: MessageQuery, text: string): boolean {
  return query.text.length === 0 || hasAll(folded(text), query.text);
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** Lines are broken anywhere, so all white space is alike; a sigma has two forms. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ').replaceAll(/\s+/g, ' ');
}
