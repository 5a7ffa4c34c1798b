/**
 * Deputies of an Inbox as Open-Xchange reads them from the METADATA entry `/shared/vendor/vendor.open-xchange/deputy`
 * (RFC 5464): JSON, with its folder permission bits. A mirror of the grants; what a client writes there grants nothing.
 */
import { allows, type Rights } from './rights.js';

/** A grant, as far as the entry shows it. */
export interface ShownDeputy {
  readonly grantId: number;
  readonly entity: number;
  readonly name: string;
  readonly mail: Rights;
  /** What stood on the Inbox before; null: nothing did. */
  readonly previous: Rights | null;
}

export interface DeputyMetadata {
  readonly version: 1;
  readonly entity: number;
  readonly name: string;
  readonly permission: number;
  readonly previousRights?: string;
}

const READ_SHIFT = 7;
const WRITE_SHIFT = 14;
const DELETE_SHIFT = 21;
const ADMIN_SHIFT = 28;

/** Each of seven bits: 0 nothing, 1 the folder is seen, 2 objects are made in it (or: all objects), 4 subfolders. */
const SEEN = 1;
const MAKE_OBJECTS = 2;
const MAKE_FOLDERS = 4;
const ALL_OBJECTS = 2;

/** The rights as Open-Xchange's permission bits: viewer 257, editor 33025, author 4227332. */
export function permissionBits(rights: Rights): number {
  const folder = allows(rights, 'k')
    ? MAKE_FOLDERS
    : allows(rights, 'i')
      ? MAKE_OBJECTS
      : allows(rights, 'l')
        ? SEEN
        : 0;
  const objects = (letters: string): number =>
    Array.from(letters).some((letter) => allows(rights, letter)) ? ALL_OBJECTS : 0;
  return (
    folder |
    (objects('r') << READ_SHIFT) |
    (objects('w') << WRITE_SHIFT) |
    (objects('te') << DELETE_SHIFT) |
    (Number(allows(rights, 'a')) << ADMIN_SHIFT)
  );
}

export function deputyMetadata(deputies: readonly ShownDeputy[]): Readonly<Record<string, DeputyMetadata>> {
  return Object.fromEntries(
    deputies.map(({ grantId, entity, name, mail, previous }) => [
      String(grantId),
      {
        version: 1,
        entity,
        name,
        permission: permissionBits(mail),
        ...(previous === null ? {} : { previousRights: previous }),
      } as const,
    ]),
  );
}
