/**
 * Authentication-Results: what a border MTA found out about who sent a message, field by field.
 * Path: trusted-trace.ts, which says which fields count; judge-results.ts, which says what they prove.
 * Standards: RFC 8601 §2.2.
 */
import { splitResults } from './authentication-words.js';

/** One `method=result` of a field with its properties, names in lower case. */
export interface AuthenticationResult {
  readonly method: string;
  readonly result: string;
  /** `header.d`, `header.from`, `smtp.mailfrom`, ... */
  readonly properties: Readonly<Record<string, string>>;
}

export interface AuthenticationResults {
  /** Lower case. */
  readonly authservId: string;
  readonly results: readonly AuthenticationResult[];
}

/** null for what RFC 8601 §2.2 does not allow, and for versions other than 1. Never throws; bounded by the first 8,192 characters. */
export function parseAuthenticationResults(value: string): AuthenticationResults | null {
  const [head, ...statements] = splitResults(value);
  if (head === undefined) return null;
  const [authservId, version = '1', ...more] = head;
  if (authservId === undefined || authservId === '=' || version !== '1' || more.length > 0) return null;
  const results = statements.map(readResult);
  // `none` says that nothing was tested, and then nothing else.
  if (statements.length === 1 && statements[0]?.length === 1 && statements[0][0]?.toLowerCase() === 'none') {
    return { authservId: authservId.toLowerCase(), results: [] };
  }
  return {
    authservId: authservId.toLowerCase(),
    results: results.filter((result) => result !== null),
  };
}

/** `dkim = pass reason = "..." header.d = example.org`; null when it does not begin so. */
function readResult(words: readonly string[]): AuthenticationResult | null {
  const [method, equals, result, ...rest] = words;
  if (method === undefined || equals !== '=' || result === undefined || result === '=') return null;
  const [name = ''] = method.toLowerCase().split('/');
  return { method: name, result: result.toLowerCase(), properties: readProperties(rest) };
}

/** None where they are written otherwise, or one is there twice: then nothing is certain. */
function readProperties(words: readonly string[]): Readonly<Record<string, string>> {
  const properties = new Map<string, string>();
  for (let at = 0; at < words.length; at += 3) {
    const [name, sign, value] = words.slice(at, at + 3);
    if (name === undefined || sign !== '=' || value === undefined || value === '=') return {};
    if (properties.has(name.toLowerCase())) return {};
    properties.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(properties);
}
