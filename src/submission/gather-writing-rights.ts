/**
 * Asks the directory about every address that a mail names as an author: the actor's own, or somebody's for whom the
 * actor holds a right.
 * Path: submit.ts, between reading the header and deciding (authorship/authorise.ts).
 */
import type { Standing, Standings } from '../authorship/writing-rights.js';
import type { Account, Directory } from '../directory/directory.js';
import { addressKey, type Address } from '../mail/address.js';

export type StandingsDirectory = Pick<Directory, 'resolve' | 'writingRights'>;

/** Addresses of nobody, and of those for whom the actor has no right, are left out. Throws what the directory throws. */
export async function gatherStandings(
  actor: Account,
  addresses: readonly Address[],
  directory: StandingsDirectory,
): Promise<Standings> {
  const standings = new Map<string, Standing>();
  for (const address of addresses) {
    const standing = await standingOf(actor, address, directory);
    if (standing !== null) standings.set(addressKey(address), standing);
  }
  return standings;
}

async function standingOf(actor: Account, address: Address, directory: StandingsDirectory): Promise<Standing | null> {
  const found = await directory.resolve(address);
  if (found.kind === 'account' && found.account.id === actor.id) return { kind: 'own' };
  const rights = await directory.writingRights(actor.id, address);
  if (rights === null || !(rights.sendAs || rights.onBehalf || rights.calendarWrite)) return null;
  const { name, fullName, kind, primaryAddress } = rights.owner;
  return {
    kind: 'owner',
    owner: { name, fullName, kind, address: primaryAddress },
    sendAs: rights.sendAs,
    onBehalf: rights.onBehalf,
    calendarWrite: rights.calendarWrite,
  };
}
