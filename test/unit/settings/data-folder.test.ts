import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configFileOf, dataFolderOf, type InstalledPlaces } from '../../../src/settings/data-folder.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';

let folder: ThrowAwayFolder;
let installed: InstalledPlaces;
beforeEach(async () => {
  folder = await throwAwayFolder('places');
  installed = { data: join(folder.path, 'lib'), config: join(folder.path, 'frontdesk.toml') };
  await mkdir(installed.data);
});
afterEach(() => folder.remove());

const install = async (): Promise<void> => {
  await writeFile(join(installed.data, 'data.id'), 'x');
  await writeFile(installed.config, '');
};

test('without an installed service the data is in ./data, and no file is read', () => {
  expect(dataFolderOf({}, {}, installed)).toBe(resolve('data'));
  expect(dataFolderOf({}, { FRONTDESK_DATA: '' }, installed)).toBe(resolve('data'));
  expect(configFileOf({}, {}, installed)).toBeUndefined();
});

test('an installed service is found from any folder, with its configuration', async () => {
  await install();
  expect(dataFolderOf({}, {}, installed)).toBe(installed.data);
  expect(configFileOf({}, {}, installed)).toBe(installed.config);
  expect(configFileOf({ data: installed.data }, {}, installed)).toBe(installed.config);
});

test('what is given comes first, and other data does not get the configuration of the service', async () => {
  await install();
  expect(dataFolderOf({}, { FRONTDESK_DATA: '/one' }, installed)).toBe('/one');
  expect(dataFolderOf({ data: '/two' }, { FRONTDESK_DATA: '/one' }, installed)).toBe('/two');
  expect(configFileOf({ data: '/two' }, {}, installed)).toBeUndefined();
  expect(configFileOf({}, { FRONTDESK_CONFIG: '/a.toml' }, installed)).toBe('/a.toml');
  expect(configFileOf({ config: '/b.toml' }, { FRONTDESK_CONFIG: '/a.toml' }, installed)).toBe('/b.toml');
  expect(configFileOf({}, { FRONTDESK_CONFIG: '' }, installed)).toBeUndefined();
});
