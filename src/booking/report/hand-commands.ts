/**
 * The commands with which a person decides on a message, as lines that are safe to paste into a shell: a UID is text of a
 * stranger and only part of a line if no shell reads anything into it.
 * Path: compose-manager-notice.ts and the command line.
 */

/** Of strangers. Not digits alone, which are the number of a message, and no `-` at the start, which begins an option. */
const plainUid = /^(?=.*[A-Za-z])[A-Za-z0-9][\w.@+:-]{0,199}$/;

const plainWord = /^[\w@%+=:,./][\w@%+=:,./-]*$/;

/** A word that this server chose, such as an account name, for a POSIX shell. */
export function shellWord(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** null: the message has to be named by its number, which `booking waiting` shows. */
export function plainReference(uid: string | null): string | null {
  return uid !== null && plainUid.test(uid) ? uid : null;
}

export type HandVerb = 'accept' | 'decline';

/** @param reference a number, or what plainReference has let pass */
export function handCommand(verb: HandVerb, resource: string, reference: string, ...options: string[]): string {
  return ['frontdesk booking', verb, shellWord(resource), reference, ...options].join(' ');
}

export const listCommand = (resource: string): string => `frontdesk booking waiting ${shellWord(resource)}`;
