import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the demo that the README promises comes out as it says', { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    './test/support/run-sources.js',
    'test/demo/run-demo.ts',
  ]);
  expect(stdout).toContain('All 14 mails came out as expected');
});
