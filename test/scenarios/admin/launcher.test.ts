/**
 * The launcher: for `deliver` whatever goes wrong is "try again later", for everything else it is a failure.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-launcher-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync('bin', join(folder, 'bin'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (body: string): void =>
  writeFileSync(join(folder, 'dist', 'command-line.js'), `exports.runFrontdesk = async () => { ${body} };`);
const launch = (...args: string[]) =>
  spawnSync(process.execPath, [join(folder, 'bin', 'frontdesk.js'), ...args], { encoding: 'utf8', timeout: 20_000 });

test.each([
  ['delivered', 'return 0', 0],
  ['no such user', 'return 67', 67],
  ['refused', 'return 73', 73],
  ['later', 'return 75', 75],
  ['bad usage', 'return 2', 75],
  ['failed', 'return 1', 75],
  ['thrown', 'throw new Error("x")', 75],
  ['thrown later', 'await new Promise(() => setImmediate(() => { throw new Error("x") }))', 75],
  ['rejected and forgotten', 'Promise.reject(new Error("x")); await new Promise(() => setTimeout(() => 0, 9000))', 75],
  ['no program', null, 75],
  ['a program that cannot be read', '}', 75],
])('deliver, %s: %s exits with %d', (_, body, code) => {
  if (body !== null) program(body);
  expect(launch('--data', 'list', 'deliver', '--to', 'a@example.org').status).toBe(code);
});

test.each([
  ['done', 'return 0', 0],
  ['bad usage', 'return 2', 2],
  ['thrown', 'throw new Error("x")', 1],
  ['no program', null, 1],
])('another command, %s: %s exits with %d', (_, body, code) => {
  if (body !== null) program(body);
  expect(launch('--data', 'deliver', 'domain', 'list').status).toBe(code);
});

const compiled = (): string => join(folder, 'dist', 'command-line.js.compiled');
const compile = (): void => {
  expect(spawnSync(process.execPath, [join(folder, 'bin', 'compile.js')]).status).toBe(0);
  expect(readFileSync(compiled()).length).toBeGreaterThan(0);
};

test.each([
  ['of this text', () => compile()],
  [
    'that others may not read',
    () => {
      compile();
      chmodSync(compiled(), 0);
    },
  ],
  [
    'of another text',
    () => {
      program('return 0; /* longer */');
      compile();
    },
  ],
  ['that is damaged', () => writeFileSync(compiled(), 'not what V8 has compiled')],
])('compiled code %s changes nothing', (_, prepare) => {
  program('process.stdout.write(process.argv[2] ?? ""); return 0;');
  prepare();
  program('process.stdout.write(process.argv[2] ?? ""); return 0;');
  expect(launch('shown')).toMatchObject({ status: 0, stdout: 'shown', stderr: '' });
});

test('a program that was not built: what to do next', () => {
  expect(launch('domain', 'list').stderr).toMatch(/^error: .*command-line\.js.*\nnext: npm run build\n$/s);
});
