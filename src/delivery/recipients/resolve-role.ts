/**
 * `postmaster` and `abuse` of every local domain: mail to them goes to the administrator if nobody has the address.
 * Path: resolve-recipient.ts, for addresses that the directory does not have.
 * Standards: RFC 5321 §4.5.1 (postmaster, in any case, also without a domain), RFC 2142 §4 and §5 (abuse).
 */
import type { Directory, Resolution } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';

const roles = new Set(['postmaster', 'abuse']);

export interface RoleSettings {
  /** The host of this server: a bare `<Postmaster>` has got it as its domain. */
  readonly hostname: string;
  readonly administrator: Address | null;
}

/**
 * What the administrator's address stands for: an account, a contact or a group. `unknown` if this is no role address, or the
 * directory does not have the administrator's address. Throws DirectoryError.
 */
export async function resolveRole(
  { localPart, domain }: Address,
  directory: Pick<Directory, 'resolve' | 'isLocalDomain'>,
  { hostname, administrator }: RoleSettings,
): Promise<Resolution> {
  const role = localPart.toLowerCase();
  if (administrator === null || !roles.has(role)) return { kind: 'unknown' };
  const isBare = role === 'postmaster' && domain === hostname.toLowerCase();
  if (!isBare && !(await directory.isLocalDomain(domain))) return { kind: 'unknown' };
  return directory.resolve(administrator);
}
