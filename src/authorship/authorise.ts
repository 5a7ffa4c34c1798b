/**
 * Decides whether an actor may write a message as the authors it names, and whom the message will show.
 * Pure: the caller has asked the directory about every address that read-writing.ts found.
 * Path: submission, before the header is stamped (stamp-header.ts) and the calendar parts (stamp-calendar.ts).
 * Standards: RFC 5322 §3.6.2 (Sender: set when the author is somebody else, or there are several), §3.6.6 (Resent-Sender),
 * RFC 6409 §6.1, §8.1.
 */
import type { Address, Mailbox } from '../mail/address.js';
import type { AuthorField, Writing } from './read-writing.js';
import { refuseAddress, type Refusal } from './refusal.js';
import { chooseReversePath, judgeReversePath, type ReversePathRule } from './reverse-path.js';
import {
  rightOf,
  rightsAt,
  type Owner,
  type Person,
  type Precedence,
  type Right,
  type RightsByAddress,
} from './writing-rights.js';

export interface AuthorSettings {
  /** submission.precedence */
  readonly precedence: Precedence;
  /** submission.reversePath */
  readonly reversePath: ReversePathRule;
}

export const defaultAuthorSettings: AuthorSettings = { precedence: 'on-behalf', reversePath: 'by-right' };

/** Who sends. */
export interface Party {
  readonly actor: Person;
  /** The account behind `actor#target`, else null. */
  readonly target: Person | null;
  readonly rightsByAddress: RightsByAddress;
}

/** What becomes of one From or Resent-From field. */
export interface FieldRuling {
  readonly field: AuthorField;
  /** `on-behalf` if the field shows anybody but the actor, and Sender shows the actor; `send-as` if it does not. */
  readonly kind: Right;
  /** The owners in it, each once. */
  readonly owners: readonly Owner[];
  /** To be written as Sender or Resent-Sender; null: none. */
  readonly sender: Mailbox | null;
  /** Index of a mailbox -> the name that the client left out. */
  readonly names: ReadonlyMap<number, string>;
}

export interface AuthorshipDecision {
  readonly kind: Right;
  readonly actor: Person;
  /** For whom; the first one, if there are several. null: the actor alone. */
  readonly owner: Owner | null;
  /** All owners among the authors, each once. */
  readonly owners: readonly Owner[];
  /** As Sender shows it; null: no Sender. */
  readonly sender: Mailbox | null;
  /** For the envelope. */
  readonly reversePath: Address | null;
  readonly from: FieldRuling;
  readonly resentFrom: readonly FieldRuling[];
}

export type Authorship = { readonly kind: 'authorised'; readonly decision: AuthorshipDecision } | Refusal;

/**
 * @param calendarUsers who speaks in the mail's iTIP objects (read-calendar.ts), empty without; the standings know them
 */
export function authorise(
  writing: Writing,
  party: Party,
  settings: AuthorSettings,
  calendarUsers: readonly Address[],
): Authorship {
  const isCalendarMail = speaksIn(calendarUsers, party.rightsByAddress);
  const rights = (address: Address): Right | null =>
    rightOf(rightsAt(party.rightsByAddress, address), settings.precedence, isCalendarMail);
  const unwanted = judgeReversePath(writing.reversePath, rights);
  if (unwanted !== null) return unwanted;
  const from = ruleField(writing.from, party, rights);
  if (from.kind === 'refused') return from;
  const resentFrom: FieldRuling[] = [];
  for (const field of writing.resentFrom) {
    const ruled = ruleField(field, party, rights);
    if (ruled.kind === 'refused') return ruled;
    resentFrom.push(ruled.ruling);
  }
  const { kind, owners, sender } = from.ruling;
  const reversePath = chooseReversePath(writing.reversePath, { kind, owners, ...party }, settings.reversePath);
  const owner = owners[0] ?? null;
  return {
    kind: 'authorised',
    decision: { kind, actor: party.actor, owner, owners, sender, reversePath, from: from.ruling, resentFrom },
  };
}

function speaksIn(calendarUsers: readonly Address[], rightsByAddress: RightsByAddress): (owner: Owner) => boolean {
  const names = new Set<string>();
  for (const address of calendarUsers) {
    const rights = rightsAt(rightsByAddress, address);
    if (rights?.kind === 'owner') names.add(rights.owner.name);
  }
  return ({ name }) => names.has(name);
}

type Ruled = { readonly kind: 'ruled'; readonly ruling: FieldRuling } | Refusal;

function ruleField(field: AuthorField, party: Party, rightTo: (address: Address) => Right | null): Ruled {
  const owners = new Map<string, Owner>();
  const held: Right[] = [];
  const names = new Map<number, string>();
  for (const [index, { address, isNamed }] of field.mailboxes.entries()) {
    if (party.target !== null && !isTarget(address, party.target, party))
      return refuseAddress(
        'not-the-target',
        `You are logged in for ${party.target.name} and are not allowed to write as`,
        address,
      );
    const right = rightTo(address);
    if (right === null) return refuseAddress('no-right-to-author', 'You are not allowed to write as', address);
    held.push(right);
    const rights = rightsAt(party.rightsByAddress, address);
    if (rights?.kind !== 'owner') continue;
    owners.set(rights.owner.name, rights.owner);
    if (right === 'on-behalf' && !isNamed && rights.owner.fullName !== '') names.set(index, rights.owner.fullName);
  }
  const isForeign = held.some((right) => right !== 'own');
  const isShown = held.length > 1 || held.includes('on-behalf');
  const { address, fullName } = party.actor;
  return {
    kind: 'ruled',
    ruling: {
      field,
      kind: !isForeign ? 'own' : isShown ? 'on-behalf' : 'send-as',
      owners: [...owners.values()],
      sender: isShown ? { address, displayName: fullName === '' ? null : fullName } : null,
      names,
    },
  };
}

function isTarget(address: Address, target: Person, { actor, rightsByAddress }: Party): boolean {
  const rights = rightsAt(rightsByAddress, address);
  if (rights === null) return false;
  return (rights.kind === 'own' ? actor.name : rights.owner.name) === target.name;
}
