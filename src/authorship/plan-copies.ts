/**
 * Which Sent folders get a copy of a submitted mail.
 * Path: submission, after authorise.ts; the copies are written in the commit that puts the message into the outbox.
 */
import type { AuthorshipDecision } from './authorise.js';
import type { Owner } from './writing-rights.js';

export const copySentRules = ['both', 'actor', 'owner', 'none'] as const;
/** Who keeps a copy of a message that one has written for another. */
export type CopySent = (typeof copySentRules)[number];

export interface CopySettings {
  /** submission.copySent */
  readonly copySent: CopySent;
  /** Account name of an owner -> what holds for mail in that name. */
  readonly ofOwner: ReadonlyMap<string, CopySent>;
  /** submission.copyOwn: of mail in one's own name; off, as clients put a copy of their own there. */
  readonly copyOwn: boolean;
}

export interface SentCopy {
  /** Account name. */
  readonly account: string;
  /** Whom the message went to in secret is the actor's to know. */
  readonly withBcc: boolean;
}

/** The actor's first; several owners are each asked what holds for them. */
export function planCopies(decision: AuthorshipDecision, settings: CopySettings): readonly SentCopy[] {
  const { actor, owners } = decision;
  const ruleFor = ({ name }: Owner): CopySent => settings.ofOwner.get(name) ?? settings.copySent;
  const actorKeeps =
    owners.length === 0
      ? settings.copyOwn
      : owners.some((owner) => ruleFor(owner) === 'both' || ruleFor(owner) === 'actor');
  const keepers = owners.filter(hasStore).filter((owner) => ruleFor(owner) === 'both' || ruleFor(owner) === 'owner');
  return [
    ...(actorKeeps ? [{ account: actor.name, withBcc: true }] : []),
    ...keepers.map(({ name }) => ({ account: name, withBcc: false })),
  ];
}

function hasStore({ kind }: Owner): boolean {
  return kind !== 'contact' && kind !== 'group';
}
