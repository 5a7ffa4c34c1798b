/** `npm run demo` has the outcome that it announces, and the README shows what it prints. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** The demo books some weeks ahead of the day on which it runs. */
const withoutDates = (text: string): string =>
  text
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b/g, 'month')
    .replaceAll(/\bCES?T\b/g, 'zone');

it(
  'every message of the demo has the expected outcome, and the README quotes its output',
  { timeout: 120_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      './test/support/run-sources.js',
      'test/demo/run-demo.ts',
    ]);
    expect(stdout).toContain('All 14 messages had the expected outcome');

    const quoted = [...readFileSync('README.md', 'utf8').matchAll(/^```\n(\d+\. [\s\S]*?)^```$/gm)].map(
      ([, block = '']) => block,
    );
    const [message = '', agenda = ''] = quoted.join('').split(/\n\n(?=The agenda)/);
    expect(withoutDates(stdout)).toContain(withoutDates(message));
    expect(withoutDates(stdout)).toContain(withoutDates(agenda));
    expect(agenda).not.toBe('');
  },
);
