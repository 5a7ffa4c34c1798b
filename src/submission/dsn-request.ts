/**
 * What a client asked for with the envelope (RFC 3461 §4), as the outbox passes it on to the MTA.
 */
import type { SMTPServerEnvelope, SMTPServerAddress } from 'smtp-server';
import { addressKey, parseAddress } from '../mail/address.js';
import type { DsnRequest } from '../store/outbox.js';

/** RFC 3461 §4.4: at most 100 characters. §4.2: an address, encoded. */
const MAX_ENVID_LENGTH = 100;
const MAX_ORCPT_LENGTH = 500;

type Wish = DsnRequest['byRecipient'][string];

/** null: nothing was asked for. */
export function dsnRequest({ dsn, rcptTo }: SMTPServerEnvelope): DsnRequest | null {
  const wishes = rcptTo.map(wishOf).filter((wish) => wish !== null);
  const ret = dsn?.ret === 'FULL' || dsn?.ret === 'HDRS' ? dsn.ret : null;
  const envid = dsn?.envid?.slice(0, MAX_ENVID_LENGTH) ?? null;
  if (ret === null && envid === null && wishes.length === 0) return null;
  return { ret, envid, byRecipient: Object.fromEntries(wishes) };
}

function wishOf({ address, dsn }: SMTPServerAddress): readonly [string, Wish] | null {
  const parsed = parseAddress(address);
  if (parsed === null || dsn === undefined) return null;
  const notify = dsn.notify === undefined || dsn.notify.length === 0 ? null : dsn.notify.join(',');
  // The address itself is what every MTA assumes.
  const isOwn = dsn.orcpt?.toLowerCase() === `rfc822;${address.toLowerCase()}`;
  const orcpt = dsn.orcpt === undefined || isOwn ? null : dsn.orcpt.slice(0, MAX_ORCPT_LENGTH);
  return notify === null && orcpt === null ? null : [addressKey(parsed), { notify, orcpt }];
}
