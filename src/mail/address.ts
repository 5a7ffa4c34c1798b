/**
 * Mail addresses as values (RFC 5321 §4.1.2 Mailbox, RFC 6531 for UTF-8). Parsed once at the edge; inside the house no
 * address is a bare string, except the folded form of `addressKey`, which is only for comparing and for keys.
 */

/** One address. The local part is kept as spelled and unquoted; the domain is lower-case, IDN as U-labels are spelled. */
export interface Address {
  readonly localPart: string;
  readonly domain: string;
}

/** An address with the name a person sees (RFC 5322 §3.4). */
export interface Mailbox {
  readonly address: Address;
  readonly displayName: string | null;
}
