/**
 * The notifications that a client requested, as parameters for the MTA. nodemailer leaves them out if the MTA does not
 * offer DSN.
 * Path: relay.ts, with the envelope.
 * Standards: RFC 3461 §4 (the parameters, xtext), §5.2.1 (passed on unchanged).
 */
import { addressKey, type Address } from '../mail/address.js';
import type { DsnRequest } from '../store/outbox.js';

export interface DsnParameters {
  readonly ret: 'FULL' | 'HDRS' | null;
  /** Not encoded. */
  readonly envid: string | null;
  readonly notify: string | null;
  /** With its type, not encoded. */
  readonly orcpt: string | null;
}

/**
 * A transaction has one set of parameters. The request of a recipient is in it if all recipients have the same, for which
 * submitted messages are split.
 */
export function dsnParameters({ ret, envid, byRecipient }: DsnRequest, recipients: readonly Address[]): DsnParameters {
  const wishes = recipients.map((each) => byRecipient[addressKey(each)] ?? { notify: null, orcpt: null });
  const shared = (read: (wish: (typeof wishes)[number]) => string | null): string | null => {
    const values = new Set(wishes.map(read));
    const [value] = values;
    return values.size === 1 && value !== undefined ? value : null;
  };
  return {
    ret,
    envid: printableOrNone(readXtext(envid)),
    notify: shared(({ notify }) => notify),
    orcpt: printableOrNone(readXtext(shared(({ orcpt }) => orcpt))),
  };
}

/** RFC 3461 §4: `+3D` is an octet. */
export function readXtext(text: string | null | undefined): string | null {
  return text == null
    ? null
    : text.replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** RFC 3461 §4.2 and §4.4: the decoded value is printable; MTAs may reject anything else. */
function printableOrNone(text: string | null): string | null {
  return text !== null && /^[\x20-\x7e]+$/.test(text) ? text : null;
}
