/**
 * Changes companies. Each change is one transaction; an impossible one is refused with a reason.
 */
import type Database from 'better-sqlite3';
import { formatAddress } from '../../mail/address.js';
import { DirectoryError, type Company } from '../directory.js';
import { changingAtOnce } from './at-once.js';
import type { CompanyReader } from './read-companies.js';

export interface CompanyWriter {
  readonly create: (company: Company) => Company;
  readonly update: (name: string, fields: Partial<Omit<Company, 'name'>>) => Company;
  readonly remove: (name: string) => void;
}

interface CompanyColumns {
  readonly name: string;
  readonly warn: number | null;
  readonly soft: number | null;
  readonly hard: number | null;
  readonly recipients: string;
}

export function companyWriter(database: Database.Database, reader: CompanyReader): CompanyWriter {
  const insert = database.prepare<CompanyColumns>(
    `INSERT INTO company (name, quota_warn_bytes, quota_soft_bytes, quota_hard_bytes, quota_recipients)
     VALUES (@name, @warn, @soft, @hard, @recipients)`,
  );
  const update = database.prepare<CompanyColumns>(
    `UPDATE company SET quota_warn_bytes = @warn, quota_soft_bytes = @soft, quota_hard_bytes = @hard,
       quota_recipients = @recipients WHERE name = @name`,
  );
  const remove = database.prepare<[string]>('DELETE FROM company WHERE name = ?');
  const user = database
    .prepare<[string, string], string>(
      `SELECT 'account ' || name FROM account WHERE company = ?
       UNION ALL SELECT 'domain ' || name FROM domain WHERE company = ? LIMIT 1`,
    )
    .pluck();
  const existing = (name: string): Company => reader.company(name) ?? refuseUnknown(name);

  const atOnce = changingAtOnce(database);
  return {
    create: atOnce((company: Company) => {
      if (reader.company(company.name) !== null)
        throw new DirectoryError('name-taken', `company ${company.name} already exists`);
      insert.run(columnsOf(company));
      return existing(company.name);
    }),
    update: atOnce((name: string, fields: Partial<Omit<Company, 'name'>>) => {
      update.run(columnsOf({ ...existing(name), ...fields }));
      return existing(name);
    }),
    remove: atOnce((name: string) => {
      existing(name);
      const usedBy = user.get(name, name);
      if (usedBy !== undefined) throw new DirectoryError('in-use', `company ${name} still contains ${usedBy}`);
      remove.run(name);
    }),
  };
}

/** Throws DirectoryError('no-such-company') for the name of a company that does not exist. */
export function refuseUnknownCompany(name: string | null, reader: CompanyReader): void {
  if (name !== null && reader.company(name) === null) refuseUnknown(name);
}

function refuseUnknown(name: string): never {
  throw new DirectoryError('no-such-company', `there is no company ${name}`);
}

function columnsOf({ name, quota, quotaRecipients }: Company): CompanyColumns {
  const { warnBytes: warn, softBytes: soft, hardBytes: hard } = quota;
  return { name, warn, soft, hard, recipients: JSON.stringify(quotaRecipients.map(formatAddress)) };
}
