/**
 * Opens a SQLite database the one way this house uses it, and brings a component's tables up to date. The store and
 * the directory share desk.db: each is a component with its own numbered migrations.
 *
 * Standing: below the engines in store/sqlite and directory/sqlite; throws plain errors, which they turn into theirs.
 */
import Database from 'better-sqlite3';

/** How long a statement waits for another connection's write. Longer than any commit of ours, the slowest disk included. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Pages in the write-ahead log before it is copied back: fewer, larger copies than SQLite's default of 1,000. The same
 * for every connection, so that a rare writer does not copy what a busy one left.
 */
const CHECKPOINT_PAGES = 8_000;

/**
 * One step of a schema: one or more SQL statements. The list of a component is append-only: a step that was ever
 * released is never edited, as there are databases that have run it.
 */
export type Migration = string;

/**
 * Opens (and creates) the database at `path` with WAL, `synchronous=FULL` (a commit is on the disk when it returns),
 * foreign keys and a busy time-out. Throws SqliteError when the file cannot be opened or is no database.
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
 * Runs the migrations of `component` that this database has not run, each in the order of the list, all in one
 * transaction; safe when two processes do it at once. The component's version is the number of migrations run.
 * Throws when the database was written by a later version of the program, and changes nothing then.
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
          `the tables of "${component}" are at version ${version}, this program knows ${migrations.length}: use the version that wrote them, or a later one`,
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
