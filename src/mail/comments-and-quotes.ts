/**
 * Comments and quoted strings of header fields: where they end.
 * Path: every reader of structured header fields in this folder; out-of-office/.
 * Standards: RFC 5322 §3.2.1 (quoted pairs), §3.2.2 (comments nest), §3.2.4 (quoted strings).
 */

/**
 * The index behind the comment that begins at `start`; -1 if it does not end. Takes time in proportion to what it passes
 * over: a reader that goes on after -1 must not ask again for the same text.
 */
export function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return -1;
}

/** The same for the quoted string that begins at `start`. If it does not end, none that begins later does. */
export function quotedStringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '"') return at + 1;
  }
  return -1;
}

/** What a quoted string says: without its quotes and the backslashes of quoted pairs. */
export function unquoted(quotedString: string): string {
  return quotedString.slice(1, -1).replaceAll(/\\(.)/gsu, '$1');
}

/** A word, a quoted string, or one of the characters that have a meaning. */
export interface Lexeme {
  readonly kind: 'word' | 'quoted' | 'special';
  /** Of a quoted string what it says. */
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly spaceBefore: boolean;
}

/**
 * Makes a lenient reader of the words of a field: comments and white space are left out, a comment that does not end takes
 * the rest, and a quote that does not end is a word by itself. The reader is linear in the length of the text.
 *
 * @param specials the characters that stand for themselves, such as `<>,;:`
 */
export function createLexer(specials: string): (text: string) => Generator<Lexeme> {
  const word = new RegExp(`[^\\s"(${specials.replaceAll(/[\]\\^-]/g, '\\$&')}]+`, 'y');
  const space = /\s+/y;
  /** Where the run of such characters ends that begins at `at`. */
  const runEnd = (pattern: RegExp, text: string, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  return function* (text) {
    let spaceBefore = false;
    let mayBeQuoted = true;
    for (let at = 0, start = 0; at < text.length; start = at) {
      at = runEnd(space, text, start);
      if (text[at] === '(') at = commentEndOr(text, at, text.length);
      if (at > start) {
        spaceBefore = true;
        continue;
      }
      at = runEnd(word, text, start);
      if (at > start) {
        yield { kind: 'word', text: text.slice(start, at), spaceBefore };
      } else if (text[start] !== '"') {
        at = start + 1;
        yield { kind: 'special', text: text.slice(start, at), spaceBefore };
      } else {
        const end: number = mayBeQuoted ? quotedStringEnd(text, start) : -1;
        mayBeQuoted = end >= 0;
        at = end < 0 ? start + 1 : end;
        yield end < 0
          ? { kind: 'word', text: '"', spaceBefore }
          : { kind: 'quoted', text: unquoted(text.slice(start, end)), spaceBefore };
      }
      spaceBefore = false;
    }
  };
}

function commentEndOr(text: string, start: number, otherwise: number): number {
  const end = commentEnd(text, start);
  return end < 0 ? otherwise : end;
}

/** The text with a blank for every comment outside quotes; one that does not end takes the rest. Linear. */
export function withoutComments(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let mayBeQuoted = true;
  for (let at = 0; at < text.length;) {
    const character = text[at];
    if (character === '"' && mayBeQuoted) {
      const end = quotedStringEnd(text, at);
      mayBeQuoted = end >= 0;
      at = end < 0 ? at + 1 : end;
    } else if (character === '(') {
      pieces.push(text.slice(from, at));
      at = from = commentEndOr(text, at, text.length);
    } else at += 1;
  }
  return [...pieces, text.slice(from)].join(' ');
}
