/**
 * The part of the embedded directory for writing rights and deputies.
 */
import type Database from 'better-sqlite3';
import { formatAddress } from '../../mail/address.js';
import { deputyReader } from './read-deputies.js';
import type { DirectoryReader } from './read-directory.js';
import { remember } from './remember.js';
import { deputyWriter } from './write-deputies.js';

/** Cached pairs of an actor and an address. */
const MAX_PAIRS = 10_000;

/** `changing` must wrap all other changes of the directory, as each may change writing rights. */
export function openDeputies(database: Database.Database, directory: Pick<DirectoryReader, 'resolve'>) {
  const reader = deputyReader(database, directory);
  const { addSendAs, removeSendAs, addDeputy, updateDeputy, removeDeputy } = deputyWriter(database, reader);
  const { read: writingRights, changing } = remember(reader.writingRights, {
    keyOf: (actor, address) => `${actor} ${formatAddress(address)}`,
    isWorthIt: (found) => found !== null,
    most: MAX_PAIRS,
  });
  const functions = {
    ...reader,
    writingRights,
    addSendAs: changing(addSendAs),
    removeSendAs: changing(removeSendAs),
    addDeputy: changing(addDeputy),
    updateDeputy: changing(updateDeputy),
    removeDeputy: changing(removeDeputy),
  };
  return { functions, changing };
}
