/**
 * Whether a group contains another, directly or through groups in it; each contains itself. Groups may contain each
 * other; the administrator gets a note.
 */
import type { Directory } from '../../directory/directory.js';

/** Reads only the groups in the outer one. Throws what the directory throws. */
export async function holdsThroughOthers(
  outer: string,
  inner: string,
  directory: Pick<Directory, 'group'>,
): Promise<boolean> {
  const seen = new Set([outer]);
  // The set grows while it is iterated; each group is in it once, so loops end.
  for (const name of seen) {
    const members = (await directory.group(name))?.members ?? [];
    for (const member of members) if (member.kind === 'group') seen.add(member.name);
  }
  return seen.has(inner);
}
