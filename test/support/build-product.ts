/**
 * The global set-up of vitest: builds the product into a temporary folder, for the processes and threads that tests start.
 * Tests themselves import the sources. BUILT_FRONTDESK names the folder, which looks like an installed frontdesk.
 */
import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import product from '../../rolldown.config.js';
import { throwAwayFolder } from './throw-away-folder.js';

export default async function buildProduct(): Promise<() => Promise<void>> {
  const folder = await throwAwayFolder('built');
  await build({ ...product, output: { ...product.output, dir: join(folder.path, 'dist') }, logLevel: 'warn' });
  await cp('bin', join(folder.path, 'bin'), { recursive: true });
  await cp('package.json', join(folder.path, 'package.json'));
  await symlink(resolve('node_modules'), join(folder.path, 'node_modules'));
  await promisify(execFile)(process.execPath, [join(folder.path, 'bin', 'compile.js')]);
  process.env['BUILT_FRONTDESK'] = folder.path;
  return () => folder.remove();
}
