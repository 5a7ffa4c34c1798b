/**
 * Why a message is not accepted from the account that submits it, as a value with the reply that the client gets.
 * Standards: RFC 3463 §3.4 (5.3.4: too large), §3.7 (5.6.0: the content), §3.8 (5.7.1: not permitted), RFC 6409 §6.1 (submission may refuse so).
 */
import { formatAddress, type Address } from '../mail/address.js';
import type { HeaderFault } from '../mail/raw-header.js';
import type { ReadingLimits } from '../mail/reading-budget.js';
import type { Reply } from '../mail/reply.js';

export type RefusalReason =
  | 'malformed-header'
  | 'no-author'
  | 'several-author-fields'
  | 'author-is-a-group'
  | 'unreadable-author'
  /** After `actor#target`: somebody else's address. */
  | 'not-the-target'
  | 'no-right-to-author'
  | 'no-right-to-reverse-path'
  | 'no-right-to-calendar-user'
  | 'unreadable-calendar-user'
  | 'too-many-calendar-users'
  | 'calendar-too-large';

export interface Refusal {
  readonly kind: 'refused';
  readonly because: RefusalReason;
  readonly reply: Reply;
}

const MALFORMED = { code: 550, status: '5.6.0' } as const;
const FORBIDDEN = { code: 550, status: '5.7.1' } as const;

export function refuseContent(because: RefusalReason, text: string): Refusal {
  return { kind: 'refused', because, reply: { ...MALFORMED, text } };
}

const faults: Readonly<Record<HeaderFault, string>> = {
  nul: 'The header section contains a NUL octet',
  'bare-line-end': 'The header section contains a bare CR or LF',
  'not-a-field': 'The header section contains a line that is not a header field',
  'too-large': 'The header section is too large',
};

export function refuseHeader(fault: HeaderFault): Refusal {
  return refuseContent('malformed-header', faults[fault]);
}

/** Nobody could say who speaks in larger ones. */
export function refuseTooLarge({ maxObjectBytes, maxLines }: ReadingLimits): Refusal {
  const text = `The calendar objects are larger than ${maxObjectBytes} octets or ${maxLines} lines`;
  return { kind: 'refused', because: 'calendar-too-large', reply: { code: 552, status: '5.3.4', text } };
}

/** @param text what is not allowed, before the address: `You are not allowed to write as` */
export function refuseAddress(because: RefusalReason, text: string, address: Address): Refusal {
  return refuseNamed(because, text, formatAddress(address));
}

/** More of what somebody wrote does not help to find it. */
const MAX_SHOWN_CHARACTERS = 320;

/** @param named as somebody wrote it; what is not printable ASCII is shown as `?` */
export function refuseNamed(because: RefusalReason, text: string, named: string): Refusal {
  const shown = named.slice(0, MAX_SHOWN_CHARACTERS).replaceAll(/[^\x20-\x7e]/gu, '?');
  return { kind: 'refused', because, reply: { ...FORBIDDEN, text: `${text} <${shown}>` } };
}
