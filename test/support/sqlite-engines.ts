/** The product's own engines for a test server, on a temporary folder that goes with them. */
import { join } from 'node:path';
import { openSqliteDirectory, type SqliteDirectory } from '../../src/directory/sqlite/open-directory.js';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { TestEngines } from './test-server.js';
import { throwAwayFolder } from './throw-away-folder.js';

const DAY_MS = 86_400_000;

/** The embedded directory with one domain. The stores are in memory, which is faster. */
export async function sqliteDirectory(domain: string): Promise<TestEngines<SqliteDirectory>> {
  const folder = await throwAwayFolder('directory');
  const directory = await openDirectory(join(folder.path, 'desk.db'), domain);
  return {
    directory,
    close: async () => {
      directory.close();
      await folder.remove();
    },
  };
}

/** The embedded directory with one domain, and the stores. */
export async function sqliteEngines(
  domain: string,
): Promise<TestEngines<SqliteDirectory> & { readonly store: SqliteStore }> {
  const folder = await throwAwayFolder('engines');
  const dataFolder = join(folder.path, 'data');
  const store = await openSqliteStore({ dataFolder, expectedDataId: null, duplicateWindowMs: DAY_MS });
  const directory = await openDirectory(store.databasePath, domain);
  return {
    directory,
    store,
    close: async () => {
      directory.close();
      await store.close();
      await folder.remove();
    },
  };
}

async function openDirectory(path: string, domain: string): Promise<SqliteDirectory> {
  const directory = openSqliteDirectory({ path, recipientDelimiter: '+' });
  await directory.addDomain({ name: domain, company: null, aliasOf: null });
  return directory;
}
