/**
 * Who a reverse-path stands for. Tags that differ from message to message are removed, so that one person gets one
 * response. Tags are local conventions, not standards: SRS (Sender Rewriting Scheme) of forwarders, BATV (`prvs=`,
 * Momentum's `msprvs1=`, Barracuda's `btv1==`) against forged bounces, `+detail`.
 * Path: a rule of delivery/planning/plan-delivery.ts, before the log of answers is asked.
 */
import { addressKey, parseAddress, type Address } from '../mail/address.js';

/** SRS0=hash=day=domain=local; the first separator may be another. */
const firstForward = /^srs0[=+-][^=]*=[^=]*=([^=]+)=(.+)$/i;
/** SRS1=hash=forwarder==hash=day=domain=local: forwarded twice. */
const laterForward = /^srs1[=+-][^=]*=[^=]+=[=+-][^=]*=[^=]*=([^=]+)=(.+)$/i;
const bounceTag = /^(?:prvs=[0-9a-z]{4,20}|msprvs1=[0-9a-z_-]{4,40})=(.+)$/i;
/** An old form, with the tag at the end. */
const bounceTagBehind = /^prvs=([^=/]+)\/[0-9a-z]{4,20}$/i;
const barracudaTag = /^btv1==[^=]*==(.+)$/i;
/** A forwarder may add a tag to an address that has one. */
const MAX_TAGS = 4;
const DETAIL_DELIMITER = '+';

/** The address without its tags and detail: the sender as a person would name them. */
export function plainSender(reversePath: Address): Address {
  let sender = reversePath;
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    const bare = withoutTag(sender);
    if (bare === null) break;
    sender = bare;
  }
  const at = sender.localPart.indexOf(DETAIL_DELIMITER, 1);
  return at < 1 ? sender : { ...sender, localPart: sender.localPart.slice(0, at) };
}

/** The key of the sender in the log of answers; case-folded. */
export function senderKey(reversePath: Address): string {
  return addressKey(plainSender(reversePath));
}

/** null: there is no tag, or what it covers is not an address. */
function withoutTag({ localPart, domain }: Address): Address | null {
  const forwarded = firstForward.exec(localPart) ?? laterForward.exec(localPart);
  if (forwarded !== null) return parseAddress(`${forwarded[2] ?? ''}@${forwarded[1] ?? ''}`);
  const tagged = bounceTag.exec(localPart) ?? bounceTagBehind.exec(localPart) ?? barracudaTag.exec(localPart);
  return tagged === null ? null : parseAddress(`${tagged[1] ?? ''}@${domain}`);
}
