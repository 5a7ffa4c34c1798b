/**
 * Ids and kinds of accounts, stores and group members: types that the ports share.
 */

declare const accountIdBrand: unique symbol;
/** Internal id of an account; positive, never reused. */
export type AccountId = number & { readonly [accountIdBrand]: true };

declare const storeIdBrand: unique symbol;
/** Internal id of a store; positive, never reused. People and files use its GUID. */
export type StoreId = number & { readonly [storeIdBrand]: true };

export const accountKinds = ['user', 'shared', 'room', 'equipment', 'contact'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** A member of a group, by name. */
export interface GroupMember {
  readonly kind: 'account' | 'group';
  readonly name: string;
}
