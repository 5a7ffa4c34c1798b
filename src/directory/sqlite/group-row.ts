/**
 * Converts a group to a row of desk.db and back.
 */
import type { GroupFields, GroupSenders, MailGroup, WhoMaySend } from '../directory.js';
import { addressFromRow, type AddressRow } from './account-row.js';

export interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly owner: string | null;
  readonly who_may_send: string;
  readonly senders: string;
  readonly hidden: number;
}

const noSenders: GroupSenders = { accounts: [], groups: [], addresses: [], domains: [] };

/** The defaults of a group. */
export const plainGroup: GroupFields = {
  addresses: [],
  owner: null,
  whoMaySend: 'everybody',
  senders: noSenders,
  hidden: false,
};

/** @param addresses in order, the primary address first */
export function groupFromRow(row: GroupRow, addresses: readonly AddressRow[]): MailGroup {
  return {
    name: row.name,
    addresses: addresses.map(addressFromRow),
    owner: row.owner,
    whoMaySend: row.who_may_send as WhoMaySend,
    senders: { ...noSenders, ...(JSON.parse(row.senders) as Partial<GroupSenders>) },
    hidden: row.hidden === 1,
  };
}
