/**
 * Authentication-Results: what a border MTA found out about who sent a mail. Read from a header section, and only the
 * fields that one of our own MTAs has written: what a sender writes below them proves nothing.
 * Path: delivery/planning/read-meeting.ts, for mails that hold a calendar object.
 * Standards: RFC 8601 (§2.2 grammar, §5 what to believe), RFC 7489 §3.1.1 (relaxed alignment).
 */
import { normalizeDomain } from './address.js';
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

/** `dkim = pass reason = "..." header.d = example.org`; null when it is written otherwise. */
function readResult(words: readonly string[]): AuthenticationResult | null {
  const [method, equals, result, ...rest] = words;
  if (method === undefined || equals !== '=' || result === undefined || result === '=') return null;
  const properties = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 3) {
    const [name, sign, value] = rest.slice(at, at + 3);
    if (name === undefined || sign !== '=' || value === undefined || value === '=') return null;
    // Said twice, it says nothing for certain.
    if (properties.has(name.toLowerCase())) return null;
    properties.set(name.toLowerCase(), value);
  }
  const [name = ''] = method.toLowerCase().split('/');
  return { method: name, result: result.toLowerCase(), properties: Object.fromEntries(properties) };
}

/** The domains for which results vouch: of dmarc=pass the author's, of dkim=pass the signer's. A-labels, lower case. */
export function vouchedDomains(fields: readonly AuthenticationResults[]): readonly string[] {
  const domains = fields.flatMap(({ results }) =>
    results.flatMap(({ method, result, properties }) => {
      if (result !== 'pass') return [];
      if (method === 'dmarc') return properties['header.from'] ?? [];
      if (method === 'dkim') return properties['header.d'] ?? properties['header.i'] ?? [];
      return [];
    }),
  );
  return [...new Set(domains.map(domainOf).filter((domain) => domain.includes('.')))];
}

/** `@example.org`, `ann@example.org` and `example.org` are of one domain. */
const domainOf = (value: string): string => normalizeDomain(value.slice(value.lastIndexOf('@') + 1));

/** The same domain, or one below the other. */
export function areAligned(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
