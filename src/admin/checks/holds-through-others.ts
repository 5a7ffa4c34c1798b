/**
 * Whether a group holds another, itself or through groups in it; each holds itself. Groups that hold each other are allowed; whoever makes
 * them do so is told.
 */
import type { Group } from '../../directory/directory.js';

export function holdsThroughOthers(outer: string, inner: string, groups: readonly Group[]): boolean {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const seen = new Set([outer]);
  // The set grows while it is walked: each group once, which is what ends a loop.
  for (const name of seen) {
    for (const member of byName.get(name)?.members ?? []) if (member.kind === 'group') seen.add(member.name);
  }
  return seen.has(inner);
}
