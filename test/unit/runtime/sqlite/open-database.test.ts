import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openDatabase } from '../../../../src/runtime/sqlite/open-database.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const first = 'CREATE TABLE room (name TEXT PRIMARY KEY) STRICT';
const second = "ALTER TABLE room ADD COLUMN floor INTEGER NOT NULL DEFAULT 0; INSERT INTO room VALUES ('Aquarium', 3)";

describe('openDatabase', () => {
  it.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['busy_timeout', 10_000],
  ])('has %s = %s', (pragma, value) => {
    const database = openDatabase(join(folder, 'desk.db'));
    expect(database.pragma(pragma, { simple: true })).toBe(value);
    database.close();
  });

  it('a file that is no database is refused', () => {
    writeFileSync(join(folder, 'desk.db'), 'a text that is long enough to be read as a page header'.repeat(100));
    expect(() => openDatabase(join(folder, 'desk.db'))).toThrow(/not a database/);
  });
});

describe('migrations', () => {
  it('each runs once, in order, whenever it is first known', () => {
    const database = openDatabase(join(folder, 'desk.db'));
    migrate(database, 'rooms', [first]);
    migrate(database, 'rooms', [first]);
    migrate(database, 'rooms', [first, second]);
    expect(database.prepare('SELECT * FROM room').all()).toEqual([{ name: 'Aquarium', floor: 3 }]);
    database.close();
  });

  it('components are counted apart', () => {
    const database = openDatabase(join(folder, 'desk.db'));
    migrate(database, 'rooms', [first, second]);
    migrate(database, 'keys', ['CREATE TABLE key (id INTEGER PRIMARY KEY) STRICT']);
    expect(database.prepare('SELECT * FROM schema_version ORDER BY component').all()).toEqual([
      { component: 'keys', version: 1 },
      { component: 'rooms', version: 2 },
    ]);
    database.close();
  });

  it('a step that fails leaves nothing behind', () => {
    const database = openDatabase(join(folder, 'desk.db'));
    expect(() => migrate(database, 'rooms', [first, 'CREATE TABLE broken ('])).toThrow();
    migrate(database, 'rooms', [first, second]);
    expect(database.prepare('SELECT count(*) FROM room').pluck().get()).toBe(1);
    database.close();
  });

  it('tables of a later program are left alone', () => {
    const database = openDatabase(join(folder, 'desk.db'));
    migrate(database, 'rooms', [first, second]);
    expect(() => migrate(database, 'rooms', [first])).toThrow(/version 2, but this program supports up to 1/);
    database.close();
  });
});
