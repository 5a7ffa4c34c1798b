/**
 * The reverse-path of a submitted mail: which one a client may give, and which one the message leaves with. Reports of
 * failures go there, and SPF looks at it.
 * Path: authorise.ts.
 * Standards: RFC 5321 §4.5.5 (the null reverse-path), RFC 6409 §6.1, RFC 8098 §2.1 (receipts have the null one).
 */
import { sameAddress, type Address } from '../mail/address.js';
import { refuseAddress, type Refusal } from './refusal.js';
import { rightsAt, type Owner, type Person, type Right, type RightsByAddress } from './writing-rights.js';

export const reversePathRules = ['by-right', 'actor', 'owner', 'as-given'] as const;
/**
 * `by-right`: on behalf the actor's, send-as the owner's. `actor`, `owner`: whatever the right. `as-given`: what the
 * client said, which is one that the actor may write as.
 */
export type ReversePathRule = (typeof reversePathRules)[number];

/** null: it may be used. */
export function judgeReversePath(
  reversePath: Address | null,
  rightTo: (address: Address) => Right | null,
): Refusal | null {
  if (reversePath === null || rightTo(reversePath) !== null) return null;
  return refuseAddress('no-right-to-reverse-path', 'You are not allowed to send from', reversePath);
}

/** Whose mail it is. */
interface Ruled {
  readonly kind: Right;
  readonly owners: readonly Owner[];
  readonly actor: Person;
  readonly rightsByAddress: RightsByAddress;
}

/** The null one stays; an address that is theirs whose one is wanted stays as given, details and all. */
export function chooseReversePath(given: Address | null, ruled: Ruled, rule: ReversePathRule): Address | null {
  if (given === null || rule === 'as-given') return given;
  const { kind, owners, actor, rightsByAddress } = ruled;
  const rights = rightsAt(rightsByAddress, given);
  const owner = owners[0];
  const ofOwner = rule === 'owner' || (rule === 'by-right' && kind === 'send-as');
  if (ofOwner && owner !== undefined) {
    const isTheirs = rights?.kind === 'owner' && owners.some(({ name }) => name === rights.owner.name);
    return isTheirs || sameAddress(given, owner.address) ? given : owner.address;
  }
  return rights?.kind === 'own' ? given : actor.address;
}
