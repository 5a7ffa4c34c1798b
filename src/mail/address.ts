/**
 * Mail addresses as values (RFC 5321 §4.1.2 Mailbox, RFC 6531 for UTF-8). Parsed once at the edge; inside the program no
 * address is a bare string, except the folded form of `addressKey`, which is only for comparing and for keys.
 */
import { domainToASCII } from 'node:url';

/** One address. The local part is kept as spelled, unquoted; the domain is lower-case, IDN as A-labels: one form only. */
export interface Address {
  readonly localPart: string;
  readonly domain: string;
}

/** An address with the name a person sees (RFC 5322 §3.4). */
export interface Mailbox {
  readonly address: Address;
  readonly displayName: string | null;
}

/** RFC 5321 §4.5.3.1.1, §4.5.3.1.2 */
const MAX_LOCAL_PART_OCTETS = 64;
const MAX_DOMAIN_OCTETS = 255;
/** The longest text that may still become such a domain; turning a longer one into A-labels takes time by its square. */
const MAX_DOMAIN_CHARACTERS = 1024;

// RFC 5322 §3.2.3 dot-atom-text with RFC 6531 §3.3 UTF-8 less the C1 controls; RFC 5321 §4.1.2 Quoted-string.
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\u{10ffff}-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u00a0-\u{10ffff}-]+)*$/iu;
const quotedString = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e\u00a0-\u{10ffff}]|\\[\x20-\x7e])*)"$/u;
const domainName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
// What an IDN may be written with. domainToASCII reads its argument as the host of a URL: it undoes percent-encoding, ends
// at the first `/`, `?` or `#`, and takes `0x7f.1` for an IPv4 address.
const writtenDomain = /^[a-z0-9\u00a0-\u{10ffff}.-]+$/iu;
const addressLiteral = /^\[(IPv6:[0-9a-f:.]+|[0-9.]+)\]$/i;

/** Reads `local@domain`, without angle brackets or display name; null if it is not an address. */
export function parseAddress(text: string): Address | null {
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const localPart = readLocalPart(text.slice(0, at));
  const domain = readDomain(text.slice(at + 1));
  if (localPart === null || domain === null) return null;
  return { localPart, domain };
}

function readLocalPart(text: string): string | null {
  if (Buffer.byteLength(text) > MAX_LOCAL_PART_OCTETS) return null;
  if (dotAtom.test(text)) return text;
  const quoted = quotedString.exec(text)?.[1];
  return quoted === undefined ? null : quoted.replaceAll(/\\(.)/g, '$1');
}

function readDomain(text: string): string | null {
  if (addressLiteral.test(text)) return text.toLowerCase();
  const ascii = normalizeDomain(text);
  if (ascii.length > MAX_DOMAIN_OCTETS || !domainName.test(ascii)) return null;
  return ascii;
}

/** The one form of a domain: lower case, IDN as A-labels. Empty if it is none. */
export function normalizeDomain(text: string): string {
  if (text.length > MAX_DOMAIN_CHARACTERS) return '';
  const lower = text.toLowerCase();
  if (!writtenDomain.test(lower)) return '';
  return /^[a-z0-9.-]+$/.test(lower) && !lower.includes('xn--') ? lower : withoutHostNumbers(domainToASCII(lower));
}

/** An IPv4 address is what numbers in other scripts would become. */
function withoutHostNumbers(ascii: string): string {
  return /(?:^|\.)\d+$/.test(ascii) ? '' : ascii;
}

/** `local@domain`, the local part quoted where it must be. */
export function formatAddress(address: Address): string {
  const { localPart, domain } = address;
  if (dotAtom.test(localPart)) return `${localPart}@${domain}`;
  return `"${localPart.replaceAll(/["\\]/g, '\\$&')}"@${domain}`;
}

/** The folded form by which addresses compare: all of it without case. */
export function addressKey(address: Address): string {
  return `${address.localPart.toLowerCase()}@${address.domain}`;
}

export function sameAddress(one: Address, other: Address): boolean {
  return addressKey(one) === addressKey(other);
}
