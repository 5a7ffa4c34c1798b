/** Account fields and companies for tests: a plain user, with the fields that a test changes. */
import { defaultBookingPolicy } from '../../src/booking/booking-policy.js';
import type { AccountFields, Company } from '../../src/directory/directory.js';
import { parseAddress, type Address } from '../../src/mail/address.js';
import { noQuota } from '../../src/quota/quota-limits.js';

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(`no address: ${text}`);
  return parsed;
}

/** `email` defaults to `name@example.org`. */
export function accountFields(name: string, other: Partial<AccountFields> = {}): AccountFields {
  return {
    storeId: null,
    name,
    fullName: '',
    kind: 'user',
    primaryAddress: other.primaryAddress ?? address(`${name}@example.org`),
    aliases: [],
    active: true,
    enabled: true,
    sendOnly: false,
    adminLevel: 0,
    hidden: false,
    company: null,
    timeZone: 'Europe/Berlin',
    language: 'en',
    quota: { warnBytes: null, softBytes: null, hardBytes: null, override: true },
    plusFolder: false,
    copySent: null,
    booking: defaultBookingPolicy,
    outOfOffice: null,
    features: {},
    passwordHash: null,
    ...other,
  };
}

/** Without a word of its own. */
export function company(name: string, other: Partial<Company> = {}): Company {
  return { name, quota: noQuota, quotaRecipients: [], ...other };
}
