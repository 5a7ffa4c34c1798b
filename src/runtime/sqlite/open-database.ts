/**
 * Opens a SQLite database with the same settings everywhere, and migrates the tables of a component. The store and the
 * directory share desk.db; each is a component with its own numbered migrations.
 * Used by the engines in store/sqlite and directory/sqlite, which convert its plain errors into their own.
 */
import Database from 'better-sqlite3';

/** How long a statement waits for another connection's write: longer than any commit, even on a slow disk. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Pages in the write-ahead log before a checkpoint: fewer and larger checkpoints than with SQLite's default of 1,000.
 * The same for every connection, so that a rare writer does not do the checkpoint of a busy one.
 */
const CHECKPOINT_PAGES = 8_000;

/**
 * One step of a schema: one or more SQL statements. The list of a component is append-only: a released step is never
 * edited, as databases have already run it.
 */
export type Migration = string;

/**
 * Opens or creates the database at `path` with WAL, `synchronous=FULL` (a commit is on disk when it returns), foreign
 * keys and a busy timeout. Throws SqliteError if the file cannot be opened or is not a database.
 */
export function openDatabase(path: string): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Runs the migrations of `component` that this database has not run, in the order of the list and in one transaction;
 * safe if two processes do it at the same time. The component's version is the number of migrations run.
 * Throws if the database was written by a later version of the program, and then changes nothing.
 */
export function migrate(database: Database.Database, component: string, migrations: readonly Migration[]): void {
  database
    .transaction(() => {
      database.exec(
        'CREATE TABLE IF NOT EXISTS schema_version (component TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID',
      );
      const version = schemaVersion(database, component);
      if (version > migrations.length) {
        throw new Error(
          `the tables of "${component}" have version ${version}, but this program supports up to ${migrations.length}: use the version that wrote them, or a later one`,
        );
      }
      for (const migration of migrations.slice(version)) database.exec(migration);
      database
        .prepare(
          'INSERT INTO schema_version (component, version) VALUES (?, ?) ON CONFLICT (component) DO UPDATE SET version = excluded.version',
        )
        .run(component, migrations.length);
    })
    .immediate();
}

function schemaVersion(database: Database.Database, component: string): number {
  const version: unknown = database
    .prepare('SELECT version FROM schema_version WHERE component = ?')
    .pluck()
    .get(component);
  return typeof version === 'number' ? version : 0;
}
