/**
 * A command that begins a new data folder says where: it may have been called in the wrong folder.
 */
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk } from '../../support/frontdesk-process.js';

test('the first change names the new data folder, the next one does not', async () => {
  const frontdesk = await prepareFrontdesk();
  onTestFinished(() => frontdesk.remove());
  const first = await frontdesk.cli(['domain', 'add', 'corp.example', '--json']);
  expect(first.stderr).toBe(
    `note: ${frontdesk.dataFolder} is a new data folder; --data or FRONTDESK_DATA names another one\n`,
  );
  expect(first.json()).toMatchObject({ name: 'corp.example' });
  expect((await frontdesk.cli(['domain', 'add', 'other.example'])).stderr).toBe('');
});
