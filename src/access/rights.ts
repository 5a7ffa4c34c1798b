/**
 * Rights on a folder as one value: a set of letters, always written in the same order.
 * Path: kept by the store, granted by the administration, asked when somebody opens a folder.
 * Standards: RFC 4314 §2.1 (letters), §2.1.1 (the obsolete `c` and `d`), §3.1 (what a client may write).
 */

declare const rightsBrand: unique symbol;
/** Letters of RFC 4314 §2.1, each once, in the order of `RIGHT_LETTERS`; empty: nothing at all. */
export type Rights = string & { readonly [rightsBrand]: true };

/** l see, r read, s keep seen, w flags, i insert, p post, t delete messages, e expunge, k make subfolders, x delete the folder, a administer. */
const RIGHT_LETTERS = 'lrswiptekxa';

/** RFC 4314 §2.1.1: here it is `c` that covered deleting the folder. */
const OBSOLETE: Readonly<Record<string, string>> = { c: 'kx', d: 'te' };

export const NO_RIGHTS = '' as Rights;
export const ALL_RIGHTS = RIGHT_LETTERS as Rights;

/** Letters in any order and number, the obsolete ones too. null: there is something else in it. */
export function parseRights(text: string): Rights | null {
  const letters = Array.from(text, (letter) => OBSOLETE[letter] ?? letter).join('');
  return Array.from(letters).every((letter) => RIGHT_LETTERS.includes(letter)) ? ordered(letters) : null;
}

export function allows(rights: Rights, letter: string): boolean {
  return rights.includes(letter);
}

/** What any of them allows. */
export function together(some: readonly Rights[]): Rights {
  return ordered(some.join(''));
}

function ordered(letters: string): Rights {
  return Array.from(RIGHT_LETTERS)
    .filter((letter) => letters.includes(letter))
    .join('') as Rights;
}
