/**
 * The rights on a folder as input fields: a profile, or RFC 4314 letters.
 */
import { z } from 'zod';
import {
  deputyProfileNames,
  deputyProfileOf,
  folderProfileNames,
  folderProfileOf,
  rightsFrom,
} from '../../access/profiles.js';
import type { Rights } from '../../access/rights.js';

const allowed = (names: readonly string[]): string => `allowed: ${names.join(', ')}, or letters such as lrs`;

/** `only-read`, `Full control`, `lrs` */
export const folderRights = () => rightsNamed(allowed(folderProfileNames));

/** `viewer`, `secretary`, `lrs`; `unset`: null, the folder is not part of the grant. */
export const deputyRights = () =>
  z.union([z.literal('unset').transform(() => null), rightsNamed(allowed([...deputyProfileNames, 'unset']))], {
    error: allowed([...deputyProfileNames, 'unset']),
  });

function rightsNamed(complaint: string) {
  return z.string(complaint).transform((text, context): Rights => {
    const rights = rightsFrom(text);
    if (rights !== null) return rights;
    context.addIssue({ code: 'custom', message: complaint });
    return z.NEVER;
  });
}

export interface RightsJson {
  /** `other` if no profile has these letters. */
  readonly profile: string;
  readonly rights: Rights;
}

export const folderRightsAsJson = (rights: Rights): RightsJson => ({ profile: folderProfileOf(rights), rights });

export const deputyRightsAsJson = (rights: Rights | null): RightsJson | null =>
  rights === null ? null : { profile: deputyProfileOf(rights), rights };
