/** The image of frontdesk: what its Dockerfile copies is enough to build what ships, and that runs. */
import { execFile } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { throwAwayFolder } from '../support/throw-away-folder.js';

const run = promisify(execFile);

test('what the Dockerfile copies can be built, and the launchers find what was built', async () => {
  const folder = await throwAwayFolder('image');
  try {
    const dockerfile = await readFile('packaging/Dockerfile', 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => names?.split(' ') ?? [],
    );
    for (const name of copied) await cp(name, join(folder.path, name), { recursive: true });
    await symlink(resolve('node_modules'), join(folder.path, 'node_modules'));
    await run('npm', ['run', 'build'], { cwd: folder.path });
    for (const launcher of ['frontdesk', 'frontdesk-set-oof']) {
      const { stdout } = await run(process.execPath, [join(folder.path, 'bin', `${launcher}.js`), '--help']);
      expect(stdout).toContain(`Usage: ${launcher} `);
    }
  } finally {
    await folder.remove();
  }
});
