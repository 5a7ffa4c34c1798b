/**
 * The words of an Authentication-Results field: comments and white space gone, quotes read, parted at `;`, with `=` a
 * word of its own.
 * Standards: RFC 8601 §2.2, RFC 5322 §3.2.2 (comments), RFC 2045 §5.1 (tokens and quoted strings).
 */
import { createLexer } from './comments-and-quotes.js';

/** A field longer than this is cut (characters): real ones have some hundred. */
const MAX_FIELD_CHARACTERS = 8 * 1024;
/** More statements in one field are not read. */
const MAX_STATEMENTS = 100;

const lexemes = createLexer(';=');

/** The authserv-id with its version first, then a list of words for every result. Linear in the length of the value. */
export function splitResults(value: string): readonly (readonly string[])[] {
  const statements: string[][] = [[]];
  for (const { kind, text } of lexemes(value.slice(0, MAX_FIELD_CHARACTERS))) {
    if (kind === 'special' && text === ';') statements.push([]);
    else statements.at(-1)?.push(text);
  }
  return statements.filter((words, index) => index === 0 || words.length > 0).slice(0, MAX_STATEMENTS);
}

/** The first word: the authserv-id, or what stands in its place; null without one. Reads no further. */
export function firstWordOf(value: string): string | null {
  const { value: first } = lexemes(value.slice(0, MAX_FIELD_CHARACTERS)).next() as IteratorResult<
    { text: string },
    undefined
  >;
  return first?.text ?? null;
}
