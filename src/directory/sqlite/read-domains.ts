/**
 * Reads the local domains.
 */
import type Database from 'better-sqlite3';
import { normalizeDomain } from '../../mail/address.js';
import type { Domain } from '../directory.js';

interface DomainRow {
  readonly name: string;
  readonly company: string | null;
  readonly alias_of: string | null;
}

export interface DomainReader {
  /** Accepts any spelling of the name. */
  readonly domain: (name: string) => Domain | null;
  readonly domains: () => readonly Domain[];
}

export function domainReader(database: Database.Database): DomainReader {
  const byName = database.prepare<[string], DomainRow>('SELECT name, company, alias_of FROM domain WHERE name = ?');
  const all = database.prepare<[], DomainRow>('SELECT name, company, alias_of FROM domain ORDER BY name');
  return {
    domain(name) {
      const row = byName.get(normalizeDomain(name));
      return row === undefined ? null : domainFromRow(row);
    },
    domains: () => all.all().map(domainFromRow),
  };
}

function domainFromRow({ name, company, alias_of: aliasOf }: DomainRow): Domain {
  return { name, company, aliasOf };
}
