/** A restore replaces a folder by renaming: what it must not replace, and what the folder may be. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { instant } from '../../../../src/mail/instant.js';
import { migrate, openDatabase } from '../../../../src/runtime/sqlite/open-database.js';
import { openDataFolder } from '../../../../src/store/sqlite/data-folder.js';
import { restoreBackup, type Restored } from '../../../../src/store/sqlite/restore-backup.js';
import { STORE_COMPONENT, storeMigrations } from '../../../../src/store/sqlite/schema.js';
import { throwAwayFolder } from '../../../support/throw-away-folder.js';

const step = vi.hoisted(() => ({ copy: (): void => undefined, rename: (): void => undefined }));
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  return {
    ...real,
    cpSync: (...args: Parameters<typeof fs.cpSync>) => {
      step.copy();
      real.cpSync(...args);
    },
    renameSync: (...args: Parameters<typeof fs.renameSync>) => {
      step.rename();
      real.renameSync(...args);
    },
  };
});

afterEach(() => {
  step.copy = step.rename = () => undefined;
});

interface Folders {
  readonly root: string;
  readonly data: string;
  readonly restore: (options?: { readonly replace?: boolean; readonly to?: string }) => Restored;
}

async function prepare(): Promise<Folders> {
  const folder = await throwAwayFolder('restore');
  onTestFinished(() => folder.remove());
  const [root, backup, data] = [folder.path, join(folder.path, 'backup'), join(folder.path, 'data')];
  fs.mkdirSync(backup);
  fs.writeFileSync(join(backup, 'backup.json'), '{"format":1,"dataId":"one","madeAt":"2026-12-01T00:00:00Z"}');
  fs.writeFileSync(join(backup, 'data.id'), 'one\n');
  const database = openDatabase(join(backup, 'desk.db'));
  migrate(database, STORE_COMPONENT, storeMigrations);
  database.close();
  return {
    root,
    data,
    restore: ({ replace = false, to = data } = {}) =>
      restoreBackup({ backup, dataFolder: to, replace, now: instant(0) }),
  };
}

const idIn = (folder: string): string => fs.readFileSync(join(folder, 'data.id'), 'utf8');

test('the data folder stays locked until it is moved aside', async () => {
  const { data, restore } = await prepare();
  openDataFolder(data, null).release();
  fs.writeFileSync(join(data, 'desk.db'), '');
  const other = (): void => {
    expect(() => openDataFolder(data, null)).toThrow(/in use by process/);
  };
  const copied = vi.fn(other);
  const renamed = vi.fn(other);
  step.copy = copied;
  step.rename = () => {
    if (fs.existsSync(data)) renamed();
  };
  expect(restore({ replace: true }).movedTo).not.toBeNull();
  expect(copied).toHaveBeenCalled();
  expect(renamed).toHaveBeenCalledOnce();
  step.rename = () => undefined;
  expect(idIn(data)).toBe('one\n');
  openDataFolder(data, 'one').release();
});

test('data that a process writes into an empty folder during the copy is not deleted', async () => {
  const { root, data, restore } = await prepare();
  fs.mkdirSync(data);
  step.copy = () => {
    fs.writeFileSync(join(data, 'desk.db'), 'of a process that was started');
  };
  expect(() => restore()).toThrow(/has been written to meanwhile/);
  expect(fs.readFileSync(join(data, 'desk.db'), 'utf8')).toBe('of a process that was started');
  expect(fs.readdirSync(root).toSorted()).toEqual(['backup', 'data']);
});

test.each(['EBUSY', 'EXDEV'])('a mount point (%s) is refused, and nothing is left behind', async (code) => {
  const { root, data, restore } = await prepare();
  fs.mkdirSync(data);
  step.rename = () => {
    throw Object.assign(new Error(code), { code });
  };
  expect(() => restore()).toThrow(/is a mount point, which cannot be renamed; nothing was changed/);
  expect(fs.readdirSync(root).toSorted()).toEqual(['backup', 'data']);
});

test('of a symbolic link, what it points to is replaced', async () => {
  const { root, data, restore } = await prepare();
  const link = join(root, 'link');
  fs.mkdirSync(data);
  fs.symlinkSync(data, link);
  restore({ to: link });
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
  expect(idIn(data)).toBe('one\n');
});
