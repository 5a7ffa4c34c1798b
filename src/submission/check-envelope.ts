/**
 * MAIL and RCPT: what can be refused before the message itself is there.
 * Path: listener.ts, a command at a time; who may write as whom is decided with the message, in submit.ts.
 * Standards: RFC 6409 §4.3 (only who has logged in), RFC 8689 §5 (REQUIRETLS).
 */
import type { SMTPServerAddress, SMTPServerSession } from 'smtp-server';
import { parseAddress } from '../mail/address.js';
import type { Reply } from '../mail/reply.js';

const logInFirst: Reply = { code: 530, status: '5.7.0', text: 'Log in first' };
const startTlsFirst: Reply = { code: 530, status: '5.7.0', text: 'Use STARTTLS and log in first' };
const unknownParameter: Reply = { code: 555, status: '5.5.4', text: 'REQUIRETLS is not supported' };
const badReversePath: Reply = { code: 501, status: '5.1.7', text: 'Syntax error in sender address' };
const badForwardPath: Reply = { code: 501, status: '5.1.3', text: 'Syntax error in recipient address' };

/** null: goes on. */
export function refuseSender(
  { address, args }: Pick<SMTPServerAddress, 'address' | 'args'>,
  { user, secure }: Pick<SMTPServerSession, 'user' | 'secure'>,
): Reply | null {
  // smtp-server asks for a login only where it offers AUTH, and without TLS only this machine is offered it.
  // At STARTTLS it leaves `false` there.
  if (user === undefined || user === false) return secure ? logInFirst : startTlsFirst;
  // Not offered: who takes it answers for TLS on the whole way, and our MTA may hand on without.
  if (typeof args === 'object' && 'REQUIRETLS' in args) return unknownParameter;
  return address === '' || parseAddress(address) !== null ? null : badReversePath;
}

/** null: goes on. */
export function refuseRecipient({ address }: Pick<SMTPServerAddress, 'address'>): Reply | null {
  return parseAddress(address) === null ? badForwardPath : null;
}
