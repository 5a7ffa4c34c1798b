/**
 * The words of an Authentication-Results field: comments and white space gone, quotes read, parted at `;`, with `=` a
 * word of its own.
 * Standards: RFC 8601 §2.2, RFC 5322 §3.2.2 (comments), RFC 2045 §5.1 (tokens and quoted strings).
 */

/** A field longer than this is cut (characters): real ones have some hundred, and unclosed quotes make reading quadratic. */
const MAX_FIELD_LENGTH = 8 * 1024;
/** More statements in one field are not read. */
const MAX_STATEMENTS = 100;

/** The authserv-id with its version first, then a list of words for every result. */
export function splitResults(value: string): readonly (readonly string[])[] {
  const text = value.slice(0, MAX_FIELD_LENGTH);
  const statements: string[][] = [[]];
  const pattern = /[;=(]|"((?:[^"\\]|\\.)*)"|[^\s;=("]+/gsu;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [word, quoted] = match;
    if (word === '(') pattern.lastIndex = commentEnd(text, match.index);
    else if (word === ';') statements.push([]);
    else statements.at(-1)?.push(quoted === undefined ? word : quoted.replaceAll(/\\(.)/gsu, '$1'));
  }
  return statements.filter((words, index) => index === 0 || words.length > 0).slice(0, MAX_STATEMENTS);
}

/** Comments nest; one that does not end takes the rest. */
function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}
