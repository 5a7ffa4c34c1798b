/**
 * The argument of MAIL and RCPT: a path in angle brackets and ESMTP parameters behind it.
 * Path: delivery/lmtp reads envelopes with it.
 * Standards: RFC 5321 §4.1.1.2, §4.1.1.3 (commands), §4.1.1.11 (parameters), appendix C (source routes: ignored).
 */
import { parseAddress, type Address } from './address.js';

/** Keyword in upper case -> value, or null where the keyword stands alone. */
export type EsmtpParameters = ReadonlyMap<string, string | null>;

export type EnvelopePath =
  /** `address` is null for the null path `<>`. */
  | { readonly kind: 'path'; readonly address: Address | null; readonly parameters: EsmtpParameters }
  /** The command is not of the form `FROM:<...> KEYWORD=VALUE`. */
  | { readonly kind: 'bad-syntax' }
  /** What is in the brackets is not an address. */
  | { readonly kind: 'bad-address' };

const sourceRoute = /^@[^\s":<>]*:/;
const parameter = /^([a-z0-9][a-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u00a0-\u{10ffff}]+))?$/iu;

/**
 * Reads `FROM:<path> PARAMETERS` or `TO:<path> PARAMETERS`; spaces around the path are tolerated.
 * @param postmasterDomain what completes a bare `<Postmaster>` (RFC 5321 §4.1.1.3)
 */
export function parseEnvelopePath(text: string, keyword: 'FROM' | 'TO', postmasterDomain: string): EnvelopePath {
  const colon = keyword.length;
  if (text[colon] !== ':' || text.slice(0, colon).toUpperCase() !== keyword) return { kind: 'bad-syntax' };
  const rest = text.slice(colon + 1).trimStart();
  if (!rest.startsWith('<')) return { kind: 'bad-syntax' };
  const close = closingBracket(rest);
  if (close < 0) return { kind: 'bad-syntax' };
  const parameters = parseParameters(rest.slice(close + 1));
  if (parameters === null) return { kind: 'bad-syntax' };
  const path = rest.slice(1, close);
  if (path === '') return { kind: 'path', address: null, parameters };
  const plain = path.replace(sourceRoute, '');
  const address = parseAddress(plain.toLowerCase() === 'postmaster' ? `${plain}@${postmasterDomain}` : plain);
  // A replacement character is what is left of bytes that were no UTF-8.
  if (address === null || plain.includes('\ufffd')) return { kind: 'bad-address' };
  return { kind: 'path', address, parameters };
}

/** A `>` inside a quoted local part does not end the path. */
function closingBracket(text: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return at;
  }
  return -1;
}

function parseParameters(text: string): EsmtpParameters | null {
  const parameters = new Map<string, string | null>();
  if (text === '') return parameters;
  if (!text.startsWith(' ')) return null;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const match = parameter.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (match === null || keyword === undefined || parameters.has(keyword)) return null;
    parameters.set(keyword, match[2] ?? null);
  }
  return parameters;
}
