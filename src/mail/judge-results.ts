/**
 * What the Authentication-Results that count say about authors and accounts, where they agree and where they do not.
 * Path: proven-authors.ts, behind trusted-trace.ts.
 * Standards: RFC 8601 §2.7 (methods and their properties), RFC 7489 §3.1 (alignment: relaxed).
 */
import { normalizeDomain, type Address } from './address.js';
import type { AuthenticationResult, AuthenticationResults } from './authentication-results.js';
import { areAligned } from './organizational-domain.js';

export interface Verdicts {
  /** The domain of an address in From is proven: dmarc=pass for it, or an aligned dkim=pass or spf=pass. */
  readonly isProven: (author: Address) => boolean;
  /** As whom the client had logged in (auth=pass), as the MTA spells it. */
  readonly users: readonly string[];
}

/**
 * Of each server and method the topmost field counts: what stands below it may have come with the message. A `fail` of
 * anybody whom we trust beats a `pass`: of the same method for the same domain, and of dmarc for whatever else would prove
 * that author.
 */
export function judgeResults(fields: readonly AuthenticationResults[]): Verdicts {
  const all = topmost(fields);
  const failed = all.filter(({ result }) => result === 'fail');
  const passed = all.filter(({ result }) => result === 'pass');
  const isContradicted = (pass: AuthenticationResult): boolean =>
    failed.some((fail) => fail.method === pass.method && mayMean(domainOf(fail), domainOf(pass)));
  const sound = passed.filter((pass) => !isContradicted(pass));
  return {
    isProven: ({ domain }) =>
      !failed.some((fail) => fail.method === 'dmarc' && mayMean(domainOf(fail), domain)) &&
      sound.some((pass) => vouchesFor(pass, domain)),
    users: sound.flatMap(({ method, properties }) => (method === 'auth' ? (properties['smtp.auth'] ?? []) : [])),
  };
}

function topmost(fields: readonly AuthenticationResults[]): readonly AuthenticationResult[] {
  const seen = new Set<string>();
  return fields.flatMap(({ authservId, results }) => {
    const first = results.filter(({ method }) => !seen.has(`${authservId} ${method}`));
    for (const { method } of first) seen.add(`${authservId} ${method}`);
    return first;
  });
}

/** A failure that names no domain may be about any. */
const mayMean = (failed: string | null, domain: string | null): boolean => failed === null || failed === domain;

function vouchesFor(pass: AuthenticationResult, domain: string): boolean {
  const vouched = domainOf(pass);
  if (vouched === null) return false;
  // dmarc is about the domain in From itself, the others about one that must belong to the same organization.
  if (pass.method === 'dmarc') return vouched === domain;
  return ['dkim', 'spf'].includes(pass.method) && areAligned(vouched, domain);
}

/** The domain that a result is about; null: it names none, or a top-level domain. A-labels, lower case. */
function domainOf({ method, properties }: AuthenticationResult): string | null {
  const value = valueOf(method, properties);
  const domain = value === undefined ? '' : normalizeDomain(value.slice(value.lastIndexOf('@') + 1));
  return domain.includes('.') ? domain : null;
}

function valueOf(method: string, properties: AuthenticationResult['properties']): string | undefined {
  if (method === 'dmarc') return properties['header.from'];
  if (method === 'dkim') return properties['header.d'] ?? properties['header.i'];
  return method === 'spf' ? properties['smtp.mailfrom'] : undefined;
}
