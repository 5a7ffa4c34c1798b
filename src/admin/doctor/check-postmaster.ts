/**
 * Checks that mail to postmaster and abuse reaches a person (RFC 5321 §4.5.1, RFC 2142).
 */
import { parseAddress } from '../../mail/address.js';
import type { AdminContext } from '../admin-context.js';
import { good, warning, type Finding } from './finding.js';

const CHECK = 'postmaster';

export async function checkPostmaster({ config: { server }, directory }: AdminContext): Promise<Finding> {
  const address = parseAddress(server.administrator);
  if (address === null) {
    const found = 'server.administrator is not set: mail to postmaster and abuse that nobody has is refused';
    return warning(CHECK, found, 'set server.administrator to the address of an account');
  }
  const { kind } = await directory.resolve(address);
  if (kind === 'account' || kind === 'group')
    return good(CHECK, `mail to postmaster and abuse that nobody has goes to ${server.administrator}`);
  const found = `no account, group or contact has ${server.administrator}: mail to postmaster and abuse is refused`;
  return warning(CHECK, found, 'set server.administrator to the address of an account');
}
