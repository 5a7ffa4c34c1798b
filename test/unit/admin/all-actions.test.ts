/** The list of actions: each is loaded under its own name, and none is missing. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actionNames, isActionName, loadAction } from '../../../src/admin/actions/all-actions.js';

test.each(actionNames)('%s is loaded under its name', async (name) => {
  expect((await loadAction(name)).name).toBe(name);
});

test('every action of the folder is listed', async () => {
  for (const file of readdirSync('src/admin/actions')) {
    const exported = (await import(`../../../src/admin/actions/${file.replace('.ts', '')}.ts`)) as object;
    for (const each of Object.values(exported) as unknown[])
      if (typeof each === 'object' && each !== null && 'run' in each && 'name' in each)
        expect(isActionName(String(each.name)), file).toBe(true);
  }
});

test.each(['', 'toString', '__proto__', 'account-praise'])('%j is no action', (name) => {
  expect(isActionName(name)).toBe(false);
});
