/**
 * Which domains belong to one organization, by the public suffix list, which the package tldts brings. Suffixes of private
 * registries count too: under `github.io` everybody has a domain, and none of them speaks for another.
 * Path: authentication-results.ts; booking compares the organizations of addresses with it.
 * Standards: RFC 7489 §3.2 (organizational domain), §3.1.1 (relaxed alignment).
 */
import { getDomain } from 'tldts';

/** Registries that give names to anybody and are not on the list: customers of Microsoft 365. */
const furtherSuffixes = ['onmicrosoft.com'];

/** An address literal, or numbers alone: no name. */
const isAddress = /\]$|(?:^|\.)\d+$/;

/**
 * The domain directly below the public suffix; null for a public suffix itself, and for what is no name.
 *
 * @param domain lower case, IDN as A-labels (address.ts), at most 255 octets
 */
export function organizationalDomain(domain: string): string | null {
  if (isAddress.test(domain)) return null;
  const suffix = furtherSuffixes.find((each) => domain === each || domain.endsWith(`.${each}`));
  if (suffix !== undefined) {
    const labels = domain.slice(0, -suffix.length).split('.');
    const [name] = labels.slice(-2);
    return name === undefined || name === '' ? null : `${name}.${suffix}`;
  }
  return getDomain(domain, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
}

/** The same domain, or two of one organization. A public suffix is aligned with itself alone. */
export function areAligned(one: string, other: string): boolean {
  if (one === other) return true;
  const organization = organizationalDomain(one);
  return organization !== null && organization === organizationalDomain(other);
}
