/**
 * The part of the embedded directory that knows who may write for whom.
 */
import type Database from 'better-sqlite3';
import { deputyReader } from './read-deputies.js';
import type { DirectoryReader } from './read-directory.js';
import { rememberWritingRights } from './remember-writing-rights.js';
import { deputyWriter } from './write-deputies.js';

/** `changing` is for every other change of the directory: each may change who may write for whom. */
export function openDeputies(database: Database.Database, directory: Pick<DirectoryReader, 'resolve'>) {
  const reader = deputyReader(database, directory);
  const { addSendAs, removeSendAs, addDeputy, updateDeputy, removeDeputy } = deputyWriter(database, reader);
  const { writingRights, changing } = rememberWritingRights(reader.writingRights);
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
