/**
 * The ids and kinds of what the directory holds: types that the ports share.
 */

declare const accountIdBrand: unique symbol;
/** Internal id of an account; positive, never used again. */
export type AccountId = number & { readonly [accountIdBrand]: true };

declare const storeIdBrand: unique symbol;
/** Internal id of a store; positive, never used again. Its GUID is what people and files see. */
export type StoreId = number & { readonly [storeIdBrand]: true };

export const accountKinds = ['user', 'shared', 'room', 'equipment', 'contact'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** A member of a group, by name. */
export interface GroupMember {
  readonly kind: 'account' | 'group';
  readonly name: string;
}
