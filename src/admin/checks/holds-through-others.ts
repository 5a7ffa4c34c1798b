/**
 * Whether a group contains another, directly or through groups in it; each contains itself. Groups may contain each
 * other; the administrator gets a note.
 */
import type { Group } from '../../directory/directory.js';

export function holdsThroughOthers(outer: string, inner: string, groups: readonly Group[]): boolean {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const seen = new Set([outer]);
  // The set grows while it is iterated; each group is in it once, so loops end.
  for (const name of seen) {
    for (const member of byName.get(name)?.members ?? []) if (member.kind === 'group') seen.add(member.name);
  }
  return seen.has(inner);
}
