/**
 * Reads companies with their quota limits and recipients.
 */
import type Database from 'better-sqlite3';
import { parseAddress } from '../../mail/address.js';
import type { Company } from '../directory.js';

interface CompanyRow {
  readonly name: string;
  readonly quota_warn_bytes: number | null;
  readonly quota_soft_bytes: number | null;
  readonly quota_hard_bytes: number | null;
  readonly quota_recipients: string;
}

export interface CompanyReader {
  readonly company: (name: string) => Company | null;
  readonly companies: () => readonly Company[];
}

export function companyReader(database: Database.Database): CompanyReader {
  const byName = database.prepare<[string], CompanyRow>('SELECT * FROM company WHERE name = ?');
  const all = database.prepare<[], CompanyRow>('SELECT * FROM company ORDER BY name');
  return {
    company: (name) => {
      const row = byName.get(name);
      return row === undefined ? null : companyFromRow(row);
    },
    companies: () => all.all().map(companyFromRow),
  };
}

function companyFromRow(row: CompanyRow): Company {
  const recipients = JSON.parse(row.quota_recipients) as readonly string[];
  return {
    name: row.name,
    quota: { warnBytes: row.quota_warn_bytes, softBytes: row.quota_soft_bytes, hardBytes: row.quota_hard_bytes },
    quotaRecipients: recipients.flatMap((text) => parseAddress(text) ?? []),
  };
}
