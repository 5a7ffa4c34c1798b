/** The skeletons that HACKING.md starts from compile, and do what they say. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { AdminContext } from '../../src/admin/admin-context.js';
import { runAction } from '../../src/admin/run-action.js';
import type { PlanContext, PlanDraft } from '../../src/delivery/planning/rules/delivery-rule.js';
import { readHeaderSection } from '../../src/mail/header-section.js';
import { StoreError } from '../../src/store/store-error.js';
import { addDomainShow, domainShow } from '../skeletons/admin-action.js';
import { flagImportant } from '../skeletons/delivery-rule.js';
import { openSkeletonStore } from '../skeletons/store-engine.js';
import { silentLog } from '../support/silent-log.js';

const inbox: PlanDraft['filing'] = { folder: 'Inbox', flags: ['\\Seen'], outsideQuota: false };

test.each([
  ['Importance: High', inbox, ['\\Seen', '\\Flagged']],
  ['Importance: low', inbox, undefined],
  ['Subject: no importance', inbox, undefined],
  ['Importance: high', null, undefined],
])('the rule makes of %s and %j the flags %j', (field, filing, flags) => {
  const header = readHeaderSection(Buffer.from(`${field}\r\n\r\n`));
  const outcome = flagImportant({ message: { header }, restoring: false } as PlanContext, { filing } as PlanDraft);
  expect(outcome).toEqual({ kind: 'go-on', ...(flags && { part: { filing: { ...inbox, flags } } }) });
});

test('the action and its command show a domain, and say what to do about one that does not exist', async () => {
  const domains = () => Promise.resolve([{ name: 'corp.example', company: 'Corp', aliasOf: null }]);
  const admin = { directory: { domains }, log: silentLog } as unknown as AdminContext;
  let printed = '';
  const context: Parameters<typeof addDomainShow>[1] = {
    perform: (_, input) => runAction(admin, domainShow, input, undefined),
    show: (result, text) => (printed += text(result)),
  };
  const program = new Command();
  addDomainShow(program, context);

  await program.parseAsync(['show', 'Corp.Example'], { from: 'user' });
  expect(printed).toBe('corp.example, company: Corp\n');
  await expect(runAction(admin, domainShow, { name: 'other.example' }, undefined)).rejects.toMatchObject({
    kind: 'not-found',
    hint: '`frontdesk domain list` shows all domains',
  });
});

test('the engine refuses every call as unavailable, so that a peer gets 451', async () => {
  const { desk, mailStore, access } = await openSkeletonStore();
  for (const call of Object.values({ ...desk, ...mailStore, ...access }) as (() => Promise<unknown>)[]) {
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ reason: 'unavailable' });
  }
});

test('HACKING.md quotes the skeletons as they are', () => {
  const blocks = [...readFileSync('HACKING.md', 'utf8').matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
  const sources = ['delivery-rule', 'admin-action', 'store-engine'].map((name) =>
    readFileSync(`test/skeletons/${name}.ts`, 'utf8'),
  );
  const quoted = sources.map((source) => blocks.filter((block) => source.includes(block)).length);
  expect(quoted).toEqual([1, 1, 1]);
});
