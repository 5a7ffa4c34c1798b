/**
 * Whether an administrator opens a store without any entry: level 1 in the own company, level 2 everywhere. A disabled
 * account opens nothing.
 */
export interface Administrator {
  readonly adminLevel: 0 | 1 | 2;
  readonly company: string | null;
  readonly enabled: boolean;
}

export function mayOpenStoreOf(asker: Administrator, owner: Pick<Administrator, 'company'>): boolean {
  if (!asker.enabled || asker.adminLevel === 0) return false;
  return asker.adminLevel === 2 || asker.company === owner.company;
}
