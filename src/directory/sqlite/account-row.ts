/**
 * Converts an account to a row of desk.db and back.
 */
import type { CopySent } from '../../authorship/plan-copies.js';
import { defaultBookingPolicy, type BookingPolicy } from '../../booking/booking-policy.js';
import type { Address } from '../../mail/address.js';
import { neverAway, type OutOfOffice } from '../../out-of-office/out-of-office.js';
import { DirectoryError, type Account, type AccountFields } from '../directory.js';
import type { AccountKind, StoreId, AccountId } from '../account.js';

/** The columns of an account; the addresses are separate rows. */
export interface AccountColumns {
  readonly name: string;
  readonly store_id: number | null;
  readonly full_name: string;
  readonly kind: string;
  readonly active: number;
  readonly enabled: number;
  readonly send_only: number;
  readonly admin_level: number;
  readonly hidden: number;
  readonly company: string | null;
  readonly time_zone: string;
  readonly language: string;
  readonly quota_warn_bytes: number | null;
  readonly quota_soft_bytes: number | null;
  readonly quota_hard_bytes: number | null;
  readonly quota_override: number;
  readonly plus_folder: number;
  readonly copy_sent: string | null;
  readonly booking: string;
  readonly features: string;
  readonly out_of_office: string | null;
  readonly password_hash: string | null;
}

export interface AccountRow extends AccountColumns {
  readonly id: number;
}

export interface AddressRow {
  readonly local_part: string;
  readonly domain: string;
}

/** @param addresses in order, the primary address first */
export function accountFromRow(row: AccountRow, addresses: readonly AddressRow[]): Account {
  const [primaryAddress, ...aliases] = addresses.map(addressFromRow);
  if (primaryAddress === undefined) throw new DirectoryError('unavailable', `account ${row.name} has no address`);
  return {
    id: row.id as AccountId,
    storeId: row.store_id as StoreId | null,
    name: row.name,
    fullName: row.full_name,
    kind: row.kind as AccountKind,
    primaryAddress,
    aliases,
    active: row.active === 1,
    enabled: row.enabled === 1,
    sendOnly: row.send_only === 1,
    adminLevel: row.admin_level as 0 | 1 | 2,
    hidden: row.hidden === 1,
    company: row.company,
    timeZone: row.time_zone,
    language: row.language,
    quota: {
      warnBytes: row.quota_warn_bytes,
      softBytes: row.quota_soft_bytes,
      hardBytes: row.quota_hard_bytes,
      override: row.quota_override === 1,
    },
    plusFolder: row.plus_folder === 1,
    copySent: row.copy_sent as CopySent | null,
    booking: { ...defaultBookingPolicy, ...(JSON.parse(row.booking) as Partial<BookingPolicy>) },
    outOfOffice:
      row.out_of_office === null ? null : { ...neverAway, ...(JSON.parse(row.out_of_office) as OutOfOffice) },
    features: JSON.parse(row.features) as Record<string, boolean>,
    hasPassword: row.password_hash !== null,
  };
}

export function columnsOf(fields: Omit<AccountFields, 'primaryAddress' | 'aliases'>): AccountColumns {
  return {
    name: fields.name,
    store_id: fields.storeId,
    full_name: fields.fullName,
    kind: fields.kind,
    active: Number(fields.active),
    enabled: Number(fields.enabled),
    send_only: Number(fields.sendOnly),
    admin_level: fields.adminLevel,
    hidden: Number(fields.hidden),
    company: fields.company,
    time_zone: fields.timeZone,
    language: fields.language,
    quota_warn_bytes: fields.quota.warnBytes,
    quota_soft_bytes: fields.quota.softBytes,
    quota_hard_bytes: fields.quota.hardBytes,
    quota_override: Number(fields.quota.override),
    plus_folder: Number(fields.plusFolder),
    copy_sent: fields.copySent,
    booking: JSON.stringify(fields.booking),
    out_of_office: fields.outOfOffice === null ? null : JSON.stringify(fields.outOfOffice),
    features: JSON.stringify(fields.features),
    password_hash: fields.passwordHash,
  };
}

export function addressFromRow(row: AddressRow): Address {
  return { localPart: row.local_part, domain: row.domain };
}
