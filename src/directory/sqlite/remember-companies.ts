/**
 * Remembers companies by name until the next change of one: the quota of whoever is in a company is asked for at every
 * RCPT, and each commit of mail makes SQLite read its pages anew.
 */
import type { Company } from '../directory.js';

export interface CompanyMemory {
  readonly company: (name: string) => Company | null;
  /** The same function; what is remembered is forgotten with it. */
  readonly changing: <Arguments extends unknown[], Result>(
    change: (...given: Arguments) => Result,
  ) => (...given: Arguments) => Result;
}

export function rememberCompanies(read: (name: string) => Company | null): CompanyMemory {
  const remembered = new Map<string, Company>();
  return {
    company(name) {
      const known = remembered.get(name);
      if (known !== undefined) return known;
      const found = read(name);
      if (found !== null) remembered.set(name, found);
      return found;
    },
    changing:
      (change) =>
      (...given) => {
        try {
          return change(...given);
        } finally {
          remembered.clear();
        }
      },
  };
}
